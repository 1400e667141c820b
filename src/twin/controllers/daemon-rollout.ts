import type { Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { isLeaving, isNew, serves, type Change, type DaemonState } from './daemon-spec.ts';
import { share } from './pods.ts';

interface OnNode {
  readonly node: string;
  readonly next: Pod | undefined;
  readonly old: Pod | undefined;
  /** More than one of a kind: somebody else's business first. */
  readonly crowded: boolean;
}

/** The old and the new pod of each node that shall have one or has some. */
function perNode(s: DaemonState): readonly OnNode[] {
  const names = new Set([...s.byNode.keys(), ...s.nodes.map((n) => n.metadata.name)]);
  return [...names]
    .filter((n) => n !== '')
    .map((node) => {
      const staying = (s.byNode.get(node) ?? []).filter((p) => !isLeaving(p));
      const next = staying.filter((p) => isNew(s, p));
      const old = staying.filter((p) => !isNew(s, p));
      return { node, next: next[0], old: old[0], crowded: next.length > 1 || old.length > 1 };
    });
}

/**
 * Old pods go first, so many that no more than `maxUnavailable` nodes are without; one that does not
 * serve goes at once, as it takes nothing away.
 * @source https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/ (read 2026-11-25)
 */
export function replaceInPlace(c: ControllerContext, s: DaemonState): Change {
  const { maxUnavailable = 1 } = s.spec.updateStrategy?.rollingUpdate ?? {};
  const asked = share(maxUnavailable, s.nodes.length, Math.ceil);
  const allowed = asked === 0 && s.nodes.length > 0 ? 1 : asked;
  const dead: Pod[] = [];
  const candidates: Pod[] = [];
  let down = 0;
  for (const { next, old, crowded } of perNode(s)) {
    if (crowded || (!next && !old) || (next && old)) down += 1;
    else if (next) down += serves(c, s, next) ? 0 : 1;
    else if (old && !serves(c, s, old)) {
      dead.push(old);
      down += 1;
    } else if (old && down < allowed) candidates.push(old);
  }
  const left = Math.max(0, allowed - down);
  return { make: [], remove: [...dead, ...candidates.slice(0, left)] };
}

/** New pods come first, beside the old ones, on so many nodes at a time; the old go when they serve. */
export function surge(c: ControllerContext, s: DaemonState): Change {
  const allowed = share(s.spec.updateStrategy?.rollingUpdate?.maxSurge, s.nodes.length, Math.ceil);
  const isWanted = (name: string): boolean => s.nodes.some((n) => n.metadata.name === name);
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const candidates: string[] = [];
  const urgent: string[] = [];
  let under = 0;
  let serving = 0;
  for (const { node, next, old, crowded } of perNode(s)) {
    if (crowded) {
      under += 1;
      continue;
    }
    const first = old ?? next;
    if (first && serves(c, s, first)) serving += 1;
    if (!old) continue;
    if (next) {
      if (serves(c, s, next)) remove.push(old);
      else under += 1;
    } else if (serves(c, s, old)) {
      if (!isWanted(node)) misplaced.push(old);
      else if (under < allowed) candidates.push(node);
    } else if (isWanted(node)) urgent.push(node);
    else remove.push(old);
  }
  const spare = Math.max(0, serving - s.nodes.length);
  return {
    make: [...urgent, ...candidates.slice(0, Math.max(0, allowed - under))],
    remove: [...remove, ...misplaced.slice(0, spare)],
  };
}
