export { runningPods, type OwnedPod } from './pods.ts';
import { text, workloadKey, type Snapshot, type Text, type Workload } from '../../model/index.ts';
import { keptNodes, nodesToKeep } from '../mix/kept.ts';
import { LEFT_OUT, billOf, type Bill } from './bill.ts';
import { claimLines, controlPlaneLine, ebsVolumesOf, efsLines, nodeLines } from './ec2-lines.ts';
import { fargateNow, movedLine } from './fargate-lines.ts';
import { ec2NodesOf } from './nodes.ts';
import type { PriceBook } from './price-book.ts';
import { claimedBy, sideLines } from './side-lines.ts';
import { termsOf, type Terms } from './terms.ts';
import type { Assumptions } from './assumptions.ts';

export { allocate, type Allocation } from './allocation.ts';
export {
  ASSUMPTIONS,
  NOTHING_ASSUMED,
  parseAssumptions,
  parseShare,
  type Assumptions,
} from './assumptions.ts';
export { fargateUsdPerHour } from './fargate.ts';
export { PRICE_LIST, withLivePrices, type LivePrices } from './live-prices.ts';
export { instanceTypesIn } from './nodes.ts';
export { parseProvisioned } from './fargate-lines.ts';
export {
  loadPriceBook,
  type FargatePrice,
  type InstancePrice,
  type InstanceType,
  type PriceBook,
  type Provenance,
  type VolumePrice,
} from './price-book.ts';
export { termsOf, type Terms } from './terms.ts';
export type { Bill, BillLine } from './bill.ts';

export interface CostOptions {
  readonly prices: PriceBook;
  /** Instead of the snapshot's own Region. */
  readonly region?: string;
  readonly given?: Assumptions;
  readonly hoursPerMonth?: number;
}

const termsFor = (snapshot: Snapshot, o: CostOptions): Terms =>
  termsOf({ ...o, region: o.region ?? snapshot.cluster.region });

/** What the cluster costs a month as it is. Pure. */
export function costToday(snapshot: Snapshot, options: CostOptions): Bill {
  const terms = termsFor(snapshot, options);
  return billOf(
    [
      controlPlaneLine(terms),
      ...nodeLines(snapshot, ec2NodesOf(snapshot, terms.prices), terms),
      ...claimLines(ebsVolumesOf(snapshot), terms),
      ...fargateNow(snapshot, terms),
      ...efsLines(snapshot, undefined, terms),
    ],
    terms.hoursPerMonth,
    [LEFT_OUT],
  );
}

/**
 * What it costs with these workloads on Fargate: their pods, the nodes that the others still need,
 * and the volumes that remain. `moved` holds workload keys. Pure.
 */
export const costAfter = (
  snapshot: Snapshot,
  options: CostOptions & {
    readonly workloads: readonly Workload[];
    readonly moved: ReadonlySet<string>;
  },
): Bill => billsAfter(snapshot, options)(options.moved);

/** The same for one set of workloads after the other, of which the cluster is looked at once. */
export function billsAfter(
  snapshot: Snapshot,
  options: CostOptions & { readonly workloads: readonly Workload[] },
): (moved: ReadonlySet<string>) => Bill {
  const terms = termsFor(snapshot, options);
  const volumes = ebsVolumesOf(snapshot);
  const nodes = nodesToKeep(snapshot, { workloads: options.workloads, terms });
  return (keys) => {
    const moved = options.workloads.filter((w) => keys.has(workloadKey(w.ref)));
    const copied = new Set(moved.flatMap((w) => claimedBy(w, volumes)));
    const gib = [...copied].reduce<number | null>((sum, v) => (sum === null || v.gib === null ? null : sum + v.gib), 0); // prettier-ignore
    const kept = keptNodes(nodes, keys);
    return billOf(
      [
        controlPlaneLine(terms),
        ...moved.map((w) => movedLine(snapshot, w, terms)),
        ...nodeLines(snapshot, kept.nodes, terms),
        ...claimLines(volumes.filter((v) => !copied.has(v)), terms),
        ...fargateNow(snapshot, terms),
        ...efsLines(snapshot, copied.size === 0 ? undefined : gib, terms),
        ...sideLines(snapshot, moved, terms),
      ],
      terms.hoursPerMonth,
      [LEFT_OUT, kept.note],
    ); // prettier-ignore
  };
}

/** What is paid twice while a move lasts. */
export interface DoubleBill {
  readonly seconds: number;
  /** At most this much on top of today's bill, once; null when a Fargate price is not known. */
  readonly usdAtMost: number | null;
  readonly note: Text;
}

/**
 * Nodes go only after everything on them has moved, so that until the end the pods on Fargate are
 * paid as well: at most all of them for the whole time. Pure.
 */
export function doubleBill(after: Bill, seconds: number): DoubleBill {
  const lines = after.lines.filter((l) => l.kind === 'fargate' && l.count !== null);
  const known = lines.every((l) => l.usdPerMonth !== null);
  const month = lines.reduce((sum, l) => sum + (l.usdPerMonth ?? 0), 0);
  return {
    seconds,
    usdAtMost: known ? (month / after.hoursPerMonth) * (seconds / 3600) : null,
    note: text(
      'while the move lasts EC2 and Fargate are both paid; from the plan’s critical path',
      '옮기는 동안 EC2와 Fargate 요금을 함께 냅니다. 계획의 임계 경로 기준',
    ),
  };
}
