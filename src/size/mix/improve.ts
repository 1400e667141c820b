import { bestPacking, countsOf, demandsOf, type Counts } from './packing.ts';
import { put, roomFor, takeBack, type Demand, type Open } from './room.ts';
import { fillNodes } from './fill-nodes.ts';
import type { Choice } from './greedy.ts';
import { canMove, type MixProblem } from './problem.ts';

/**
 * Packs what stays (`wanted` nodes are a hint) and makes the choice better where a person would see it: workloads that fit into room that is paid for come
 * back, and a node whose pods cost less on Fargate than the node does is emptied. Never worse.
 */
export function improved(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  wanted: Counts,
): Choice | null {
  const nodes = bestPacking(problem, moved, [fillNodes(problem, moved, wanted)]);
  if (nodes === null) return null;
  const state: State = {
    problem,
    moved: new Set(moved),
    nodes: [...nodes],
    demands: demandsByItem(problem),
  };
  for (let round = 0; round < 4; round += 1) {
    const came = comeBack(state);
    const went = emptyNodes(state);
    if (!came && !went) break;
  }
  return { moved: state.moved, nodes: countsOf(problem, state.nodes) };
}

interface State {
  readonly problem: MixProblem;
  readonly moved: Set<number>;
  nodes: Open[];
  readonly demands: ReadonlyMap<number, readonly Demand[]>;
}

function demandsByItem(problem: MixProblem): ReadonlyMap<number, readonly Demand[]> {
  const out = new Map<number, Demand[]>();
  for (const d of demandsOf(problem, new Set())) out.set(d.item, [...(out.get(d.item) ?? []), d]);
  return out;
}

const moveCost = ({ items, usdPerStep }: MixProblem, i: number): number =>
  (items[i]?.fargateUsdPerMonth ?? 0) + usdPerStep * (items[i]?.effort ?? 0);

type Placed = [Open, Demand, number];

/** Puts all these pods on the nodes, or none of them. */
function placeAll(
  nodes: readonly Open[],
  wanted: readonly (readonly [Demand, number])[],
): Placed[] | null {
  const done: Placed[] = [];
  for (const [demand, pods] of wanted) {
    let left = pods;
    for (const node of nodes) {
      if (left === 0) break;
      const n = Math.min(left, roomFor(node, demand));
      if (n === 0) continue;
      put(node, demand, n);
      done.push([node, demand, n]);
      left -= n;
    }
    if (left > 0) {
      for (const [node, d, n] of done) takeBack(node, d, n);
      return null;
    }
  }
  return done;
}

/** Moved workloads that fit into free room come back, the dearest on Fargate first. */
function comeBack({ problem, moved, nodes, demands }: State): boolean {
  let any = false;
  const dearest = [...moved].sort((a, b) => moveCost(problem, b) - moveCost(problem, a) || a - b);
  for (const i of dearest) {
    if (moveCost(problem, i) <= 0) break;
    const wanted = (demands.get(i) ?? []).map((d) => [d, d.pods] as const);
    if (placeAll(nodes, wanted) === null) continue;
    moved.delete(i);
    any = true;
  }
  return any;
}

/** Nodes that cost more than their movable workloads on Fargate go, if what must stay finds room. */
function emptyNodes(state: State): boolean {
  const { problem, moved, demands } = state;
  const usd = (n: Open): number => problem.kinds[n.kind]?.usdPerMonth ?? 0;
  let any = false;
  for (const node of [...state.nodes].sort((a, b) => usd(b) - usd(a) || b.cpu - a.cpu)) {
    if (problem.kinds[node.kind]?.room === null) continue;
    const here = new Set([...node.load.values()].map((l) => l.item));
    const movers = [...here].filter((i) =>
      canMove(problem.items[i] as MixProblem['items'][number]),
    );
    const cost = movers.reduce((sum, i) => sum + moveCost(problem, i), 0);
    if (cost >= usd(node) - 1e-6) continue;
    const others = state.nodes.filter((n) => n !== node);
    const taken: Placed[] = [];
    for (const i of movers)
      for (const d of demands.get(i) ?? [])
        for (const n of others) {
          const on = n.load.get(`${d.item} ${d.part}`)?.n ?? 0;
          if (on === 0) continue;
          takeBack(n, d, on);
          taken.push([n, d, on]);
        }
    const rest = [...node.load.values()]
      .filter((l) => !movers.includes(l.item))
      .flatMap((l) => {
        const d = (demands.get(l.item) ?? []).find((x) => x.part === l.part);
        return d ? [[d, l.n] as const] : [];
      });
    if (placeAll(others, rest) === null) {
      for (const [n, d, pods] of taken) put(n, d, pods);
      continue;
    }
    for (const i of movers) moved.add(i);
    state.nodes = others;
    any = true;
  }
  return any;
}
