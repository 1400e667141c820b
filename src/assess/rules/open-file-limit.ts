import { imageName } from '../images.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import { running } from '../subject.ts';

/** The API does not tell limits; these programs are known to need many files at once. */
const HUNGRY =
  /^(nginx|openresty|haproxy|envoy|traefik|kong|elasticsearch|opensearch|cassandra|kafka|mongo(db)?|mysql|mariadb|postgres(ql)?|redis|rabbitmq|memcached|varnish)(-unprivileged|-alpine|$)/;

export const openFileLimit = workloadRule({
  id: 'open-file-limit',
  title: text('1,024 open files at first', '열린 파일은 기본 1,024개입니다'),
  severity: 'advice',
  considerations: [8],
  when: 'silently-different',
  source: SOURCES.fargate,
  check: (s) =>
    running(s)
      .filter((c) => HUNGRY.test(imageName(c.container.image ?? '').split('/').at(-1) ?? ''))
      .map(({ container, field }) => ({
        container: container.name,
        field: `${field}.image`,
        value: container.image ?? '',
        message: text(
          `Container ${container.name} of ${s.name} runs a program that opens many files; on Fargate nofile and nproc begin at 1,024 and end at 65,535.`,
          `${s.name}: 컨테이너 ${container.name}의 프로그램은 파일을 많이 엽니다. Fargate의 nofile과 nproc은 소프트 1,024, 하드 65,535입니다.`,
        ),
        remedy: text(
          'Raise the soft limit where it starts (ulimit -n 65535, or its own setting such as worker_rlimit_nofile); what needs more stays on EC2.',
          '시작할 때 소프트 제한을 올리십시오(ulimit -n 65535 또는 worker_rlimit_nofile 같은 설정). 더 필요하면 EC2에 두십시오.',
        ),
      })),
}); // prettier-ignore
