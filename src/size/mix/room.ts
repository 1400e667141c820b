import type { Amount, MixProblem } from './problem.ts';

export interface Open {
  readonly kind: number;
  cpu: number;
  memory: number;
  pods: number;
  /** Pods on it: item index → part index → how many. */
  readonly load: Map<string, { readonly item: number; readonly part: number; n: number }>;
}

export interface Demand {
  readonly item: number;
  readonly part: number;
  readonly need: Amount;
  readonly onePerNode: boolean;
  readonly kinds: ReadonlySet<number>;
  pods: number;
}

export function emptyNode({ kinds }: MixProblem, kind: number): Open {
  const room = kinds[kind]?.room;
  return {
    kind,
    cpu: room?.milliCpu ?? 0,
    memory: room?.memoryMiB ?? 0,
    pods: room?.pods ?? 0,
    load: new Map(),
  };
}

export function roomFor(node: Open, d: Demand): number {
  const { milliCpu, memoryMiB } = d.need;
  // Most nodes that are asked are full, and a pod that asks for nothing fits even where too much was asked for.
  if (node.pods < 1) return 0;
  if ((milliCpu > 0 && node.cpu < milliCpu) || (memoryMiB > 0 && node.memory < memoryMiB)) return 0;
  if (!d.kinds.has(node.kind)) return 0;
  if (d.onePerNode && [...node.load.values()].some((l) => l.item === d.item)) return 0;
  const fit = Math.min(
    node.pods,
    milliCpu === 0 ? Infinity : Math.floor(node.cpu / milliCpu),
    memoryMiB === 0 ? Infinity : Math.floor(node.memory / memoryMiB),
  );
  return d.onePerNode ? Math.min(1, fit) : fit;
}

export function put(node: Open, d: Demand, n: number): void {
  node.cpu -= n * d.need.milliCpu;
  node.memory -= n * d.need.memoryMiB;
  node.pods -= n;
  const key = `${d.item} ${d.part}`;
  const load = node.load.get(key);
  if (load) load.n += n;
  else node.load.set(key, { item: d.item, part: d.part, n });
}

export function takeBack(node: Open, d: Demand, n: number): void {
  node.cpu += n * d.need.milliCpu;
  node.memory += n * d.need.memoryMiB;
  node.pods += n;
  const key = `${d.item} ${d.part}`;
  const load = node.load.get(key);
  if (load) {
    load.n -= n;
    if (load.n === 0) node.load.delete(key);
  }
}

/** Fills the nodes in order; answers how many pods found no room. */
export function place(nodes: readonly Open[], d: Demand): number {
  let left = d.pods;
  for (const node of nodes) {
    if (left === 0) break;
    const n = Math.min(left, roomFor(node, d));
    if (n > 0) put(node, d, n);
    left -= n;
  }
  return left;
}

/** Nodes that are being filled in the order of the demands; those too full for all that is to come are no longer asked. */
export class OpenNodes {
  readonly demands: readonly Demand[];
  readonly #least: readonly Amount[];
  #open: Open[];

  constructor(nodes: readonly Open[], demands: readonly Demand[]) {
    this.#open = [...nodes];
    this.demands = demands;
    const least: Amount[] = [];
    let [milliCpu, memoryMiB] = [Infinity, Infinity];
    for (const { need } of demands.toReversed()) {
      milliCpu = Math.min(milliCpu, need.milliCpu);
      memoryMiB = Math.min(memoryMiB, need.memoryMiB);
      least.push({ milliCpu, memoryMiB });
    }
    this.#least = least.reverse();
  }

  add(node: Open): void {
    this.#open.push(node);
  }

  /** Places the demand at this index; answers how many of its pods found no room. */
  place(demand: Demand, index: number): number {
    const least = this.#least[index];
    if (least && index % 32 === 0)
      this.#open = this.#open.filter((n) => n.pods > 0 && n.cpu >= least.milliCpu && n.memory >= least.memoryMiB); // prettier-ignore
    return place(this.#open, demand);
  }
}
