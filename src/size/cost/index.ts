import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  fargateSizeOf,
  formatRef,
  withLimitRangeDefaults,
  workloadKey,
  type FargateSize,
  type Snapshot,
  type Workload,
} from '../../model/index.ts';
import { rangesOf } from '../workloads.ts';
import { LEFT_OUT, billOf, type Bill, type BillLine } from './bill.ts';
import { claimLines, controlPlaneLine, ebsVolumesOf, nodeLines } from './ec2-lines.ts';
import { fargateUsdPerMonth } from './fargate.ts';
import { ec2NodesOf, type Ec2Node } from './nodes.ts';
import { nodesStillNeeded } from './packing.ts';
import { runningPods } from './pods.ts';
import type { PriceBook } from './price-book.ts';

export { fargateUsdPerHour, fargateUsdPerMonth } from './fargate.ts';
export {
  loadPriceBook,
  type FargatePrice,
  type InstancePrice,
  type InstanceType,
  type PriceBook,
  type Provenance,
  type VolumePrice,
} from './price-book.ts';
export type { Bill, BillLine } from './bill.ts';

export interface CostOptions {
  readonly prices: PriceBook;
  /** Instead of the snapshot's own Region. */
  readonly region?: string;
}

/** What the cluster costs a month as it is. Pure. */
export function costToday(snapshot: Snapshot, options: CostOptions): Bill {
  const at = { region: options.region ?? snapshot.cluster.region, prices: options.prices };
  const nodes = ec2NodesOf(snapshot, options.prices);
  return billOf(
    [
      controlPlaneLine,
      ...nodeLines(snapshot, nodes, at.region, at.prices),
      ...claimLines(ebsVolumesOf(snapshot), at),
      ...fargateNow(snapshot, at),
      ...efsLines(snapshot, null),
    ],
    [LEFT_OUT],
  );
}

/**
 * What it costs with these workloads on Fargate: their pods, the nodes that the others still need,
 * and the volumes that remain. `moved` holds workload keys. Pure.
 */
export function costAfter(
  snapshot: Snapshot,
  options: CostOptions & {
    readonly workloads: readonly Workload[];
    readonly moved: ReadonlySet<string>;
  },
): Bill {
  const at = { region: options.region ?? snapshot.cluster.region, prices: options.prices };
  const moved = options.workloads.filter((w) => options.moved.has(workloadKey(w.ref)));
  const claims = new Set(
    moved.flatMap((w) =>
      (w.template.spec.volumes ?? []).flatMap((v) =>
        v.persistentVolumeClaim
          ? [`${w.ref.namespace ?? ''}/${v.persistentVolumeClaim.claimName}`]
          : [],
      ),
    ),
  );
  const volumes = ebsVolumesOf(snapshot);
  const remain = volumes.filter((v) => v.claim === null || !claims.has(v.claim));
  const copied = volumes.filter((v) => v.claim !== null && claims.has(v.claim));
  const gib = copied.reduce<number | null>((sum, v) => (sum === null || v.gib === null ? null : sum + v.gib), 0); // prettier-ignore
  return billOf(
    [
      controlPlaneLine,
      ...moved.map((w) => movedLine(snapshot, w, at)),
      ...nodeLines(snapshot, nodesAfter(snapshot, options.moved, at), at.region, at.prices),
      ...claimLines(remain, at),
      ...fargateNow(snapshot, at),
      ...efsLines(snapshot, copied.length === 0 ? null : gib),
    ],
    [
      LEFT_OUT,
      'Nodes that remain are an estimate: requests of the pods that stay, packed on today’s nodes; zones, affinity and headroom are not looked at. EC2 and Fargate are both paid while the move lasts.',
    ],
  );
}

interface At {
  readonly region: string | null;
  readonly prices: PriceBook;
}

function nodesAfter(
  snapshot: Snapshot,
  moved: ReadonlySet<string>,
  at: At,
): readonly Ec2Node[] | null {
  const nodes = ec2NodesOf(snapshot, at.prices);
  const pods = runningPods(snapshot);
  if (nodes === null || pods === null) return null;
  const names = new Set(nodes.map((n) => n.name));
  const staying = pods.filter((p) => names.has(p.pod.spec.nodeName ?? '') && !moved.has(p.owner));
  return nodesStillNeeded(nodes, staying, (n) =>
    at.region === null || n.type === null
      ? null
      : (at.prices.instance(at.region, n.type)?.usdPerHour ?? null),
  );
}

