import { UserError } from '../errors/index.ts';
import { text, type Snapshot } from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import type { ClusterFlags, SourceFlags } from './flags.ts';
import type { Io } from './io.ts';
import { progress } from './render/progress.ts';

/** A live cluster, ready to be asked. */
export interface LiveWorld {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly clock: Clock;
  readonly clusterName: string;
  readonly region: string;
}

const ARN = /^arn:[^:]+:eks:([a-z0-9-]+):\d+:cluster\/(.+)$/;
/** eksctl's and EKS' own endpoint names carry the region. */
const REGION_IN_HOST = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.eks\.amazonaws\.com/;

/** Opens the cluster of the kubeconfig's context and the AWS account around it. */
export async function openWorld(flags: ClusterFlags, io: Io): Promise<LiveWorld> {
  const [{ fromKubeconfig }, { awsAdapter }, { pacedClock, systemClock }] = await Promise.all([
    import('../adapters/kubernetes/kubeconfig.ts'),
    import('../adapters/aws/index.ts'),
    import('../adapters/clock.ts'),
  ]);
  const context = await fromKubeconfig({
    clock: systemClock,
    ...(flags.kubeconfig === undefined ? {} : { path: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
  });
  const arn = ARN.exec(context.clusterName);
  const clusterName = flags.cluster ?? arn?.[2] ?? context.clusterName.split('.')[0] ?? '';
  const region =
    flags.region ??
    arn?.[1] ??
    io.env['AWS_REGION'] ??
    io.env['AWS_DEFAULT_REGION'] ??
    REGION_IN_HOST.exec(context.server)?.[1];
  if (region === undefined)
    throw UserError({
      code: 'REGION_UNKNOWN',
      message: text(
        `The AWS region of cluster ${clusterName} is not known: neither the kubeconfig nor AWS_REGION says it.`,
        `클러스터 ${clusterName}의 AWS 리전을 알 수 없습니다. kubeconfig에도 AWS_REGION에도 없습니다.`,
      ),
      remedy: text('Name it: --region ap-northeast-2.', '지정하십시오: --region ap-northeast-2'),
    });
  const profile = flags.profile ?? undefined;
  return {
    kube: context.kube,
    aws: awsAdapter({ region, clock: systemClock, ...(profile === undefined ? {} : { profile }) }),
    clock: pacedClock(context.speed),
    clusterName,
    region,
  };
}

/** The cluster must be there before anything else is asked of it. */
export async function mustExist(world: LiveWorld): Promise<void> {
  const cluster = await world.aws.eks.describeCluster(world.clusterName);
  if (cluster) return;
  const all = await world.aws.eks.listClusters();
  throw UserError({
    code: 'CLUSTER_UNKNOWN',
    message: text(
      `There is no EKS cluster "${world.clusterName}" in ${world.region}; there ${all.length === 0 ? 'is none' : `${all.length === 1 ? 'is' : 'are'} ${all.join(', ')}`}.`,
      `${world.region}에 EKS 클러스터 "${world.clusterName}"이(가) 없습니다. 있는 것: ${all.join(', ') || '없음'}.`,
    ),
    remedy: text(
      'Name it with --cluster and --region; aws eks list-clusters lists them.',
      '--cluster와 --region으로 지정하십시오. 목록 보기: aws eks list-clusters',
    ),
  });
}

/** A snapshot of the live cluster. */
export async function takeSnapshot(
  world: LiveWorld,
  flags: ClusterFlags,
  io: Io,
): Promise<Snapshot> {
  const { collectSnapshot } = await import('../inventory/index.ts');
  await mustExist(world);
  const line = progress(io);
  try {
    return await collectSnapshot({
      ...world,
      cluster: world.clusterName,
      concurrency: concurrencyOf(flags),
      onProgress: (what) =>
        line.show(io.lang === 'ko' ? `읽는 중: ${what.ko}` : `reading ${what.en}`),
    });
  } finally {
    line.clear();
  }
}

export function concurrencyOf(flags: ClusterFlags): number {
  const n = Number(flags.concurrency ?? '8');
  if (Number.isInteger(n) && n >= 1 && n <= 64) return n;
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `--concurrency is "${flags.concurrency ?? ''}", wanted a whole number from 1 to 64.`,
      `--concurrency의 값이 "${flags.concurrency ?? ''}"입니다. 1부터 64까지의 정수를 주십시오.`,
    ),
    remedy: text('Leave it out for 8.', '생략하면 8입니다.'),
  });
}

/** `--from` files, or the live cluster without. */
export async function readSource(flags: SourceFlags, io: Io): Promise<Snapshot> {
  if (flags.from === undefined || flags.from.length === 0)
    return takeSnapshot(await openWorld(flags, io), flags, io);
  const { readFiles } = await import('./read-files.ts');
  return readFiles(flags.from, () => io.stdin());
}
