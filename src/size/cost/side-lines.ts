import { text, type PodSpec, type Snapshot, type Text, type Workload } from '../../model/index.ts'; // prettier-ignore
import type { BillLine } from './bill.ts';
import { ebsVolumesOf, type EbsVolume } from './ec2-lines.ts';
import { fargateUsdPerHour } from './fargate.ts';
import { sizeOn } from './fargate-lines.ts';
import type { PerGbPrice } from './price-book.ts';
import { perGbPrice, type Terms } from './terms.ts';

/** What a move adds besides the pods themselves. */
export interface Extras {
  /** Image pulls through NAT and log ingestion of one pod, a month; the known part, null when neither is known. */
  perPod(spec: PodSpec): number | null;
  /** A workload's EBS volumes as EFS files instead: the difference a month; null when a price is missing. */
  volumeChange(workload: Workload): number | null;
  /** What is not in the figures above. */
  readonly gaps: readonly Text[];
}

export function extrasOf(snapshot: Snapshot, terms: Terms): Extras {
  const pulls = pullsOf(snapshot, terms);
  const volumes = ebsVolumesOf(snapshot);
  const logs = logsOf(terms);
  const efs = perGbPrice(terms, 'efs');
  const gaps: Text[] = [];
  if (pulls.missing !== null) gaps.push(text(`image pulls through NAT are not in the sums: ${pulls.missing.en}`, `NAT를 거치는 이미지 내려받기는 합계에 없음: ${pulls.missing.ko}`)); // prettier-ignore
  if (logs.missing !== null) gaps.push(text(`log ingestion is not in the sums: ${logs.missing.en}`, `로그 수집은 합계에 없음: ${logs.missing.ko}`)); // prettier-ignore
  return {
    perPod: (spec) => {
      const pull = pulls.usdPerPod(spec);
      return pull === null && logs.usdPerPod === null ? null : (pull ?? 0) + (logs.usdPerPod ?? 0);
    },
    volumeChange: (workload) => {
      const own = claimedBy(workload, volumes);
      return own.reduce<number | null>((sum, v) => {
        const ebs = terms.region === null ? null : terms.prices.volume(terms.region, v.type);
        if (sum === null || !efs || !ebs || v.gib === null) return null;
        return sum + v.gib * (efs.usdPerGb - ebs.usdPerGbMonth);
      }, 0);
    },
    gaps,
  };
}

/** EBS volumes of the claims that a workload mounts, claim templates of StatefulSets included. */
export function claimedBy(w: Workload, volumes: readonly EbsVolume[]): readonly EbsVolume[] {
  const namespace = w.ref.namespace ?? '';
  const mounted = new Set(
    (w.template.spec.volumes ?? []).flatMap((v) =>
      v.persistentVolumeClaim ? [`${namespace}/${v.persistentVolumeClaim.claimName}`] : [],
    ),
  );
  // Of custom resources nobody has looked over what stands there.
  const { volumeClaimTemplates } = (w.object['spec'] ?? {}) as { volumeClaimTemplates?: unknown };
  const templates = (
    Array.isArray(volumeClaimTemplates)
      ? (volumeClaimTemplates as readonly ({ metadata?: { name?: unknown } } | null)[])
      : []
  ).map((t) => `${namespace}/${String(t?.metadata?.name)}-${w.ref.name}-`);
  return volumes.filter(
    ({ claim }) =>
      claim !== null &&
      (mounted.has(claim) ||
        templates.some((t) => claim.startsWith(t) && /^\d+$/.test(claim.slice(t.length)))),
  );
}

const product = (...factors: readonly (number | undefined | null)[]): number | null =>
  factors.reduce<number | null>((p, f) => (p === null || f === undefined || f === null ? null : p * f), 1); // prettier-ignore

/** What has to be given, since neither a table nor AWS' price list holds it; null when nothing is missing. */
function toGive(wanted: readonly (readonly [missing: boolean, flag: string])[]): Text | null {
  const flags = wanted.filter(([missing]) => missing).map(([, flag]) => flag);
  return flags.length === 0
    ? null
    : text(`give --assume ${flags.join(' --assume ')}`, `--assume ${flags.join(' --assume ')} 값을 주십시오`); // prettier-ignore
}

/** CloudWatch's ingestion of one pod's logs, a month. */
function logsOf(terms: Terms): {
  readonly usdPerPod: number | null;
  readonly price: PerGbPrice | null;
  readonly missing: Text | null;
} {
  const price = perGbPrice(terms, 'logs');
  const gb = terms.given.get('logs.gb-per-pod');
  return {
    usdPerPod: product(price?.usdPerGb, gb),
    price,
    missing: toGive([[price === null, 'logs.gb=USD'], [gb === undefined, 'logs.gb-per-pod=GB']]),
  }; // prettier-ignore
}

