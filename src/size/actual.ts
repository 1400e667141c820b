import {
  CAPACITY_PROVISIONED,
  workloadKey,
  type FargateSize,
  type ObjectRef,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { fargateUsdPerHour } from './cost/fargate.ts';
import { fargateNodes, parseProvisioned } from './cost/fargate-lines.ts';
import { runningPods } from './cost/pods.ts';
import type { Terms } from './cost/terms.ts';
import { askedOf } from './asked.ts';

type Compute = Pick<FargateSize, 'vcpu' | 'memoryGB'>;

/** One workload on Fargate: what was foretold of its pods, and what EKS says it gave them. */
export interface Actual {
  readonly ref: ObjectRef;
  readonly pods: number;
  readonly forecast: Compute | null;
  /** Sizes as stated on the pods, the commonest first. Disk above 20 GB is not stated there. */
  readonly provisioned: readonly (Compute & { readonly pods: number })[];
  /** Pods whose size EKS has not stated, or not in a form that we know. */
  readonly notStated: number;
  readonly outcome: 'as-forecast' | 'larger' | 'smaller' | 'differs' | 'not-stated';
  readonly forecastUsdPerMonth: number | null;
  /** Of the pods whose size is stated. */
  readonly actualUsdPerMonth: number | null;
}

/** Forecast against reality, workload by workload; null when pods or nodes were not read. Pure. */
export function actualSizes(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  terms: Terms,
): readonly Actual[] | null {
  const pods = runningPods(snapshot);
  const unread = snapshot.unreadKinds.some((k) => k.kind === '*' || k.kind === 'v1/Node');
  if (pods === null || unread) return null;
  const fargate = fargateNodes(snapshot);
  const stated = new Map<string, string[]>();
  for (const { pod, owner } of pods)
    if (fargate.has(pod.spec.nodeName ?? ''))
      stated.set(owner, [...(stated.get(owner) ?? []), pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '']); // prettier-ignore
  return workloads.flatMap((w) => {
    const texts = stated.get(workloadKey(w.ref));
    if (!texts) return [];
    const { outcome } = askedOf(snapshot, w);
    return [compare(w.ref, outcome.kind === 'fits' ? outcome.size : null, texts, terms)];
  });
}

function compare(
  ref: ObjectRef,
  forecast: FargateSize | null,
  texts: readonly string[],
  terms: Terms,
): Actual {
  const counts = new Map<string, Compute & { pods: number }>();
  let notStated = 0;
  for (const written of texts) {
    const size = parseProvisioned(written);
    if (!size) {
      notStated += 1;
      continue;
    }
    const known = counts.get(written) ?? { vcpu: size.vcpu, memoryGB: size.memoryGB, pods: 0 };
    known.pods += 1;
    counts.set(written, known);
  }
  const provisioned = [...counts.values()].sort((a, b) => b.pods - a.pods);
  const month = (size: Compute, pods: number): number | null => {
    const price = terms.region === null ? null : terms.prices.fargate(terms.region);
    const hour = fargateUsdPerHour({ ...size, ephemeralGiB: 20 }, price);
    return hour === null ? null : hour * pods * terms.hoursPerMonth;
  };
  const sum = (list: readonly (number | null)[]): number | null =>
    list.reduce<number | null>((s, n) => (s === null || n === null ? null : s + n), 0);
  return {
    ref,
    pods: texts.length,
    forecast: forecast && { vcpu: forecast.vcpu, memoryGB: forecast.memoryGB },
    provisioned,
    notStated,
    outcome: outcomeOf(forecast, provisioned),
    forecastUsdPerMonth: forecast && month(forecast, texts.length),
    actualUsdPerMonth:
      provisioned.length === 0 ? null : sum(provisioned.map((p) => month(p, p.pods))),
  };
}

function outcomeOf(forecast: Compute | null, provisioned: readonly Compute[]): Actual['outcome'] {
  if (provisioned.length === 0) return 'not-stated';
  if (forecast === null) return 'differs';
  const signs = provisioned.map((p) =>
    p.vcpu === forecast.vcpu && p.memoryGB === forecast.memoryGB
      ? 'as-forecast'
      : p.vcpu >= forecast.vcpu && p.memoryGB >= forecast.memoryGB
        ? 'larger'
        : p.vcpu <= forecast.vcpu && p.memoryGB <= forecast.memoryGB
          ? 'smaller'
          : 'differs',
  );
  const off = new Set(signs.filter((s) => s !== 'as-forecast'));
  if (off.size === 0) return 'as-forecast';
  return off.size === 1 ? ([...off][0] ?? 'differs') : 'differs';
}
