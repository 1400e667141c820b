import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import {
  limits,
  notedMax,
  refTo,
  resize,
  revisionOf,
  specOf,
  statusOf,
  sum,
  wanted,
} from './sets.ts';

/** One step of a rolling update; each change of a set's status asks for the next. */
export async function roll(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const replicas = spec.replicas ?? 1;
  const { maxSurge, maxUnavailable } = limits(spec);
  const all = [current, ...old];
  if (wanted(current) > replicas) {
    await resize(c, d, current, replicas);
    return;
  }
  const room = replicas + maxSurge - sum(all, wanted);
  const target = Math.min(replicas, wanted(current) + Math.max(0, room));
  if (old.every((rs) => wanted(rs) === 0) && wanted(current) < replicas) {
    await resize(c, d, current, replicas);
    return;
  }
  if (target > wanted(current)) {
    await resize(c, d, current, target);
    return;
  }
  const minAvailable = replicas - maxUnavailable;
  const unready = wanted(current) - (statusOf(current).availableReplicas ?? 0);
  let spare = sum(all, wanted) - minAvailable - unready;
  const oldest = [...old]
    .filter((rs) => wanted(rs) > 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  // Old pods that are not available can go at once: they carry nothing.
  for (const rs of oldest) {
    const dead = Math.min(wanted(rs) - (statusOf(rs).availableReplicas ?? 0), spare);
    if (dead > 0) {
      await resize(c, d, rs, wanted(rs) - dead);
      return;
    }
  }
  spare = Math.min(spare, sum(all, (rs) => statusOf(rs).availableReplicas ?? 0) - minAvailable);
  for (const rs of oldest) {
    const down = Math.min(wanted(rs), spare);
    if (down <= 0) break;
    await resize(c, d, rs, wanted(rs) - down);
    spare -= down;
  }
}

/** Old pods go first, all of them. */
export async function recreate(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  for (const rs of old) await resize(c, d, rs, 0);
  const left = old.some(
    (rs) => wanted(rs) > 0 || [...c.informer('v1/Pod').ownedBy(rs.metadata.uid ?? '')].length > 0,
  );
  await resize(c, d, current, left ? 0 : (specOf(d).replicas ?? 1));
}

/** Keeps `revisionHistoryLimit` old sets. */
export async function prune(
  c: ControllerContext,
  d: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const done = old
    .filter((rs) => wanted(rs) === 0 && (statusOf(rs).replicas ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const rs of done.slice(0, Math.max(0, done.length - (specOf(d).revisionHistoryLimit ?? 10))))
    await c.api.delete(refTo(rs));
}

/**
 * A new size during a paused or half-done rollout is shared out over the sets in proportion; an
 * unchanged size changes nothing.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling (known, not read again)
 */
export async function share(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject | undefined,
  old: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const replicas = spec.replicas ?? 1;
  const all = current ? [current, ...old] : [...old];
  const newestFirst = all.sort((a, b) => revisionOf(b) - revisionOf(a));
  const active = newestFirst.filter((rs) => wanted(rs) > 0);
  const only = active.length > 1 ? undefined : (active[0] ?? current ?? newestFirst[0]);
  if (active.length <= 1) {
    if (only) await resize(c, d, only, replicas);
    return;
  }
  if (spec.strategy?.type === 'Recreate') return;
  const allowed = replicas > 0 ? replicas + limits(spec).maxSurge : 0;
  const change = allowed - sum(active, wanted);
  if (change === 0) return;
  const bySize = active.sort((a, b) => wanted(b) - wanted(a));
  let left = change;
  const sizes = bySize.map((rs) => {
    const share = Math.round((wanted(rs) * allowed) / (notedMax(rs) || allowed)) - wanted(rs);
    const bounded =
      change > 0 ? Math.min(Math.max(0, share), left) : Math.max(Math.min(0, share), left);
    left -= bounded;
    return wanted(rs) + bounded;
  });
  for (const [i, rs] of bySize.entries())
    await resize(c, d, rs, Math.max(0, (sizes[i] ?? 0) + (i === 0 ? left : 0)));
}
