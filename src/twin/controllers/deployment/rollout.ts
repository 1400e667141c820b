import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import { byAge, limits, refTo, resize, revisionOf, specOf, statusOf, sum, wanted } from './sets.ts';

const available = (rs: KubeObject): number => statusOf(rs).availableReplicas ?? 0;

/** How large the current set may be, that now has `size`: as large as the surge lets it. */
export function newSize(d: KubeObject, old: readonly KubeObject[], size: number): number {
  const spec = specOf(d);
  const replicas = spec.replicas ?? 1;
  if (spec.strategy?.type === 'Recreate') return replicas;
  const room = replicas + limits(spec).maxSurge - sum(old, wanted) - size;
  return room <= 0 ? size : Math.min(replicas, size + room);
}

/** One step of a rolling update; each change of a set's status asks for the next. */
export async function roll(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const replicas = specOf(d).replicas ?? 1;
  const size = wanted(current);
  const target = size >= replicas ? replicas : newSize(d, old, size);
  if (await resize(c, d, current, target)) return;
  const active = old.filter((rs) => wanted(rs) > 0).sort(byAge);
  const minAvailable = replicas - limits(specOf(d)).maxUnavailable;
  // Pods of the current set that are not available yet are as good as missing.
  let spare = sum(active, wanted) + available(current) - minAvailable;
  const sizes = new Map(active.map((rs) => [rs, wanted(rs)]));
  if (spare <= 0) return;
  // Old pods that are not available can go at once: they carry nothing.
  for (const rs of active) {
    const dead = Math.min(wanted(rs) - available(rs), spare);
    if (dead <= 0) continue;
    spare -= dead;
    sizes.set(rs, wanted(rs) - dead);
    await resize(c, d, rs, wanted(rs) - dead);
  }
  let down = sum([current, ...active], available) - minAvailable;
  for (const rs of active) {
    const left = sizes.get(rs) ?? 0;
    const fewer = Math.min(left, down);
    if (fewer <= 0) continue;
    down -= fewer;
    const now = { ...rs, spec: { ...(rs['spec'] as object), replicas: left } };
    await resize(c, d, now, left - fewer);
  }
}

/** Old pods go first, all of them. True: they are gone, and a new set may be made. */
export async function recreate(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject | undefined,
  old: readonly KubeObject[],
): Promise<boolean> {
  const active = old.filter((rs) => wanted(rs) > 0);
  for (const rs of active) await resize(c, d, rs, 0);
  if (active.length > 0) return false;
  const isLeft = (rs: KubeObject): boolean =>
    (statusOf(rs).replicas ?? 0) > 0 ||
    [...c.informer('v1/Pod').ownedBy(rs.metadata.uid ?? '')].some((p) => !isOver(p));
  if (old.some(isLeft)) return false;
  if (current) await resize(c, d, current, specOf(d).replicas ?? 1);
  return true;
}

const isOver = (pod: KubeObject): boolean =>
  ['Succeeded', 'Failed'].includes((pod['status'] as { phase?: string } | undefined)?.phase ?? '');

/** All pods are of the current template and available, as the status last said. */
export function isComplete(d: KubeObject): boolean {
  const replicas = specOf(d).replicas ?? 1;
  const s = (d['status'] ?? {}) as {
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
  };
  return (
    (s.replicas ?? 0) === replicas &&
    (s.updatedReplicas ?? 0) === replicas &&
    (s.availableReplicas ?? 0) === replicas &&
    (s.observedGeneration ?? 0) >= (d.metadata.generation ?? 1)
  );
}

/** Keeps `revisionHistoryLimit` old sets; one that still has pods is passed over, and counts. */
export async function prune(
  c: ControllerContext,
  d: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const alive = old
    .filter((rs) => rs.metadata.deletionTimestamp === undefined)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const surplus = alive.length - (specOf(d).revisionHistoryLimit ?? 10);
  for (const rs of alive.slice(0, Math.max(0, surplus))) {
    const isEmpty = wanted(rs) === 0 && (statusOf(rs).replicas ?? 0) === 0;
    const isSeen = (statusOf(rs).observedGeneration ?? 0) >= (rs.metadata.generation ?? 1);
    if (isEmpty && isSeen) await c.api.delete(refTo(rs));
  }
}
