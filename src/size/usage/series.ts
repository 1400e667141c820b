import { UserError, type FargatectlError } from '../../errors/index.ts';
import { both, type Text } from '../../model/index.ts';

/** What one container was seen to use. Amounts in the order of time; the two lists may differ in length. */
export interface UsageSeries {
  readonly namespace: string;
  /** A pod's name, or a workload's where the source names workloads. */
  readonly of: { readonly kind: 'pod' | 'workload'; readonly name: string };
  readonly container: string;
  /** Milli-CPUs. */
  readonly cpu: readonly number[];
  readonly memoryMiB: readonly number[];
  /** True where the source already picked the amount to ask for (a VPA's target): no percentile, no head-room. */
  readonly isRecommendation?: boolean;
}

export interface UsageReading {
  readonly source: string;
  readonly series: readonly UsageSeries[];
  /** Holes in the samples, and samples of nothing that we know. Never silently dropped. */
  readonly gaps: readonly Text[];
}

/** An input that a person must mend: which file, what stands there, what was wanted. */
export const badUsage = (file: string, what: Text, remedy: Text): FargatectlError =>
  UserError({ code: 'BAD_USAGE_FILE', message: both((l) => `${file}: ${what[l]}`), remedy });

/** Collects samples of containers under one key each. */
export class SeriesBook {
  readonly #series = new Map<string, { cpu: number[]; memoryMiB: number[]; of: UsageSeries['of']; namespace: string; container: string }>(); // prettier-ignore

  add(
    key: { readonly namespace: string; readonly of: UsageSeries['of']; readonly container: string },
    sample: { readonly milliCpu?: number; readonly memoryMiB?: number },
  ): void {
    const id = JSON.stringify([key.namespace, key.of.kind, key.of.name, key.container]);
    const found = this.#series.get(id) ?? { ...key, cpu: [], memoryMiB: [] };
    if (sample.milliCpu !== undefined) found.cpu.push(sample.milliCpu);
    if (sample.memoryMiB !== undefined) found.memoryMiB.push(sample.memoryMiB);
    this.#series.set(id, found);
  }

  list(): readonly UsageSeries[] {
    return [...this.#series.values()];
  }
}

/** The nearest-rank percentile: the least sample that at least this share of samples do not exceed. */
export function percentile(samples: readonly number[], percent: number): number | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
