import type { Amount, MixProblem } from './problem.ts';
import {
  OpenNodes,
  emptyNode,
  place,
  put,
  roomFor,
  takeBack,
  type Demand,
  type Open,
} from './room.ts';

/** How many nodes of each kind, by index. */
export type Counts = readonly number[];

/**
 * The cheapest nodes that were found for the pods that stay: today's placement with nodes given up
 * one by one, and several ways of filling nodes anew, whichever is cheapest. Null when a pod fits
 * nowhere. Requests, pods per node, selectors, taints, zones of volumes, hostname anti-affinity and
 * DaemonSets are heeded; spreading between zones and preferences are not.
 */
export function packStaying(problem: MixProblem, moved: ReadonlySet<number>): Counts | null {
  const nodes = bestPacking(problem, moved);
  return nodes && countsOf(problem, nodes);
}

/** The same, with what lies where. */
export function bestPacking(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  also: readonly (readonly Open[] | null)[] = [],
): readonly Open[] | null {
  if (demandsOf(problem, moved).length === 0) return [];
  const now = asToday(problem, moved);
  let best: { nodes: readonly Open[]; usd: number } | null = null;
  for (const nodes of [
    ...also.map((nodes) => nodes && giveUp(problem, nodes, moved)),
    now && giveUp(problem, now, moved),
    ...VALUES.map((value) => refill(problem, moved, value)),
  ]) {
    if (nodes === null) continue;
    const usd = costOf(problem, countsOf(problem, nodes));
    if (best === null || usd < best.usd - 1e-9) best = { nodes, usd };
  }
  return best && best.nodes;
}

/** One quick filling of fresh nodes, for where many choices are compared; null when a pod finds no room. */
export function fillOnce(problem: MixProblem, moved: ReadonlySet<number>): Counts | null {
  const nodes = fill(problem, moved, VALUES[0] as Value);
  return nodes && countsOf(problem, nodes);
}

/** Whether the pods that stay fit on this many nodes, as far as a quick try tells. */
export function fitsOn(problem: MixProblem, moved: ReadonlySet<number>, counts: Counts): boolean {
  return VALUES.some((value) => {
    const fresh = counts.flatMap((n, kind) => Array.from({ length: n }, () => emptyNode(problem, kind))); // prettier-ignore
    const open = new OpenNodes(fresh, demandsOf(problem, moved, value));
    return open.demands.every((d, i) => open.place(d, i) === 0);
  });
}

export const costOf = (problem: MixProblem, counts: Counts): number =>
  counts.reduce((sum, n, k) => sum + n * (problem.kinds[k]?.usdPerMonth ?? 0), 0);

/** What a vCPU is worth beside a GB when nodes and pods are compared. */
const VALUES: readonly { readonly cpu: number; readonly memory: number }[] = [
  { cpu: 1, memory: 1 },
  { cpu: 1, memory: 0.1 },
  { cpu: 0.1, memory: 1 },
];
type Value = (typeof VALUES)[number];

/** In their order, which does not depend on what moves; a search asks hundreds of times. */
const ordered = new WeakMap<MixProblem, Map<Value | undefined, readonly Demand[]>>();

/** The biggest share of a typical node that one pod takes: big ones are placed first. */
export function demandsOf(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  value?: Value,
): Demand[] {
  let known = ordered.get(problem);
  if (!known) ordered.set(problem, (known = new Map()));
  let all = known.get(value);
  if (!all) known.set(value, (all = allDemands(problem, value)));
  return all.flatMap((d) => (moved.has(d.item) ? [] : [{ ...d }]));
}

function allDemands(problem: MixProblem, value: Value | undefined): readonly Demand[] {
  const { cpu, memory } = typicalRoom(problem);
  const weight = (a: Amount): number =>
    (a.milliCpu / cpu) * (value?.cpu ?? 1) + (a.memoryMiB / memory) * (value?.memory ?? 1);
  const all = problem.items.flatMap((item, i): Demand[] =>
    item.parts.flatMap((part, p) =>
      part.pods === 0 ? [] : [{ item: i, part: p, need: item.need, onePerNode: item.onePerNode, kinds: new Set(part.kinds), pods: part.pods }],
    ),
  ); // prettier-ignore
  // Pods with little choice of nodes go first among equals.
  return all.sort((a, b) => weight(b.need) - weight(a.need) || a.kinds.size - b.kinds.size);
}

function typicalRoom({ kinds }: MixProblem): { cpu: number; memory: number } {
  const rooms = kinds.flatMap((k) => (k.room ? [k.room] : []));
  const most = (f: (r: Amount) => number): number => Math.max(1, ...rooms.map(f));
  return { cpu: most((r) => r.milliCpu), memory: most((r) => r.memoryMiB) };
}

function refill(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  value: Value,
): readonly Open[] | null {
  const nodes = fill(problem, moved, value);
  return nodes && giveUp(problem, nodes, moved);
}

