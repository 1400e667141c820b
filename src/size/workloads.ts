import {
  parseCpu,
  parseQuantity,
  text,
  type FargateSize,
  type Needed,
  type ObjectRef,
  type SizeOutcome,
  type PodSpec,
  type Snapshot,
  type Text,
  type Workload,
} from '../model/index.ts';
import type { Assumptions } from './cost/assumptions.ts';
import { fargateUsdPerHour } from './cost/fargate.ts';
import type { FargatePrice, PriceBook } from './cost/price-book.ts';
import { termsOf } from './cost/terms.ts';
import { askedOf, type Asked } from './asked.ts';
import { cheapestEdit, type SizeEdit } from './edit.ts';

export interface SizingOptions {
  readonly workloads: readonly Workload[];
  readonly prices: PriceBook;
  /** Instead of the snapshot's own Region; files have none. */
  readonly region?: string;
  readonly given?: Assumptions;
  /** 730 unless given. */
  readonly hoursPerMonth?: number;
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
  /** Requests that are legal and hardly meant: `300m` of memory is 0.3 bytes. */
  readonly doubts: readonly Text[];
}

export interface SizingReport {
  readonly hoursPerMonth: number;
  readonly region: string | null;
  readonly price: FargatePrice | null;
  readonly workloads: readonly WorkloadSize[];
  /** Of the workloads whose cost is known; `unpriced` counts the others, which are not free. */
  readonly usdPerMonth: number;
  readonly unpriced: number;
}

/** The Fargate size, waste and cheapest edit of each workload. Pure. */
export function sizeWorkloads(snapshot: Snapshot, options: SizingOptions): SizingReport {
  const terms = termsOf({ ...options, region: options.region ?? snapshot.cluster.region });
  const { region, hoursPerMonth } = terms;
  const price = region === null ? null : terms.prices.fargate(region);
  const workloads = options.workloads.map((w) =>
    sizeOne(w, askedOf(snapshot, w), { price, hours: hoursPerMonth }),
  );
  const counted = workloads.filter((w) => w.runsOnFargate && w.size !== null);
  return {
    hoursPerMonth,
    region,
    price,
    workloads,
    usdPerMonth: counted.reduce((sum, w) => sum + (w.usdPerMonth ?? 0), 0),
    unpriced: counted.filter((w) => w.usdPerMonth === null).length,
  };
}

interface With {
  readonly price: FargatePrice | null;
  readonly hours: number;
}

function sizeOne(
  workload: Workload,
  { spec, outcome }: Asked,
  { price, hours }: With,
): WorkloadSize {
  const runsOnFargate = workload.ref.kind !== 'DaemonSet';
  const { ref } = workload;
  const replicas = countOf(workload.replicas);
  const doubts = [...doubtsOf({ spec, outcome }), ...tooMany(replicas)];
  if (outcome.kind !== 'fits')
    return {
      ref, replicas, outcome, runsOnFargate, size: null, unused: null, usdPerHourPerPod: null,
      usdPerMonth: null, edit: null, doubts, asked: outcome.kind === 'too-large' ? outcome.needed : null,
    }; // prettier-ignore
  const { size, needed } = outcome;
  let edit: WorkloadSize['edit'] | undefined;
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
    usdPerMonth: runsOnFargate ? monthOf(size, price, { hours, pods: replicas }) : null,
    // Worked out when somebody asks: it takes as long as all the rest, and verdicts need none of it.
    get edit() {
      if (edit === undefined)
        edit = editOf(spec, outcome, { price, hours, replicas: runsOnFargate ? replicas : null });
      return edit;
    },
    doubts,
  };
}

const monthOf = (
  size: FargateSize,
  price: FargatePrice | null,
  { hours, pods }: { readonly hours: number; readonly pods: number | null },
): number | null => {
  const hour = fargateUsdPerHour(size, price);
  return hour === null || pods === null ? null : hour * hours * pods;
};

/** Far beyond what any machine or any program is: slips of the pen that Kubernetes takes. */
const MOST_MILLI_CPU = 448_000;

/** A number of pods that can be: files may hold any, and `-3` pods would be money earned. */
export const countOf = (replicas: number | null): number | null =>
  replicas !== null && Number.isInteger(replicas) && replicas >= 0 ? replicas : null;

/**
 * Pods that Kubernetes is built for in one cluster.
 * @source https://kubernetes.io/docs/setup/best-practices/cluster-large/ (read 2026-11-25)
 */
const MOST_PODS = 150_000;

const tooMany = (replicas: number | null): readonly Text[] =>
  replicas === null || replicas <= MOST_PODS
    ? []
    : [text(`replicas is ${replicas}, and a whole cluster holds ${MOST_PODS} pods at most: its cost is reckoned as it stands`, `replicas가 ${replicas}인데 클러스터 하나에는 파드가 많아야 ${MOST_PODS}개입니다. 적힌 대로 셈했습니다`)]; // prettier-ignore

function doubtsOf({ spec, outcome }: Asked): readonly Text[] {
  const out: Text[] = [];
  if (outcome.kind === 'bad-quantity') {
    const { container, field, value } = outcome;
    const where = container === null ? field : `${container}: ${field}`;
    out.push(text(`${where} is "${value}", which is no quantity of 0 or more: it has no size`, `${where} 값 "${value}"은 0 이상의 수량이 아니어서 크기를 알 수 없습니다`)); // prettier-ignore
  }
  return [...out, ...unlikely(spec)];
}

function unlikely(spec: PodSpec): readonly Text[] {
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ name, resources }) => {
    const out: Text[] = [];
    const cpu = resources?.requests?.['cpu'];
    const memory = resources?.requests?.['memory'];
    if (cpu !== undefined && (parseCpu(cpu) ?? 0) > MOST_MILLI_CPU)
      out.push(text(`${name} asks for ${cpu} CPUs; was ${cpu}m meant?`, `${name}의 CPU 요청이 ${cpu}개입니다. ${cpu}m을 뜻했습니까?`)); // prettier-ignore
    const bytes = memory === undefined ? 0 : (parseQuantity(memory) ?? 0);
    if (bytes > 0 && bytes < 2 ** 20)
      out.push(text(`${name} asks for ${memory} of memory, less than 1 MiB; was ${String(memory).replace(/m$/, '')}Mi meant?`, `${name}의 메모리 요청 ${memory}은 1MiB도 되지 않습니다. ${String(memory).replace(/m$/, '')}Mi를 뜻했습니까?`)); // prettier-ignore
    return out;
  });
}

function editOf(
  spec: PodSpec,
  outcome: Extract<SizeOutcome, { kind: 'fits' }>,
  o: {
    readonly price: FargatePrice | null;
    readonly hours: number;
    readonly replicas: number | null;
  },
): WorkloadSize['edit'] {
  const { price, hours, replicas } = o;
  const now = monthOf(outcome.size, price, { hours, pods: 1 });
  if (now === null) return null;
  const saves = (size: FargateSize): number =>
    now - (monthOf(size, price, { hours, pods: 1 }) ?? now);
  const edit = cheapestEdit(spec, outcome, (size) => saves(size) > 0);
  if (!edit) return null;
  const perPod = saves(edit.size);
  return {
    ...edit,
    savesUsdPerMonthPerPod: perPod,
    savesUsdPerMonth: replicas === null ? null : perPod * replicas,
  };
}
