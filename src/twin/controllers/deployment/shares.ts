import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import {
  byAge,
  limits,
  notedMax,
  notedSize,
  noteSize,
  resize,
  specOf,
  statusOf,
  sum,
  wanted,
} from './sets.ts';

/**
 * A new size during a paused or half-done rollout is shared out over the sets in proportion, so that
 * it does not hasten the rollout; an unchanged size changes nothing.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling (read 2026-11-25)
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
  const active = all.filter((rs) => wanted(rs) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? current ?? [...old].sort(byAge).at(-1);
    if (only) await resize(c, d, only, replicas);
    return;
  }
  if (current && isSaturated(current, replicas)) {
    for (const rs of active) if (rs !== current) await resize(c, d, rs, 0);
    return;
  }
  if (spec.strategy?.type === 'Recreate') return;
  const allowed = replicas > 0 ? replicas + limits(spec).maxSurge : 0;
  const change = allowed - sum(active, wanted);
  // The larger first; of equals the newer when there is something to have, the older when to lose.
  const bySize = active.sort(
    (a, b) => wanted(b) - wanted(a) || (change > 0 ? byAge(b, a) : byAge(a, b)),
  );
  let left = change;
  const sizes = bySize.map((rs) => {
    const part = replicas === 0 ? -wanted(rs) : partOf(d, rs, allowed);
    const bounded = change > 0 ? Math.min(part, left) : change < 0 ? Math.max(part, left) : 0;
    left -= bounded;
    return wanted(rs) + bounded;
  });
  for (const [i, rs] of bySize.entries()) {
    const size = Math.max(0, (sizes[i] ?? 0) + (i === 0 ? left : 0));
    if (!(await resize(c, d, rs, size))) await noteSize(c, d, rs);
  }
}

/** It has all the pods that the Deployment wants, and they serve. */
const isSaturated = (rs: KubeObject, replicas: number): boolean =>
  notedSize(rs) === replicas &&
  wanted(rs) === replicas &&
  (statusOf(rs).availableReplicas ?? 0) === replicas;

/** What a set gains or loses when the whole goes from the size that it noted to the one allowed now. */
function partOf(d: KubeObject, rs: KubeObject, allowed: number): number {
  const status = (d['status'] ?? {}) as { readonly replicas?: number };
  const before = notedMax(rs) || (status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((wanted(rs) * allowed) / before) - wanted(rs);
}