/** Each pod on Fargate pulls its images anew; nodes keep theirs. */
function pullsOf(
  snapshot: Snapshot,
  terms: Terms,
): {
  readonly usdPerPod: (spec: PodSpec) => number | null;
  readonly price: PerGbPrice | null;
  readonly missing: Text | null;
} {
  const { given } = terms;
  const price = perGbPrice(terms, 'nat');
  const starts = given.get('pod.starts');
  const sizes = imageSizes(snapshot);
  const hasEndpoints = ecrEndpoints(snapshot);
  const gbOf = (image: string | undefined): number | null => {
    if (image === undefined) return null;
    if (hasEndpoints && /\.dkr\.ecr\./.test(image)) return 0;
    const known = sizes.get(image) ?? sizes.get(image.includes(':') ? image : `${image}:latest`);
    return known ?? null;
  };
  const missing = toGive([[price === null, 'nat.gb=USD'], [starts === undefined, 'pod.starts=N']]); // prettier-ignore
  return {
    price,
    missing,
    usdPerPod: (spec) => {
      const images = [...(spec.initContainers ?? []), ...spec.containers].map((c) => gbOf(c.image));
      const gb = images.some((g) => g === null) ? given.get('image.gb') : images.reduce<number>((s, g) => s + (g ?? 0), 0); // prettier-ignore
      return product(price?.usdPerGb, starts, gb);
    },
  };
}

/** GB by image name, as nodes report what they hold. */
function imageSizes(snapshot: Snapshot): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const object of snapshot.objects) {
    if (object.kind !== 'Node') continue;
    const status = object['status'] as
      { images?: readonly { names?: readonly string[]; sizeBytes?: number }[] } | undefined;
    for (const { names = [], sizeBytes } of status?.images ?? [])
      if (sizeBytes !== undefined) for (const name of names) out.set(name, sizeBytes / 1e9);
  }
  return out;
}

/** Pulls from ECR stay in the VPC when its API has an endpoint and S3, where layers lie, a gateway. */
function ecrEndpoints(snapshot: Snapshot): boolean {
  const { vpcEndpoints } = snapshot.aws;
  if (vpcEndpoints.state !== 'read') return false;
  const has = (name: RegExp): boolean => vpcEndpoints.value.some((e) => name.test(e.serviceName));
  return has(/\.ecr\.dkr$/) && has(/\.s3$/);
}

/** Tomorrow's lines besides pods, nodes and claims. */
export function sideLines(
  snapshot: Snapshot,
  moved: readonly Workload[],
  terms: Terms,
): readonly BillLine[] {
  const pods = moved.filter((w) => (w.replicas ?? 0) > 0);
  if (pods.length === 0) return finishedJobLines(snapshot, moved, terms);
  const pulls = pullsOf(snapshot, terms);
  const total = (perPod: (w: Workload) => number | null): number | null =>
    pods.reduce<number | null>((sum, w) => {
      const usd = perPod(w);
      return sum === null || usd === null ? null : sum + usd * (w.replicas ?? 0);
    }, 0);
  const count = pods.reduce((n, w) => n + (w.replicas ?? 0), 0);
  const nat = pulls.missing === null ? total((w) => pulls.usdPerPod(w.template.spec)) : null;
  const logs = logsOf(terms);
  return [
    ...finishedJobLines(snapshot, moved, terms),
    {
      kind: 'nat',
      what: text('image pulls through NAT, each pod anew', '파드마다 NAT를 거쳐 새로 받는 이미지'),
      count,
      usdPerMonth: nat,
      provenance: nat === null ? null : pulls.price,
      note:
        pulls.missing ??
        (nat === null
          ? text('the size of an image is not known: --assume image.gb=GB', '이미지 크기를 모릅니다: --assume image.gb=GB') // prettier-ignore
          : null),
    },
    {
      kind: 'logs',
      what: text('CloudWatch Logs, ingestion', 'CloudWatch Logs 수집'),
      count,
      usdPerMonth: product(logs.usdPerPod, count),
      provenance: logs.usdPerPod === null ? null : logs.price,
      note: logs.missing,
    },
  ];
}

interface JobSpec {
  readonly ttlSecondsAfterFinished?: number;
  readonly parallelism?: number;
}

/**
 * Pods that have finished keep their Fargate node, and the bill, until they are deleted. A CronJob
 * without a TTL keeps as many as its history limits allow (3 that succeeded and 1 that failed, unless it says otherwise).
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits (read 2026-11-24)
 */
function finishedJobLines(
  snapshot: Snapshot,
  moved: readonly Workload[],
  terms: Terms,
): readonly BillLine[] {
  return moved.flatMap((w): BillLine[] => {
    if (w.ref.kind !== 'CronJob' && w.ref.kind !== 'Job') return [];
    const spec = (w.object['spec'] ?? {}) as JobSpec & {
      readonly jobTemplate?: { readonly spec?: JobSpec };
      readonly successfulJobsHistoryLimit?: number;
    };
    const job = w.ref.kind === 'CronJob' ? (spec.jobTemplate?.spec ?? {}) : spec;
    if (job.ttlSecondsAfterFinished !== undefined) return [];
    const kept = (w.ref.kind === 'CronJob' ? (spec.successfulJobsHistoryLimit ?? 3) : 1) * (job.parallelism ?? 1); // prettier-ignore
    if (kept === 0) return [];
    const { price, size } = sizeOn(snapshot, w, terms);
    const hour = size && fargateUsdPerHour(size, price);
    return [
      {
        kind: 'finished-jobs',
        what: text(`finished pods of ${w.ref.kind} ${w.ref.namespace ?? ''}/${w.ref.name}`, `${w.ref.kind} ${w.ref.namespace ?? ''}/${w.ref.name}의 끝난 파드`), // prettier-ignore
        count: kept,
        usdPerMonth: hour === null ? null : hour * kept * terms.hoursPerMonth,
        provenance: price,
        note: text('no ttlSecondsAfterFinished: they are billed until they are deleted; at most this many', 'ttlSecondsAfterFinished가 없어 지울 때까지 과금됩니다. 많아야 이만큼입니다'), // prettier-ignore
      },
    ];
  });
}
