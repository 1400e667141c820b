import { Option, type Command } from 'commander';

/** The sentence in the language of the terminal. */
export type Say = (en: string, ko: string) => string;

/** What a command does when it is called: loads its code, and hands it io and flags. */
export type Runner = (
  load: () => Promise<{ run: unknown }>,
) => (...parameters: unknown[]) => Promise<void>;

/** Options that several commands share, each with one meaning and one wording. */
export type SharedOptions = ReturnType<typeof sharedOptions>;

export function sharedOptions(t: Say) {
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
  const journal = (c: Command): Command =>
    c.addOption(
      new Option(
        '--journal <where>',
        t(
          'where the run is kept: in the state directory, or in the cluster, so that a colleague can go on',
          '실행 기록을 두는 곳: 상태 디렉터리, 또는 동료가 이어 갈 수 있도록 클러스터',
        ),
      )
        .choices(['local', 'cluster'])
        .default('local'),
    );
  const run = (c: Command): Command =>
    c.option('--run <id>', t('which run (default: the newest)', '어느 실행인지 (기본값: 최신)'));
  const output = (c: Command, formats: string): Command =>
    c.option('-o, --output <format>', formats);
  const selectors = (): Option =>
    new Option(
      '--selectors <how>',
      t(
        'what selectors rest on: the opt-in label, the labels that pods have, whole namespaces',
        '셀렉터의 근거: 옵트인 레이블, 파드의 기존 레이블, 네임스페이스 전체',
      ),
    ).choices(['opt-in', 'own-labels', 'namespaces']);
  const planFlags = (c: Command): Command =>
    c
      .addOption(selectors())
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
        '--pause-sync',
        t(
          'let the plan pause Argo CD and Flux for what they keep',
          'Argo CD와 Flux가 관리하는 것은 계획이 동기화를 멈추고 바꾸기',
        ),
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

  return { cluster, source, state, journal, run, output, selectors, planFlags };
}

/** What a file of commands is given to register them. */
export interface Registering {
  readonly program: Command;
  readonly options: SharedOptions;
  readonly run: Runner;
  readonly t: Say;
}