function movedLine(snapshot: Snapshot, workload: Workload, { region, prices }: At): BillLine {
  const ranges = snapshot.objects.filter((o) => o.kind === 'LimitRange');
  const sized = fargateSizeOf(
    withLimitRangeDefaults(workload.template.spec, rangesOf(ranges, workload)),
  );
  const price = region === null ? null : prices.fargate(region);
  const what = formatRef(workload.ref);
  const { replicas } = workload;
  if (sized.kind !== 'fits')
    return { kind: 'fargate', what, count: replicas, usdPerMonth: null, provenance: price, note: 'it has no Fargate size' }; // prettier-ignore
  const { size } = sized;
  return {
    kind: 'fargate',
    what: `${what}, ${nameOf(size)}`,
    count: replicas,
    usdPerMonth: fargateUsdPerMonth(size, price, replicas),
    provenance: price,
    note: !price
      ? `no Fargate price ${region === null ? 'without a Region' : `for ${region}`} is known here`
      : replicas === null
        ? `runs now and then: $${((fargateUsdPerMonth(size, price) ?? 0) / 730).toFixed(4)} for each hour of a pod`
        : null,
  };
}

const nameOf = (size: FargateSize): string =>
  `${size.vcpu} vCPU ${size.memoryGB} GB${size.ephemeralGiB > 20 ? ` ${size.ephemeralGiB} GiB disk` : ''}`;

/** Pods that are on Fargate already, by what EKS says it provisioned. */
function fargateNow(snapshot: Snapshot, { region, prices }: At): readonly BillLine[] {
  const onFargate = new Set(
    snapshot.objects
      .filter((o) => o.kind === 'Node' && o.metadata.labels?.[COMPUTE_TYPE] === 'fargate')
      .map((o) => o.metadata.name),
  );
  const price = region === null ? null : prices.fargate(region);
  const bySize = new Map<string, number>();
  for (const { pod } of runningPods(snapshot) ?? [])
    if (onFargate.has(pod.spec.nodeName ?? '')) {
      const size = pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '';
      bySize.set(size, (bySize.get(size) ?? 0) + 1);
    }
  return [...bySize].sort().map(([text, count]) => {
    const size = parseProvisioned(text);
    return {
      kind: 'fargate' as const,
      what: `pods that are on Fargate already, ${text === '' ? 'size not stated' : text}`,
      count,
      usdPerMonth: size && fargateUsdPerMonth(size, price, count),
      provenance: price,
      note: size
        ? 'without ephemeral storage above 20 GB'
        : `their ${CAPACITY_PROVISIONED} annotation is missing`,
    };
  });
}

/** `0.25vCPU 0.5GB`, as EKS writes it on the pod. */
export function parseProvisioned(text: string): FargateSize | null {
  const m = /^([\d.]+)vCPU ([\d.]+)GB$/.exec(text.trim());
  return m ? { vcpu: Number(m[1]), memoryGB: Number(m[2]), ephemeralGiB: 20 } : null;
}

/** EFS bills what is stored; its prices are not in the book. `copiedGiB`: volumes that become files. */
function efsLines(snapshot: Snapshot, copiedGiB: number | null): readonly BillLine[] {
  const { fileSystems } = snapshot.aws;
  const there = fileSystems.state === 'read' ? fileSystems.value : [];
  const bytes = there.reduce((sum, f) => sum + f.sizeBytes, 0);
  if (there.length === 0 && copiedGiB === null) return [];
  const parts = [
    ...(there.length > 0
      ? [`${there.length} file systems, ${(bytes / 2 ** 30).toFixed(1)} GiB`]
      : []),
    ...(copiedGiB === null ? [] : [`files of volumes of up to ${copiedGiB} GiB`]),
  ];
  return [
    {
      kind: 'efs',
      what: `EFS: ${parts.join('; ')}`,
      count: there.length,
      usdPerMonth: null,
      provenance: null,
      note: 'EFS bills what is stored, by class and throughput; its prices are not known here',
    },
  ];
}
