import { canMove, type Amount, type MixItem, type MixProblem } from './problem.ts';

/** Workloads that no reckoning can tell apart: one column instead of many. */
export interface Group {
  /** Item indices. */
  readonly items: readonly number[];
  readonly sample: MixItem;
  readonly movable: boolean;
}

/** Pods that are alike wherever they come from. */
export interface PodClass {
  readonly need: Amount;
  readonly kinds: readonly number[];
  /** At most this many of them on one node of a kind, by its index; 1 for those that repel each other. */
  readonly mostOn: ReadonlyMap<number, number>;
  /** Group index and how many such pods one workload of it has. */
  readonly from: readonly (readonly [number, number])[];
  /** All of them, if nothing moves. */
  readonly pods: number;
}

export interface Aggregate {
  readonly groups: readonly Group[];
  readonly classes: readonly PodClass[];
}

export function aggregate(problem: MixProblem): Aggregate {
  const byKey = new Map<string, number[]>();
  problem.items.forEach((item, i) => {
    const key = JSON.stringify([
      item.need, item.parts.map((p) => [p.pods, p.kinds]), item.fargateUsdPerMonth, item.effort, canMove(item),
      // Pods that repel their own kind are a class of their own.
      item.onePerNode ? item.key : null,
    ]); // prettier-ignore
    const alike = byKey.get(key);
    if (alike) alike.push(i);
    else byKey.set(key, [i]);
  });
  const groups = [...byKey.values()].map((items): Group => {
    const sample = problem.items[items[0] ?? 0] as MixItem;
    return { items, sample, movable: canMove(sample) };
  });
  const classes = new Map<string, { -readonly [K in keyof PodClass]: PodClass[K] }>();
  groups.forEach(({ sample, items }, g) => {
    for (const part of sample.parts) {
      if (part.pods === 0) continue;
      const key = JSON.stringify([sample.need, part.kinds, sample.onePerNode ? sample.key : null]);
      const found = classes.get(key) ?? {
        need: sample.need,
        kinds: part.kinds.filter((k) => mostOn(problem, sample, k) > 0),
        mostOn: new Map(part.kinds.map((k) => [k, mostOn(problem, sample, k)])),
        from: [],
        pods: 0,
      };
      found.from = [...found.from, [g, part.pods] as const];
      found.pods += part.pods * items.length;
      classes.set(key, found);
    }
  });
  return { groups, classes: [...classes.values()] };
}

function mostOn({ kinds }: MixProblem, item: MixItem, k: number): number {
  const room = kinds[k]?.room;
  if (!room) return 0;
  const { milliCpu, memoryMiB } = item.need;
  const fit = Math.min(
    room.pods,
    milliCpu === 0 ? Infinity : Math.floor(room.milliCpu / milliCpu),
    memoryMiB === 0 ? Infinity : Math.floor(room.memoryMiB / memoryMiB),
  );
  return Math.max(0, item.onePerNode ? Math.min(1, fit) : fit);
}

/** The workloads that move when so many of each group do: the first of each, in the order of items. */
export const movedOf = (groups: readonly Group[], counts: readonly number[]): ReadonlySet<number> =>
  new Set(groups.flatMap((g, i) => g.items.slice(0, counts[i] ?? 0)));
