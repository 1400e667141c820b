import {
  fargateSizeOf,
  withLimitRangeDefaults,
  type FargateSize,
  type KubeObject,
  type Needed,
  type ObjectRef,
  type SizeOutcome,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { fargateUsdPerHour, fargateUsdPerMonth } from './cost/fargate.ts';
import type { FargatePrice, PriceBook } from './cost/price-book.ts';
import { cheapestEdit, type SizeEdit } from './edit.ts';

export interface SizingOptions {
  readonly workloads: readonly Workload[];
  readonly prices: PriceBook;
  /** Instead of the snapshot's own Region; files have none. */
  readonly region?: string;
}

/** What one workload would be on Fargate. Money is null when a price or a number of pods is not known. */
export interface WorkloadSize {
  readonly ref: ObjectRef;
  readonly replicas: number | null;
  readonly outcome: SizeOutcome;
  /** Null when it fits nowhere or a quantity cannot be read. */
  readonly size: FargateSize | null;
  /** What its containers ask for, with Fargate's own 256 MiB. */
  readonly asked: Needed | null;
  /** Paid for and not asked for, in one pod. */
  readonly unused: { readonly milliCpu: number; readonly memoryMiB: number } | null;
  /** DaemonSets do not run on Fargate: their size is that of a pod, their price of nothing. */
  readonly runsOnFargate: boolean;
  readonly usdPerHourPerPod: number | null;
  readonly usdPerMonth: number | null;
  readonly edit:
    | (SizeEdit & {
        readonly savesUsdPerMonthPerPod: number;
        readonly savesUsdPerMonth: number | null;
      })
    | null;
}

export interface SizingReport {
  readonly region: string | null;
  readonly price: FargatePrice | null;
  readonly workloads: readonly WorkloadSize[];
  /** Of the workloads whose cost is known; `unpriced` counts the others, which are not free. */
  readonly usdPerMonth: number;
  readonly unpriced: number;
}

/** The Fargate size, waste and cheapest edit of each workload. Pure. */
export function sizeWorkloads(snapshot: Snapshot, options: SizingOptions): SizingReport {
  const region = options.region ?? snapshot.cluster.region;
  const price = region === null ? null : options.prices.fargate(region);
  const ranges = snapshot.objects.filter((o) => o.kind === 'LimitRange');
  const workloads = options.workloads.map((w) => sizeOne(w, rangesOf(ranges, w), price));
  const counted = workloads.filter((w) => w.runsOnFargate && w.size !== null);
  return {
    region,
    price,
    workloads,
    usdPerMonth: counted.reduce((sum, w) => sum + (w.usdPerMonth ?? 0), 0),
    unpriced: counted.filter((w) => w.usdPerMonth === null).length,
  };
}

export const rangesOf = (ranges: readonly KubeObject[], { ref }: Workload): readonly KubeObject[] =>
  ranges.filter((r) => r.metadata.namespace === ref.namespace);

function sizeOne(
  workload: Workload,
  ranges: readonly KubeObject[],
  price: FargatePrice | null,
): WorkloadSize {
  const spec = withLimitRangeDefaults(workload.template.spec, ranges);
  const outcome = fargateSizeOf(spec);
  const runsOnFargate = workload.ref.kind !== 'DaemonSet';
  const { ref, replicas } = workload;
  if (outcome.kind !== 'fits')
    return {
      ref, replicas, outcome, runsOnFargate, size: null, unused: null, usdPerHourPerPod: null,
      usdPerMonth: null, edit: null, asked: outcome.kind === 'too-large' ? outcome.needed : null,
    }; // prettier-ignore
  const { size, needed } = outcome;
  return {
    ref,
    replicas,
    outcome,
    size,
    asked: needed,
    unused: {
      milliCpu: size.vcpu * 1000 - needed.milliCpu,
      memoryMiB: size.memoryGB * 1024 - needed.memoryMiB,
    },
    runsOnFargate,
    usdPerHourPerPod: fargateUsdPerHour(size, price),
    usdPerMonth: runsOnFargate ? fargateUsdPerMonth(size, price, replicas) : null,
    edit: editOf(spec, outcome, price, runsOnFargate ? replicas : null),
  };
}

function editOf(
  spec: Workload['template']['spec'],
  outcome: Extract<SizeOutcome, { kind: 'fits' }>,
  price: FargatePrice | null,
  replicas: number | null,
): WorkloadSize['edit'] {
  const now = fargateUsdPerMonth(outcome.size, price);
  if (now === null) return null;
  const saves = (size: FargateSize): number => now - (fargateUsdPerMonth(size, price) ?? now);
  const edit = cheapestEdit(spec, outcome, (size) => saves(size) > 0);
  if (!edit) return null;
  const perPod = saves(edit.size);
  return {
    ...edit,
    savesUsdPerMonthPerPod: perPod,
    savesUsdPerMonth: replicas === null ? null : perPod * replicas,
  };
}
