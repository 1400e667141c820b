import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from '../errors/index.ts';
import { printError } from './errors.ts';
import type { GlobalFlags } from './flags.ts';
import type { Io } from './io.ts';
import { withSizeFlags } from './size-flags.ts';
import type { Lang } from './lang.ts';
import { langIn, speakUsage } from './usage.ts';

declare const __VERSION__: string;
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';

type Run = (io: Io, flags: never, args: readonly string[]) => Promise<ExitCode>;

/** Parses argv, runs one command, answers the exit code. Commands load only when they run. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  let flags: GlobalFlags = {};
  const run =
    (load: () => Promise<{ run: unknown }>) =>
    async (...parameters: unknown[]): Promise<void> => {
      const command = parameters.at(-1) as Command;
      flags = command.optsWithGlobals();
      const { run: body } = (await load()) as { run: Run };
      code = await body(withFlags(io, flags), flags as never, command.args);
    };
  const program = build(run, withFlags(io, { lang: langIn(argv) ?? io.lang }));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return printError(error, withFlags(io, flags), {
      lang: flags.lang ?? io.lang,
      debug: flags.debug === true,
    });
  }
}

const withFlags = (io: Io, flags: GlobalFlags): Io => ({
  ...io,
  lang: flags.lang ?? io.lang,
  color: io.color && flags.color !== false,
});

type Runner = (
  load: () => Promise<{ run: unknown }>,
) => (...parameters: unknown[]) => Promise<void>;

function build(run: Runner, io: Io): Command {
  const lang: Lang = io.lang;
  const t = (en: string, ko: string): string => (lang === 'ko' ? ko : en);
  const program = speakUsage(new Command('fargatectl'), lang)
    .description(
      t(
        'Moves an Amazon EKS cluster from EC2 node groups to AWS Fargate without losing a request.',
        'Amazon EKS 클러스터를 EC2 노드 그룹에서 AWS Fargate로, 요청 하나 잃지 않고 옮깁니다.',
      ),
    )
    .version(version, '-V, --version', t('print the version', '버전 출력'))
    .addOption(
      new Option(
        '--lang <lang>',
        t('language of messages (default: the locale)', '메시지 언어 (기본값: 로케일)'),
      ).choices(['en', 'ko']),
    )
    .option('--no-color', t('no colors (NO_COLOR works too)', '색 없이 출력 (NO_COLOR도 됩니다)'))
    .option('--debug', t('show stack traces', '스택 추적 표시'))
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (s) => io.out(s), writeErr: (s) => io.err(s) })
    .addHelpText(
      'after',
      t(
        '\nExit codes: 0 done · 1 failed · 2 usage or bad input · 3 findings at the threshold · 4 evidence incomplete · 5 stopped, resumable · 6 stale plan or lock held · 130 interrupted\n',
        '\n종료 코드: 0 완료 · 1 실패 · 2 사용법 또는 입력 오류 · 3 기준 이상의 발견 항목 · 4 근거 부족 · 5 중단됨(재개 가능) · 6 낡은 계획 또는 잠금 · 130 인터럽트\n',
      ),
    );

  const cluster = (c: Command): Command =>
    c
      .option('--kubeconfig <file>', t('path of the kubeconfig', 'kubeconfig 경로'))
      .option('--context <name>', t('kubeconfig context', 'kubeconfig 컨텍스트'))
      .option(
        '--cluster <name>',
        t(
          'EKS cluster name (default: from the kubeconfig)',
          'EKS 클러스터 이름 (기본값: kubeconfig에서)',
        ),
      )
      .option('--region <region>', t('AWS region', 'AWS 리전'))
      .option('--profile <name>', t('AWS profile', 'AWS 프로필'))
      .option('--concurrency <n>', t('parallel reads', '동시 읽기 수'), '8');
  const source = (c: Command): Command =>
    cluster(c).option(
      '--from <file|dir|->',
      t(
        'read files instead of a live cluster; may be repeated',
        '클러스터 대신 파일에서 읽기 (반복 가능)',
      ),
      (value: string, all: string[] = []) => [...all, value],
    );
  const state = (c: Command): Command =>
    c.option(
      '--state-dir <dir>',
      t('where runs, snapshots and the lab are kept', '실행 기록, 스냅샷, 실습 환경을 두는 곳'),
      '.fargatectl',
    );
  const output = (c: Command, formats: string): Command =>
    c.option('-o, --output <format>', formats);
  const planFlags = (c: Command): Command =>
    c
      .option(
        '--as-tutorial',
        t(
          "follow the tutorial's order and namespace selectors",
          '튜토리얼의 순서와 네임스페이스 셀렉터를 그대로 따르기',
        ),
      )
      .option(
        '--keep <ns/name...>',
        t('leave these workloads on EC2', '이 워크로드는 EC2에 남기기'),
      )
      .option(
        '--retire <ns/name...>',
        t(
          'scale these to 0, so that the last node group can go',
          '이 워크로드를 0으로 줄여 마지막 노드 그룹까지 없애기',
        ),
      )
      .option(
        '--allow-interruption <ns/name...>',
        t('these may be interrupted by their move', '이 워크로드는 이동 중 중단을 허용'),
      )
      .option(
        '--subnets <ids>',
        t(
          'private subnets for the profiles, comma-separated',
          '프로필에 쓸 프라이빗 서브넷(쉼표로 구분)',
        ),
      )
      .option(
        '--pod-execution-role <name>',
        t('name of the pod execution role', '파드 실행 역할 이름'),
      )
      .option(
        '--soak <duration>',
        t(
          'how long to watch before node groups are deleted',
          '노드 그룹을 지우기 전에 지켜보는 시간',
        ),
        '2m',
      );

  source(program.command('explain [topic] [subject]'))
    .option('-n, --namespace <name>', t('namespace of the pod', '파드의 네임스페이스'))
    .description(
      t(
        'what Fargate is, each consideration, each rule; `pod FILE`: one workload before and after; `event "TEXT"`: what a message means; `pending POD`: why a pod waits',
        'Fargate란 무엇인지, 고려 사항과 규칙 설명; `pod FILE`: 워크로드의 전후; `event "TEXT"`: 메시지의 뜻; `pending POD`: 파드가 기다리는 이유',
      ),
    )
    .action(run(() => import('./commands/explain.ts')));
  const doctor = output(cluster(program.command('doctor')), 'table|json')
    .description(
      t(
        'credentials, reachability, versions, and each right that a run needs; changes nothing',
        '자격 증명, 연결, 버전, 실행에 필요한 권한 확인; 아무것도 바꾸지 않음',
      ),
    )
    .action(run(() => import('./commands/doctor.ts')));
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
    .action(run(() => import('./commands/doctor-permissions.ts')));
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
    .action(run(() => import('./commands/snapshot.ts')));
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
    .action(run(() => import('./commands/assess.ts')));
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
        "ask AWS' Price List API for today's Fargate prices (needs pricing:GetProducts)",
        '오늘의 Fargate 가격을 AWS Price List API에 묻기 (pricing:GetProducts 권한 필요)',
      ),
    )
    .action(run(() => import('./commands/size.ts')));
  const profiles = program
    .command('profiles')
    .description(t('Fargate profiles: the fewest that do', 'Fargate 프로필: 필요한 최소한'));
  output(source(profiles.command('plan')), 'table|json|yaml')
    .addOption(
      new Option(
        '--selectors <how>',
        t(
          'what selectors rest on: the opt-in label, the labels that pods have, whole namespaces',
          '셀렉터의 근거: 옵트인 레이블, 파드의 기존 레이블, 네임스페이스 전체',
        ),
      )
        .choices(['opt-in', 'own-labels', 'namespaces'])
        .default('opt-in'),
    )
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
    .action(run(() => import('./commands/profiles-plan.ts')));
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
    .action(run(() => import('./commands/plan.ts')));
  output(plan.command('show <file>'), 'table|json')
    .description(t('print a saved plan', '저장된 계획 출력'))
    .action(run(() => import('./commands/plan-show.ts')));
  output(source(state(program.command('rehearse <plan>'))), 'table|json')
    .option('--seed <n>', t('seed of the simulated chance', '시뮬레이션 난수 시드'), '1')
    .description(
      t(
        'run the plan on a twin of its snapshot, in virtual time',
        '스냅샷의 쌍둥이에서 가상 시간으로 계획 리허설',
      ),
    )
    .action(run(() => import('./commands/rehearse.ts')));
  output(cluster(state(program.command('migrate [plan]'))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option('--resume', t('go on with the last run', '마지막 실행을 이어서'))
    .option(
      '--pause-after <step>',
      t('stop after this step or phase', '이 단계(페이즈) 뒤에 멈추기'),
    )
    .option('--only <step>', t('only this step and what it needs', '이 단계와 그 선행 단계만'))
    .description(t('run the plan', '계획 실행'))
    .action(run(() => import('./commands/migrate.ts')));
  output(state(program.command('status')), 'table|json')
    .description(t('what the last run did and what is left', '마지막 실행의 진행 상황'))
    .action(run(() => import('./commands/status.ts')));
  output(cluster(state(program.command('verify'))), 'table|json')
    .description(t('check the result of the last run', '마지막 실행 결과 검증'))
    .action(run(() => import('./commands/verify.ts')));
  output(cluster(state(program.command('rollback'))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option('--to <phase>', t('only back to the end of this phase', '이 페이즈가 끝난 시점까지만'))
    .option(
      '--force',
      t('overwrite what somebody else changed meanwhile', '그사이 남이 바꾼 것도 덮어쓰기'),
    )
    .description(
      t(
        'undo the last run, newest first, field by field',
        '마지막 실행을 최신 단계부터 필드 단위로 되돌리기',
      ),
    )
    .action(run(() => import('./commands/rollback.ts')));
  output(cluster(state(program.command('cleanup'))), 'table|json')
    .option('--yes', t('do not ask for the cluster name', '클러스터 이름을 묻지 않기'))
    .option(
      '--everything',
      t(
        'the end of a practice: also stop what runs on our profiles and delete files on our file systems',
        '실습을 마칠 때: 우리 프로필에서 실행 중인 것을 멈추고 우리 파일 시스템의 파일까지 삭제',
      ),
    )
    .description(
      t(
        'put everything away that fargatectl made, and show what is left that costs money',
        'fargatectl이 만든 것을 모두 정리하고, 비용이 남는 것을 보여 주기',
      ),
    )
    .action(run(() => import('./commands/cleanup.ts')));
  const lab = program
    .command('lab')
    .description(
      t(
        'a practice cluster on this machine; no AWS account',
        '이 컴퓨터의 실습 클러스터; AWS 계정 불필요',
      ),
    );
  state(lab.command('start'))
    .option('--speed <n>', t('how many times faster waits pass', '대기 시간을 몇 배 빠르게'), '20')
    .option('--scenario <dir>', t('a scenario folder', '시나리오 폴더'))
    .option('--foreground', t('do not go to the background', '백그라운드로 가지 않기'))
    .description(t('start it and print how to reach it', '시작하고 접속 방법 출력'))
    .action(run(() => import('./commands/lab-start.ts')));
  state(lab.command('stop'))
    .description(t('stop it', '중지'))
    .action(run(() => import('./commands/lab-stop.ts')));
  program
    .command('demo')
    .option(
      '--retire-all',
      t(
        'also retire what cannot go, so that the last node group goes',
        '갈 수 없는 것까지 내려 마지막 노드 그룹도 없애기',
      ),
    )
    .description(
      t(
        "the tutorial's cluster goes from node groups to Fargate, here and now",
        '튜토리얼 클러스터가 노드 그룹에서 Fargate로 가는 과정을 바로 보기',
      ),
    )
    .action(run(() => import('./commands/demo.ts')));
  program
    .command('version')
    .description(t('print the version', '버전 출력'))
    .action(() => io.out(`fargatectl ${version}\n`));
  return program;
}
