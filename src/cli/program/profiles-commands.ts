import type { Command } from 'commander';
import type { Registering } from './options.ts';

const several = (value: string, all: string[] = []): string[] => [...all, value];

/** `profiles`: plan and list read; create, replace and delete show what they would do until `--apply`. */
export function profilesCommands({ program, options, run, t }: Registering): void {
  const { cluster, source, state, output } = options;
  const profiles = program
    .command('profiles')
    .description(
      t(
        'Fargate profiles: the fewest that do; list, create, replace and delete them safely',
        'Fargate 프로필: 필요한 최소한을 찾고, 안전하게 조회, 생성, 교체, 삭제',
      ),
    );
  output(source(profiles.command('plan')), 'table|json|yaml')
    .addOption(options.selectors().default('opt-in'))
    .option(
      '--wildcards',
      t('own-labels: patterns where they save a profile', 'own-labels: 프로필이 줄면 패턴 사용'),
    )
    .option('--keep <ns/name...>', t('leave these workloads on EC2', '이 워크로드는 EC2에 남기기'))
    .description(
      t(
        'the fewest profiles that take what goes and nothing else, with the proof',
        '이동할 것만 받는 최소한의 프로필과 그 증명',
      ),
    )
    .action(run(() => import('../commands/profiles-plan.ts')));
  output(source(profiles.command('list')), 'table|wide|json|yaml')
    .description(
      t(
        'the profiles, their health, the pods that they have and would have',
        '프로필의 상태와 문제, 지금 받은 파드와 앞으로 받을 파드',
      ),
    )
    .action(run(() => import('../commands/profiles-list.ts')));

  const changing = (c: Command): Command =>
    output(cluster(state(c)), 'table|json')
      .option('--apply', t('do it (without: only show it)', '실행하기 (없으면 보여 주기만)'))
      .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'));
  const made = (c: Command): Command =>
    c
      .option(
        '--selector <ns[:key=value,...]>',
        t('what it takes; may be repeated', '받을 파드 (반복 가능)'),
        several,
      )
      .option(
        '--subnets <ids>',
        t('private subnets, comma-separated', '프라이빗 서브넷(쉼표로 구분)'),
      )
      .option(
        '--pod-execution-role <name>',
        t('name or ARN of the pod execution role', '파드 실행 역할의 이름 또는 ARN'),
      )
      .option(
        '--keep-off',
        t(
          'first keep on EC2, by annotation, what it takes and Fargate would not run',
          '받게 되지만 Fargate에서 실행할 수 없는 것은 먼저 주석으로 EC2에 두기',
        ),
      );
  const interruption = (c: Command): Command =>
    c.option(
      '--allow-interruption <ns/name...>',
      t('these may be interrupted by their move', '이 워크로드는 이동 중 중단을 허용'),
    );
  made(changing(profiles.command('create [name]')))
    .option(
      '-f, --file <file|->',
      t('profiles from a YAML or JSON file', 'YAML 또는 JSON 파일에서 프로필 읽기'),
    )
    .description(
      t(
        'check a profile against the cluster, and make it with --apply',
        '프로필을 클러스터에 비추어 확인하고, --apply면 만들기',
      ),
    )
    .action(run(() => import('../commands/profiles-create.ts')));
  interruption(made(changing(profiles.command('replace <name>'))))
    .option(
      '--successor <name>',
      t('name of the new profile (default: NAME-2)', '새 프로필의 이름 (기본값: NAME-2)'),
    )
    .description(
      t(
        'make a successor, take the pods over to it, delete the old profile',
        '후속 프로필을 만들고 파드를 옮긴 뒤 예전 프로필 삭제',
      ),
    )
    .action(run(() => import('../commands/profiles-replace.ts')));
  interruption(changing(profiles.command('delete <name>')))
    .option(
      '--move-to <ec2|profile>',
      t('take its pods there first', '먼저 파드를 그곳으로 옮기기'),
    )
    .description(
      t('delete a profile that no running pod carries', '실행 중인 파드가 없는 프로필 삭제'),
    )
    .action(run(() => import('../commands/profiles-delete.ts')));
}
