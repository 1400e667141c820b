import { fillOnce, type Counts } from './packing.ts';
import { canMove, podsOf, type MixItem, type MixProblem } from './problem.ts';

export interface Choice {
  readonly moved: ReadonlySet<number>;
  readonly nodes: Counts;
}

/**
 * What a person would do with a spreadsheet: move workloads one after another, those first that are
 * cheap on Fargate for the room that they take, and stop where the bill is least.
 */
export function greedyMix(
  problem: MixProblem,
  objective: (choice: Choice) => number,
): Choice | null {
  const order = problem.items
    .map((item, i) => ({ item, i }))
    .filter(({ item }) => canMove(item))
    .sort((a, b) => dearness(problem, a.item) - dearness(problem, b.item) || a.i - b.i);
  let best: Choice | null = null;
  // Every prefix of an ordinary cluster, 24 of a large one.
  const step = Math.max(1, Math.floor(order.length / 24));
  const lengths = new Set([order.length]);
  for (let n = 0; n < order.length; n += step) lengths.add(n);
  for (const length of lengths) {
    const moved = new Set(order.slice(0, length).map(({ i }) => i));
    const nodes = fillOnce(problem, moved);
    if (nodes === null) continue;
    const choice = { moved, nodes };
    if (best === null || objective(choice) < objective(best)) best = choice;
  }
  return best;
}

/** Dollars on Fargate for the share of a node that its pods take, whichever resource is scarcer. */
function dearness({ kinds }: MixProblem, item: MixItem): number {
  const most = (f: (k: NonNullable<(typeof kinds)[number]['room']>) => number): number =>
    Math.max(1, ...kinds.flatMap((k) => (k.room ? [f(k.room)] : [])));
  const share = Math.max(
    item.need.milliCpu / most((r) => r.milliCpu),
    item.need.memoryMiB / most((r) => r.memoryMiB),
    1 / most((r) => r.pods),
  );
  return (item.fargateUsdPerMonth ?? Infinity) / (share * Math.max(1, podsOf(item)));
}
