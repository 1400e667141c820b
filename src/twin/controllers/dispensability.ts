import { isPodReady, type Pod } from '../../model/index.ts';
import { isActive } from './pods.ts';

const PHASES = ['Pending', 'Unknown', 'Running'];
const COST = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * Who goes first when there are too many: unscheduled, not running, not ready, cheap to delete, with
 * many fellows on its node, ready for a short time, often restarted, young. Ages count by their order
 * of magnitude, so that chance spreads the rest.
 * @param related pods that count as fellows
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset (read 2026-11-25)
 */
export function byDispensability(now: number, related: readonly Pod[]): (a: Pod, b: Pod) => number {
  const fellows = new Map<string, number>();
  for (const p of related)
    if (isActive(p))
      fellows.set(p.spec.nodeName ?? '', (fellows.get(p.spec.nodeName ?? '') ?? 0) + 1);
  const rank = (p: Pod): readonly number[] => [
    p.spec.nodeName === undefined ? 0 : 1,
    PHASES.indexOf(p.status?.phase ?? 'Pending'),
    isPodReady(p) ? 1 : 0,
    Number(p.metadata.annotations?.[COST] ?? 0),
    -(fellows.get(p.spec.nodeName ?? '') ?? 0),
    isPodReady(p) ? magnitude(now - Date.parse(readySince(p))) : 0,
    -restarts(p),
    magnitude(now - Date.parse(p.metadata.creationTimestamp ?? '')),
  ];
  return (a, b) => {
    const [x, y] = [rank(a), rank(b)];
    for (const [i, value] of x.entries()) if (value !== y[i]) return value - (y[i] ?? 0);
    return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
  };
}

/** Doublings of a nanosecond. */
const magnitude = (ageMs: number): number => (ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1);

const readySince = (p: Pod): string => {
  const ready = p.status?.conditions?.find((x) => x.type === 'Ready');
  return (ready as { lastTransitionTime?: string } | undefined)?.lastTransitionTime ?? '';
};

const restarts = (p: Pod): number =>
  Math.max(0, ...(p.status?.containerStatuses ?? []).map((s) => Number(s['restartCount'] ?? 0)));
