import type { Pod } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 10 * 60_000;

/** Failures in a row since the last success, and when the last one was. */
export interface Losses {
  readonly failures: number;
  readonly last: number;
}
const NONE: Losses = { failures: 0, last: 0 };

/**
 * How long a Job waits before it makes a pod in place of one that failed: ten seconds, twice as long
 * after each failure in a row.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy (read 2026-11-25)
 */
export class Backoff {
  private readonly records = new Map<string, Losses>();

  /** With pods that are about to be counted. */
  with(key: string, succeeded: readonly Pod[], failed: readonly Pod[]): Losses {
    const before = succeeded.length > 0 ? NONE : (this.records.get(key) ?? NONE);
    const success = Math.max(-1, ...succeeded.map(endedAt));
    const later = failed.map(endedAt).filter((at) => at > success);
    if (later.length === 0) return before;
    return { failures: before.failures + later.length, last: Math.max(...later) };
  }

  keep(key: string, losses: Losses): void {
    this.records.set(key, losses);
  }

  forget(key: string): void {
    this.records.delete(key);
  }
}

export function leftMs({ failures, last }: Losses, clock: TwinClock): number {
  if (failures === 0) return 0;
  const wait = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.max(0, wait - clock.age(last));
}

/** When a pod's containers ended; else when it ceased to be ready, was told to go, or was made. */
function endedAt(p: Pod): number {
  const ends = (p.status?.containerStatuses ?? []).map((s) =>
    Date.parse((s['state'] as { terminated?: { finishedAt?: string } } | undefined)?.terminated?.finishedAt ?? ''),
  ); // prettier-ignore
  if (ends.length > 0 && ends.every((at) => !Number.isNaN(at))) return Math.max(...ends);
  const ready = p.status?.conditions?.find((x) => x.type === 'Ready') as
    { status: string; lastTransitionTime?: string } | undefined;
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined)
    return Date.parse(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = p.metadata;
  return deletionTimestamp === undefined
    ? Date.parse(creationTimestamp ?? '')
    : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
}
