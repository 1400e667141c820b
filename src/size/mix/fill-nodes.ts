import { demandsOf, type Counts } from './packing.ts';
import { emptyNode, put, roomFor, type Demand, type Open } from './room.ts';
import type { MixProblem } from './problem.ts';

/**
 * Fills node after node, each time with the pod whose CPU and memory suit the room that is left best,
 * scarce resources weighing more. `wanted` nodes are opened first; more only if pods are left. Null when
 * some fit nowhere.
 */
export function fillNodes(
  problem: MixProblem,
  moved: ReadonlySet<number>,
  wanted: Counts,
): readonly Open[] | null {
  const demands = demandsOf(problem, moved);
  const queues = queuesOf(demands);
  const left = problem.kinds.map((k) => (k.room ? k.count : 0));
  const scarce = scarcity(problem, demands);
  const nodes: Open[] = [];
  const open = (kind: number): boolean => {
    const node = emptyNode(problem, kind);
    if (!fillOne(problem, node, queues, scarce)) return false;
    left[kind] = (left[kind] ?? 0) - 1;
    nodes.push(node);
    return true;
  };
  wanted.forEach((n, kind) => {
    for (let i = 0; i < Math.min(n, left[kind] ?? 0); ) {
      if (!open(kind)) break;
      i += 1;
      if (i >= n) break;
    }
  });
  for (let rest = demands.filter((d) => d.pods > 0); rest.length > 0; rest = rest.filter((d) => d.pods > 0)) {
    const kind = cheapestFor(problem, left, rest, scarce);
    if (kind === undefined || !open(kind)) return null;
  }
  return nodes;
} // prettier-ignore

interface Scarcity {
  readonly cpu: number;
  readonly memory: number;
}

/** How much of all there is of a resource the pods want. */
function scarcity({ kinds }: MixProblem, demands: readonly Demand[]): Scarcity {
  const want = (f: (d: Demand) => number): number => demands.reduce((s, d) => s + d.pods * f(d), 0);
  const has = (f: (k: NonNullable<(typeof kinds)[number]['room']>) => number): number =>
    Math.max(
      1,
      kinds.reduce((s, k) => s + (k.room ? k.count * f(k.room) : 0), 0),
    );
  return {
    cpu: want((d) => d.need.milliCpu) / has((r) => r.milliCpu),
    memory: want((d) => d.need.memoryMiB) / has((r) => r.memoryMiB),
  };
}

/** Demands that are alike for a node: the first with pods left stands for all. */
interface Queue {
  readonly demands: readonly Demand[];
  at: number;
}

/** Many workloads ask for the same: a node is filled by comparing a few dozen queues, not thousands of workloads. */
function queuesOf(demands: readonly Demand[]): readonly Queue[] {
  const byLook = new Map<string, Demand[]>();
  for (const d of demands) {
    const { need, kinds, onePerNode, item } = d;
    const look = [need.milliCpu, need.memoryMiB, [...kinds].join(), onePerNode ? item : ''].join(
      ' ',
    );
    const queue = byLook.get(look);
    if (queue) queue.push(d);
    else byLook.set(look, [d]);
  }
  return [...byLook.values()].map((list) => ({ demands: list, at: 0 }));
}

/** False when nothing fits on it. */
function fillOne(
  { kinds }: MixProblem,
  node: Open,
  queues: readonly Queue[],
  scarce: Scarcity,
): boolean {
  const room = kinds[node.kind]?.room;
  if (!room) return false;
  const cpuUnit = Math.max(1, room.milliCpu);
  const memoryUnit = Math.max(1, room.memoryMiB);
  let any = false;
  for (;;) {
    let best: Demand | null = null;
    let bestScore = -1;
    const freeCpu = (scarce.cpu * node.cpu) / cpuUnit;
    const freeMemory = (scarce.memory * node.memory) / memoryUnit;
    for (const queue of queues) {
      while (queue.demands[queue.at]?.pods === 0) queue.at += 1;
      const d = queue.demands[queue.at];
      if (!d) continue;
      const fit =
        (d.need.milliCpu / cpuUnit) * freeCpu + (d.need.memoryMiB / memoryUnit) * freeMemory;
      // Pods with little choice of nodes take their chance before others.
      const score = fit * (2 - d.kinds.size / kinds.length);
      if (score > bestScore && roomFor(node, d) > 0) {
        best = d;
        bestScore = score;
      }
    }
    if (best === null) return any;
    put(node, best, 1);
    best.pods -= 1;
    any = true;
  }
}

/** The kind with the most room for its price, among those that a waiting pod may go to. */
function cheapestFor(
  problem: MixProblem,
  left: readonly number[],
  waiting: readonly Demand[],
  scarce: Scarcity,
): number | undefined {
  const most = (f: (r: { milliCpu: number; memoryMiB: number }) => number): number =>
    Math.max(1, ...problem.kinds.flatMap((k) => (k.room ? [f(k.room)] : [])));
  const [cpu, memory] = [most((r) => r.milliCpu), most((r) => r.memoryMiB)];
  let best: number | undefined;
  let bestWorth = -1;
  problem.kinds.forEach(({ room, usdPerMonth }, k) => {
    if (!room || (left[k] ?? 0) <= 0) return;
    if (!waiting.some((d) => roomFor(emptyNode(problem, k), d) > 0)) return;
    const value =
      (scarce.cpu * room.milliCpu) / cpu + (scarce.memory * room.memoryMiB) / memory + 1e-9;
    const worth = value / Math.max(usdPerMonth ?? 1, 1e-9);
    if (worth > bestWorth) {
      best = k;
      bestWorth = worth;
    }
  });
  return best;
}