/** Opens nodes as they are needed, the kind with the most room for its price first. */
function fill(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  value: Value,
): readonly Open[] | null {
  const left = problem.kinds.map((k) => (k.room ? k.count : 0));
  const typical = typicalRoom(problem);
  const worth = (k: number): number => {
    const kind = problem.kinds[k];
    const room = kind?.room;
    if (!kind || !room) return 0;
    const amount = (room.milliCpu / typical.cpu) * value.cpu + (room.memoryMiB / typical.memory) * value.memory; // prettier-ignore
    return amount / Math.max(kind.usdPerMonth ?? 1, 1e-9);
  };
  const order = problem.kinds.map((_, k) => k).sort((a, b) => worth(b) - worth(a) || a - b);
  const nodes: Open[] = [];
  const open = new OpenNodes(nodes, demandsOf(problem, moved, value));
  for (const [i, demand] of open.demands.entries()) {
    let rest = open.place(demand, i);
    while (rest > 0) {
      const kind = order.find((k) => (left[k] ?? 0) > 0 && roomFor(emptyNode(problem, k), demand) > 0); // prettier-ignore
      if (kind === undefined) return null;
      left[kind] = (left[kind] ?? 0) - 1;
      const node = emptyNode(problem, kind);
      const n = Math.min(rest, roomFor(node, demand));
      put(node, demand, n);
      nodes.push(node);
      open.add(node);
      rest -= n;
    }
  }
  return nodes;
}

/** The nodes as they are, without the pods that move; null when a pod is nowhere yet. */
function asToday(problem: MixProblem, moved: ReadonlySet<number>): readonly Open[] | null {
  const nodes = problem.nodeKinds.map((kind) => emptyNode(problem, kind));
  const waiting: Demand[] = [];
  for (const demand of demandsOf(problem, moved)) {
    let left = demand.pods;
    for (const [at, n] of problem.items[demand.item]?.parts[demand.part]?.at ?? []) {
      const node = nodes[at];
      const here = Math.min(n, left);
      // Where it runs today it may stay, even if requests by use are larger than what it asked for.
      if (node) put(node, demand, here);
      left -= here;
    }
    if (left > 0) waiting.push({ ...demand, pods: left });
  }
  return waiting.every((d) => place(nodes, d) === 0) ? nodes : null;
}

/** Gives up nodes whose pods find room on the others, the dearest and emptiest first. */
function giveUp(
  problem: MixProblem,
  nodes: readonly Open[],
  moved: ReadonlySet<number>,
): readonly Open[] {
  const usd = (n: Open): number => problem.kinds[n.kind]?.usdPerMonth ?? 0;
  const fixed = (n: Open): boolean => problem.kinds[n.kind]?.room === null;
  let kept = nodes.filter((n) => n.load.size > 0 || fixed(n));
  const demands = new Map(demandsOf(problem, moved).map((d) => [`${d.item} ${d.part}`, d]));
  const order = kept.filter((n) => !fixed(n)).sort((a, b) => usd(b) - usd(a) || b.cpu - a.cpu);
  // Past this many nodes the tries would take seconds; fullest nodes rarely go anyway.
  for (const node of order.slice(0, 400)) {
    const others = kept.filter((n) => n !== node);
    const undo: (readonly [Open, Demand, number])[] = [];
    const ok = [...node.load].every(([key, { n }]) => {
      const d = demands.get(key);
      if (!d) return true;
      let left = n;
      for (const other of others) {
        const fit = Math.min(left, roomFor(other, d));
        if (fit === 0) continue;
        put(other, d, fit);
        undo.push([other, d, fit]);
        left -= fit;
        if (left === 0) break;
      }
      return left === 0;
    });
    if (ok) kept = others;
    else for (const [other, d, n] of undo) takeBack(other, d, n);
  }
  return kept;
}

/** Nodes of a kind whose capacity nobody knows are kept: they cannot be given up on a guess. */
export function countsOf(problem: MixProblem, nodes: readonly Open[]): Counts {
  const counts = problem.kinds.map((k) => (k.room === null ? k.count : 0));
  for (const { kind } of nodes)
    if (problem.kinds[kind]?.room !== null) counts[kind] = (counts[kind] ?? 0) + 1;
  return problem.keepsZones ? inEveryZone(problem, counts) : counts;
}

/** The cheapest node for each zone that would be left without, if any node is kept at all. */
function inEveryZone({ kinds }: MixProblem, counts: number[]): Counts {
  if (counts.every((n) => n === 0)) return counts;
  for (const zone of new Set(kinds.map((k) => k.zone))) {
    const here = kinds.flatMap((k, i) => (k.zone === zone && k.count > 0 ? [i] : []));
    if (here.length === 0 || here.some((i) => (counts[i] ?? 0) > 0)) continue;
    const usd = (i: number): number => kinds[i]?.usdPerMonth ?? 0;
    const cheapest = here.reduce((a, b) => (usd(b) < usd(a) ? b : a));
    counts[cheapest] = 1;
  }
  return counts;
}
