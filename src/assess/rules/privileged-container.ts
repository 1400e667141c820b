import { SOURCES, text, workloadRule } from '../define.ts';

/** Privileged containers are refused; AWS closed the request for them as not planned (containers-roadmap 1000). */
export const privilegedContainer = workloadRule({
  id: 'privileged-container',
  title: text('Privileged containers are not supported', '권한 있는(privileged) 컨테이너는 지원되지 않습니다'),
  severity: 'blocker',
  considerations: [6],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.containers
      .filter((c) => c.container.securityContext?.privileged === true)
      .map(({ container, field }) => ({
        container: container.name,
        field: `${field}.securityContext.privileged`,
        value: true,
        message: text(
          `Container ${container.name} of ${s.name} is privileged, and Fargate refuses privileged containers.`,
          `${s.name}: 컨테이너 ${container.name}에 privileged: true가 있으며 Fargate는 이를 거부합니다.`,
        ),
        remedy: text(
          `Keep ${s.name} on EC2; or, if the container works without host access, set privileged to false and assess again.`,
          `${s.name}을(를) EC2에 두십시오. 호스트 접근 없이 동작하면 privileged를 false로 바꾸고 다시 평가하십시오.`,
        ),
        mendable: false,
      })),
}); // prettier-ignore
