import type { Pod } from '../../model/index.ts';
import { farewellOf, isCoredns } from '../nodes/farewell.ts';

/** Without a readiness probe a pod counts as ready as it starts; its process listens a moment later. */
const LISTENS_AFTER_MS = 1_000;

/** When a pod's process takes requests; milliseconds of the twin's clock. */
export interface ProcessLife {
  readonly ip: string;
  readonly nodeName: string;
  listensAt: number;
  /** From here on it has been told to end: whether it still answers is up to its image. */
  termAt: number;
  goneAt: number;
  /** It is known to go on answering after SIGTERM (CoreDNS' lameduck). */
  readonly drains: boolean;
}

export type Answer = 'answered' | 'at risk' | 'failed';

export function answerOf(life: ProcessLife | undefined, at: number): Answer {
  if (life === undefined || at <= life.listensAt || at > life.goneAt) return 'failed';
  return at > life.termAt && !life.drains ? 'at risk' : 'answered';
}

/** The times at which the answer changes by itself. */
export const turnsOf = (life: ProcessLife): readonly number[] =>
  [life.listensAt, life.termAt, life.goneAt].filter((t) => Number.isFinite(t));

/**
 * What a change of a pod says about its process. `seen` is when the change was; `before` what was
 * known until then (undefined: the pod is new, or has been there since before anybody looked).
 */
export function lifeOf(
  pod: Pod,
  o: {
    readonly before: ProcessLife | undefined;
    readonly seen: number;
    readonly lameduckMs: number;
    /** It has long been running. */
    readonly old: boolean;
  },
): ProcessLife {
  const life: ProcessLife = {
    ip: pod.status?.podIP ?? o.before?.ip ?? '',
    nodeName: pod.spec.nodeName ?? '',
    listensAt: o.before?.listensAt ?? Number.POSITIVE_INFINITY,
    termAt: o.before?.termAt ?? Number.POSITIVE_INFINITY,
    goneAt: o.before?.goneAt ?? Number.POSITIVE_INFINITY,
    drains: isCoredns(pod) && o.lameduckMs > 0,
  };
  if (!Number.isFinite(life.listensAt) && listens(pod)) {
    const probed = pod.spec.containers.some((c) => c.readinessProbe !== undefined);
    life.listensAt = o.old
      ? Number.NEGATIVE_INFINITY
      : probed
        ? o.seen - 1
        : o.seen + LISTENS_AFTER_MS;
  }
  if (pod.metadata.deletionTimestamp !== undefined && !Number.isFinite(life.termAt)) {
    const { termAfterMs, goneAfterMs } = farewellOf(pod, o.lameduckMs);
    life.termAt = o.seen + termAfterMs;
    life.goneAt = Math.min(life.goneAt, o.seen + goneAfterMs);
  }
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed')
    life.goneAt = Math.min(life.goneAt, o.seen);
  return life;
}

const listens = (pod: Pod): boolean =>
  pod.status?.phase === 'Running' &&
  (pod.status.conditions?.some((c) => c.type === 'ContainersReady' && c.status === 'True') ??
    false);
