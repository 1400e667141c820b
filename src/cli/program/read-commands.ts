import { Option } from 'commander';
import { withSizeFlags } from '../size-flags.ts';
import type { Registering } from './options.ts';

/** Commands that only read: `explain` to `rehearse`. */
export function readCommands({ program, options, run, t }: Registering): void {
  const { cluster, source, state, output, planFlags } = options;
  output(source(program.command('explain [topic] [subject]')), 'text|json|yaml')
    .option('-n, --namespace <name>', t('namespace of the pod', '파드의 네임스페이스'))
    .description(
      t(
        'what Fargate is, each consideration, each rule; `pod FILE`: one workload before and after; `event "TEXT"`: what a message means; `pending POD`: why a pod waits',
        'Fargate란 무엇인지, 고려 사항과 규칙 설명; `pod FILE`: 워크로드의 전후; `event "TEXT"`: 메시지의 뜻; `pending POD`: 파드가 기다리는 이유',
      ),
    )
    .action(run(() => import('../commands/explain.ts')));
  const doctor = output(cluster(program.command('doctor')), 'table|json')
    .description(
      t(
        'credentials, reachability, versions, and each right that a run needs; changes nothing',
        '자격 증명, 연결, 버전, 실행에 필요한 권한 확인; 아무것도 바꾸지 않음',
      ),
    )
    .action(run(() => import('../commands/doctor.ts')));
  doctor
    .command('permissions')
    .description(
      t('print the least IAM policy and RBAC that it needs', '필요한 최소 IAM 정책과 RBAC 출력'),
    )
    .option('--cluster <name>', t('narrow it to this cluster', '이 클러스터로 한정'))
    .option('--region <region>', t('narrow it to this region', '이 리전으로 한정'))
    .option('--account <id>', t('narrow it to this account', '이 계정으로 한정'))
    .option('--partition <name>', t('aws, aws-cn or aws-us-gov', 'aws, aws-cn, aws-us-gov'), 'aws')
    .option('--read-only', t('only what reads need', '읽기에 필요한 것만'))
    .addOption(
      new Option('--only <part>', t('iam or rbac', 'iam 또는 rbac')).choices(['iam', 'rbac']),
    )
    .action(run(() => import('../commands/doctor-permissions.ts')));
  output(
    cluster(state(program.command('snapshot'))),
    t('write to this file (default: standard output)', '이 파일에 쓰기 (기본값: 표준 출력)'),
  )
    .description(
      t(
        'capture the cluster and its AWS surroundings, redacted',
        '클러스터와 AWS 환경을 가려서 캡처',
      ),
    )
    .action(run(() => import('../commands/snapshot.ts')));
  output(source(program.command('assess')), 'table|wide|json|yaml|md|sarif|junit|github')
    .addOption(
      new Option(
        '--fail-on <severity>',
        t('exit 3 when findings reach this', '이 수준 이상이면 종료 코드 3'),
      )
        .choices(['blocker', 'change', 'advice', 'never'])
        .default('blocker'),
    )
    .option(
      '--waivers <file>',
      t('accepted findings, with reason and expiry', '이유와 만료일이 있는 예외 목록'),
    )
    .option(
      '--baseline <file>',
      t('compare with an earlier assess -o json', '이전 assess -o json 결과와 비교'),
    )
    .option(
      '--fail-on-new',
      t(
        'only findings that the baseline lacks count for --fail-on',
        '기준에 없던 항목만 --fail-on에 반영',
      ),
    )
    .option(
      '--today <day>',
      t('the day for expiries (default: the clock)', '만료 판단 기준일 (기본값: 오늘)'),
    )
    .description(t('a verdict for each workload and the cluster', '워크로드와 클러스터별 판정'))
    .action(run(() => import('../commands/assess.ts')));
  withSizeFlags(output(source(program.command('size')), 'table|json|yaml'), t)
    .description(
      t(
        'Fargate size, waste and cost for each workload; the bill before and after',
        '워크로드별 Fargate 크기, 낭비, 비용; 전후 요금',
      ),
    )
    .option(
      '--live-prices',
      t(
        "ask AWS' Price List API for today's on-demand prices (needs pricing:GetProducts); what it lacks is from the dated tables",
        '오늘의 온디맨드 가격을 AWS Price List API에 묻기 (pricing:GetProducts 권한 필요). 없는 것은 날짜가 적힌 표의 가격',
      ),
    )
    .action(run(() => import('../commands/size.ts')));
  const plan = output(
    planFlags(source(state(program.command('plan')))),
    t('json|table, or a file to write', 'json|table 또는 저장할 파일'),
  )
    .description(
      t(
        'the migration plan; `plan show FILE` prints one',
        '마이그레이션 계획; `plan show FILE`은 저장된 계획 출력',
      ),
    )
    .option(
      '--write-changes <dir>',
      t(
        'write what Argo CD and Flux keep as patches to commit',
        'Argo CD와 Flux가 관리하는 워크로드의 변경을 커밋할 패치로 저장',
      ),
    )
    .action(run(() => import('../commands/plan.ts')));
  output(plan.command('show <file>'), 'table|json')
    .description(t('print a saved plan', '저장된 계획 출력'))
    .action(run(() => import('../commands/plan-show.ts')));
  output(source(state(program.command('rehearse <plan>'))), 'table|json')
    .option('--seed <n>', t('seed of the simulated chance', '시뮬레이션 난수 시드'), '1')
    .description(
      t(
        'run the plan on a twin of its snapshot, in virtual time',
        '스냅샷의 쌍둥이에서 가상 시간으로 계획 리허설',
      ),
    )
    .action(run(() => import('../commands/rehearse.ts')));
}
