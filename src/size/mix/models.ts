import type { MipModel } from '../../model/index.ts';
import type { Aggregate } from './groups.ts';
import type { MixProblem } from './problem.ts';

type Column = MipModel['columns'][number];
type Row = MipModel['rows'][number];

/** Collects columns and rows. CPUs are in cores and memory in GiB, so that factors are of one size. */
class Builder {
  readonly columns: Column[] = [];
  readonly rows: Row[] = [];
  column(cost: number, lower: number, upper: number, isInteger = true): number {
    return this.columns.push({ cost, lower, upper, isInteger }) - 1;
  }
  row(lower: number, upper: number, terms: Row['terms']): void {
    this.rows.push({ lower, upper, terms: terms.filter(([, factor]) => factor !== 0) });
  }
}

export interface MixModel extends MipModel {
  /** Of each group, the column that says how many of its workloads move; undefined when none may. */
  readonly moves: readonly (number | undefined)[];
  /** Of each kind, the columns whose sum is the number of its nodes. */
  readonly nodes: readonly (readonly number[])[];
}

/** What moving one workload of a group adds to the objective. */
const moveCost = (problem: MixProblem, { groups }: Aggregate, g: number): number => {
  const item = groups[g]?.sample;
  return (item?.fargateUsdPerMonth ?? 0) + problem.usdPerStep * (item?.effort ?? 0);
};

const moveColumns = (b: Builder, problem: MixProblem, all: Aggregate): (number | undefined)[] =>
  all.groups.map((group, g) =>
    group.movable ? b.column(moveCost(problem, all, g), 0, group.items.length) : undefined,
  );

/** Wanted: exactly this many workloads move. */
function limitMoved(b: Builder, moves: readonly (number | undefined)[], exactly?: number): void {
  if (exactly !== undefined)
    b.row(exactly, exactly, moves.flatMap((c) => (c === undefined ? [] : [[c, 1] as const]))); // prettier-ignore
}

/** Any node at all needs one in each zone. `of`: the columns of each kind. */
function keepZones(
  b: Builder,
  { kinds, keepsZones }: MixProblem,
  of: readonly (readonly number[])[],
): void {
  if (!keepsZones) return;
  for (const zone of new Set(kinds.map((k) => k.zone))) {
    const here = kinds.flatMap((k, i) => (k.zone === zone ? (of[i] ?? []) : []));
    if (here.length === 0) continue;
    kinds.forEach((k, i) => {
      if (k.zone === zone) return;
      for (const column of of[i] ?? []) {
        const most = b.columns[column]?.upper ?? 1;
        b.row(-Infinity, 0, [[column, 1], ...here.map((h) => [h, -most] as const)]);
      }
    });
  }
}

const ROOM = [
  ['milliCpu', 1000],
  ['memoryMiB', 1024],
] as const;

/**
 * Nodes by number, pods spread over kinds as if they could be cut: never dearer than what is possible,
 * so that its optimum is a bound. `exactly`: how many workloads move.
 */
export function relaxed(problem: MixProblem, all: Aggregate, exactly?: number): MixModel {
  const b = new Builder();
  const moves = moveColumns(b, problem, all);
  const counts = problem.kinds.map((k) =>
    b.column(k.usdPerMonth ?? 0, k.room === null ? k.count : 0, k.count),
  );
  const on = all.classes.map(
    (c) => new Map(c.kinds.map((k) => [k, b.column(0, 0, c.pods, false)])),
  );
  all.classes.forEach((c, i) => {
    const moved = c.from.flatMap(([g, n]) => moves[g] === undefined ? [] : [[moves[g], n] as const]); // prettier-ignore
    const placed = [...(on[i]?.values() ?? [])].map((y) => [y, 1] as const);
    b.row(c.pods, c.pods, [...moved, ...placed]);
    for (const [k, y] of on[i] ?? []) {
      const most = c.mostOn.get(k) ?? 0;
      if (Number.isFinite(most)) b.row(-Infinity, 0, [[y, 1], [counts[k] ?? 0, -most]]); // prettier-ignore
    }
  });
  problem.kinds.forEach(({ room }, k) => {
    if (!room) return;
    const here = all.classes.flatMap((c, i) => {
      const y = on[i]?.get(k);
      return y === undefined ? [] : [[y, c] as const];
    });
    if (here.length === 0) return;
    for (const [resource, unit] of ROOM)
      b.row(-Infinity, 0, [...here.map(([y, c]) => [y, c.need[resource] / unit] as const), [counts[k] ?? 0, -room[resource] / unit]]); // prettier-ignore
    b.row(-Infinity, 0, [...here.map(([y]) => [y, 1] as const), [counts[k] ?? 0, -room.pods]]);
  });
  keepZones(
    b,
    problem,
    counts.map((c) => [c]),
  );
  limitMoved(b, moves, exactly);
  return { columns: b.columns, rows: b.rows, moves, nodes: counts.map((c) => [c]) };
}

/**
 * Every node by itself and every pod whole: exact. `between`: bounds of the objective that are known
 * already; they end the search sooner.
 */
export function exact(
  problem: MixProblem,
  all: Aggregate,
  between: { readonly lower: number; readonly upper: number },
): MixModel {
  const b = new Builder();
  const moves = moveColumns(b, problem, all);
  const nodes = problem.kinds.map((k) =>
    Array.from({ length: k.count }, () => b.column(k.usdPerMonth ?? 0, k.room === null ? 1 : 0, 1)),
  );
  const on = all.classes.map(
    (c) =>
      new Map(
        c.kinds.flatMap((k) =>
          (nodes[k] ?? []).map(
            (node) => [node, b.column(0, 0, Math.min(c.pods, c.mostOn.get(k) ?? 0))] as const,
          ),
        ),
      ),
  );
  all.classes.forEach((c, i) => {
    const moved = c.from.flatMap(([g, n]) => moves[g] === undefined ? [] : [[moves[g], n] as const]); // prettier-ignore
    b.row(c.pods, c.pods, [...moved, ...[...(on[i]?.values() ?? [])].map((y) => [y, 1] as const)]);
  });
  problem.kinds.forEach(({ room }, k) => {
    if (!room) return;
    const mine = nodes[k] ?? [];
    mine.forEach((node, n) => {
      const here = all.classes.flatMap((c, i) => {
        const y = on[i]?.get(node);
        return y === undefined ? [] : [[y, c] as const];
      });
      if (here.length > 0) {
        for (const [resource, unit] of ROOM)
          b.row(-Infinity, 0, [...here.map(([y, c]) => [y, c.need[resource] / unit] as const), [node, -room[resource] / unit]]); // prettier-ignore
        b.row(-Infinity, 0, [...here.map(([y]) => [y, 1] as const), [node, -room.pods]]);
      }
      // Nodes of a kind are alike: the first ones are kept.
      const next = mine[n + 1];
      if (next !== undefined) b.row(0, Infinity, [[node, 1], [next, -1]]); // prettier-ignore
    });
  });
  keepZones(b, problem, nodes);
  b.row(between.lower, between.upper, b.columns.flatMap(({ cost }, c) => (cost === 0 ? [] : [[c, cost] as const]))); // prettier-ignore
  return { columns: b.columns, rows: b.rows, moves, nodes };
}
