import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  fargateSizeOf,
  formatRef,
  HOURS_PER_MONTH,
  withLimitRangeDefaults,
  workloadKey,
  text,
  verbatim,
  both,
  type FargateSize,
  type Snapshot,
  type Workload,
  type Text,
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
export { withLivePrices, type LivePrices } from './live-prices.ts';
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
      text(
        'Nodes that remain are an estimate: requests of the pods that stay, packed on today’s nodes; zones, affinity and headroom are not looked at. EC2 and Fargate are both paid while the move lasts.',
        '남는 노드는 추정입니다. 남는 파드의 요청을 지금의 노드에 채워 넣어 계산했으며 가용 영역, 어피니티, 여유분은 보지 않았습니다. 전환하는 동안에는 EC2와 Fargate 요금을 모두 냅니다.',
      ),
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
  const name = formatRef(workload.ref);
  const { replicas } = workload;
  if (sized.kind !== 'fits')
    return {
      kind: 'fargate',
      what: verbatim(name),
      count: replicas,
      usdPerMonth: null,
      provenance: price,
      note: text('it has no Fargate size', '맞는 Fargate 크기가 없습니다'),
    };
  const { size } = sized;
  const hour = ((fargateUsdPerMonth(size, price) ?? 0) / HOURS_PER_MONTH).toFixed(4);
  return {
    kind: 'fargate',
    what: both((l) => `${name}, ${nameOf(size)[l]}`),
    count: replicas,
    usdPerMonth: fargateUsdPerMonth(size, price, replicas),
    provenance: price,
    note: !price
      ? text(
          `no Fargate price ${region === null ? 'without a Region' : `for ${region}`} is known here`,
          region === null
            ? '리전을 몰라 Fargate 가격을 알 수 없습니다'
            : `${region}의 Fargate 가격을 알 수 없습니다`,
        )
      : replicas === null
        ? text(
            `runs now and then: $${hour} for each hour of a pod`,
            `가끔 실행됩니다: 파드 하나의 한 시간에 $${hour}`,
          )
        : null,
  };
}

const nameOf = ({ vcpu, memoryGB, ephemeralGiB }: FargateSize): Text =>
  text(
    `${vcpu} vCPU ${memoryGB} GB${ephemeralGiB > 20 ? ` ${ephemeralGiB} GiB disk` : ''}`,
    `${vcpu} vCPU ${memoryGB} GB${ephemeralGiB > 20 ? ` 디스크 ${ephemeralGiB} GiB` : ''}`,
  );

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
  return [...bySize].sort().map(([stated, count]) => {
    const size = parseProvisioned(stated);
    return {
      kind: 'fargate' as const,
      what: text(
        `pods that are on Fargate already, ${stated === '' ? 'size not stated' : stated}`,
        `이미 Fargate에 있는 파드, ${stated === '' ? '크기 표시 없음' : stated}`,
      ),
      count,
      usdPerMonth: size && fargateUsdPerMonth(size, price, count),
      provenance: price,
      note: size
        ? text('without ephemeral storage above 20 GB', '20 GB를 넘는 임시 스토리지는 제외')
        : text(
            `their ${CAPACITY_PROVISIONED} annotation is missing`,
            `${CAPACITY_PROVISIONED} 애너테이션이 없습니다`,
          ),
    };
  });
}

/** `0.25vCPU 0.5GB`, as EKS writes it on the pod. */
export function parseProvisioned(stated: string): FargateSize | null {
  const m = /^([\d.]+)vCPU ([\d.]+)GB$/.exec(stated.trim());
  return m ? { vcpu: Number(m[1]), memoryGB: Number(m[2]), ephemeralGiB: 20 } : null;
}

/** EFS bills what is stored; its prices are not in the book. `copiedGiB`: volumes that become files. */
function efsLines(snapshot: Snapshot, copiedGiB: number | null): readonly BillLine[] {
  const { fileSystems } = snapshot.aws;
  const there = fileSystems.state === 'read' ? fileSystems.value : [];
  const bytes = there.reduce((sum, f) => sum + f.sizeBytes, 0);
  if (there.length === 0 && copiedGiB === null) return [];
  const gib = (bytes / 2 ** 30).toFixed(1);
  const parts = [
    ...(there.length > 0
      ? [
          text(
            `${there.length} file systems, ${gib} GiB`,
            `파일 시스템 ${there.length}개, ${gib} GiB`,
          ),
        ]
      : []),
    ...(copiedGiB === null
      ? []
      : [text(`files of volumes of up to ${copiedGiB} GiB`, `최대 ${copiedGiB} GiB 볼륨의 파일`)]),
  ];
  return [
    {
      kind: 'efs',
      what: both((l) => `EFS: ${parts.map((p) => p[l]).join('; ')}`),
      count: there.length,
      usdPerMonth: null,
      provenance: null,
      note: text(
        'EFS bills what is stored, by class and throughput; its prices are not known here',
        'EFS 요금은 저장한 양, 클래스, 처리량에 따릅니다. 가격을 여기서 알 수 없습니다',
      ),
    },
  ];
}
