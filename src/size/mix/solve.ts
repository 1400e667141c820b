import type { MipSolver } from '../../model/index.ts';
import { fillNodes } from './fill-nodes.ts';
import { greedyMix, type Choice } from './greedy.ts';
import { aggregate, movedOf, type Aggregate } from './groups.ts';
import { improved } from './improve.ts';
import { exact, relaxed, type MixModel } from './models.ts';
import { bestPacking, costOf, countsOf, fitsOn, packStaying, type Counts } from './packing.ts';
import type { MixProblem } from './problem.ts';

export interface MixLimits {
  /** For the bound, and again for the exact model. */
  readonly seconds: number;
  /** Above this many columns the exact model is not tried. */
  readonly exactColumns: number;
}
export const DEFAULT_LIMITS: MixLimits = { seconds: 5, exactColumns: 4000 };

/** One choice of what moves, and its cost. */
export interface Mix {
  /** Item indices. */
  readonly moved: ReadonlySet<number>;
  /** Nodes kept, by kind. */
  readonly nodes: Counts;
  readonly fargateUsd: number;
  readonly nodesUsd: number;
  /** With everything that does not depend on the choice. */
  readonly usdPerMonth: number;
  readonly effort: number;
}

export interface BestMix extends Mix {
  /** No mix at all costs less, effort at its weight included: 0 is proven best. A share of the objective. */
  readonly gap: number;
  /** `placement`: it leaves pods on nodes where more is asked for than they have, for which no bound holds. */
  readonly by: 'relaxation' | 'exact' | 'greedy' | 'packing' | 'placement';
}

export const mixOf = (problem: MixProblem, { moved, nodes }: Choice): Mix => {
  const items = [...moved].map((i) => problem.items[i]);
  const fargateUsd = items.reduce((sum, i) => sum + (i?.fargateUsdPerMonth ?? 0), 0);
  const nodesUsd = costOf(problem, nodes);
  return {
    moved,
    nodes,
    fargateUsd,
    nodesUsd,
    usdPerMonth: problem.fixedUsdPerMonth + fargateUsd + nodesUsd,
    effort: items.reduce((sum, i) => sum + (i?.effort ?? 0), 0),
  };
};

/** What is made least: money and weighted effort, without what is paid anyway. */
export const objectiveOf = (problem: MixProblem, choice: Choice): number => {
  const { fargateUsd, nodesUsd, effort } = mixOf(problem, choice);
  return fargateUsd + nodesUsd + problem.usdPerStep * effort;
};

/** Cents do not decide what is best. */
const SAME = 1e-6;

/**
 * The best mix. A relaxation gives a bound; packing its answer on whole nodes gives a mix; where the two
 * meet it is proven. Where not, ordinary clusters are solved exactly; large ones say how far they may be off.
 */
export function bestMix(
  problem: MixProblem,
  solver: MipSolver,
  limits: MixLimits = DEFAULT_LIMITS,
): BestMix | null {
  const all = aggregate(problem);
  const first = solveRelaxed(problem, all, { solver, limits });
  if (first === null) return null;
  const objective = (c: Choice): number => objectiveOf(problem, c);
  let best: { choice: Choice; by: BestMix['by'] } | null = null;
  const consider = (choice: Choice | null, by: BestMix['by']): void => {
    if (choice && (best === null || objective(choice) < objective(best.choice) - SAME))
      best = { choice, by };
  };
  consider(first.choice, first.packedAsIs ? 'relaxation' : 'packing');
  consider(greedyMix(problem, objective), 'greedy');
  consider(stay(problem), 'packing');
  let { bound } = first;
  const soFar = best as { choice: Choice; by: BestMix['by'] } | null;
  if (soFar) consider(improved(problem, soFar.choice.moved, soFar.choice.nodes), 'packing');
  const start = best as { choice: Choice; by: BestMix['by'] } | null;
  const upper = start ? objective(start.choice) : Infinity;
  if (upper > bound + tolerance(bound)) {
    const found = solveExact(problem, all, { solver, limits, lower: bound, upper });
    consider(found.choice, 'exact');
    bound = Math.max(bound, found.bound);
  }
  const final = best as { choice: Choice; by: BestMix['by'] } | null;
  if (final === null) return null;
  const value = objective(final.choice);
  const off = value - bound;
  return {
    ...mixOf(problem, final.choice),
    gap: off <= tolerance(value) || value <= 0 ? 0 : off / value,
    by: off < -tolerance(value) ? 'placement' : final.by,
  };
}

/** The solver's own tolerance on sums of dollars. */
const tolerance = (usd: number): number => Math.max(1e-4, Math.abs(usd) * 1e-6);

const stay = (problem: MixProblem): Choice | null => {
  const nodes = packStaying(problem, new Set());
  return nodes && { moved: new Set(), nodes };
};

interface Found {
  readonly choice: Choice | null;
  readonly bound: number;
  /** The nodes that the relaxation asked for were enough for whole pods. */
  readonly packedAsIs: boolean;
}

/** Null when it cannot be: a pod that stays fits on no node. */
export function solveRelaxed(
  problem: MixProblem,
  all: Aggregate,
  o: {
    readonly solver: MipSolver;
    readonly limits: MixLimits;
    readonly exactly?: number;
    readonly relativeGap?: number;
  },
): Found | null {
  const model = relaxed(problem, all, o.exactly);
  // Proof costs little on ordinary clusters; a large one may leave a ten-thousandth, which the bound tells.
  const relativeGap = o.relativeGap ?? (model.columns.length > 2000 ? 1e-4 : 0);
  const answer = o.solver(model, { seconds: o.limits.seconds, relativeGap });
  if (answer.kind === 'infeasible') return null;
  if (answer.kind === 'nothing-found')
    return { choice: null, bound: answer.bound, packedAsIs: false };
  const { moved, nodes } = chosen(model, all, answer.values);
  if (fitsOn(problem, moved, nodes))
    return { choice: { moved, nodes }, bound: answer.bound, packedAsIs: true };
  return {
    choice: improvedTo(problem, { moved, nodes }, o.exactly),
    bound: answer.bound,
    packedAsIs: false,
  };
}

/** With a number to keep to, no workload may change sides. */
function improvedTo(
  problem: MixProblem,
  { moved, nodes }: Choice,
  exactly: number | undefined,
): Choice | null {
  if (exactly === undefined) return improved(problem, moved, nodes);
  const packed = bestPacking(problem, moved, [fillNodes(problem, moved, nodes)]);
  return packed && { moved, nodes: countsOf(problem, packed) };
}

function solveExact(
  problem: MixProblem,
  all: Aggregate,
  o: {
    readonly solver: MipSolver;
    readonly limits: MixLimits;
    readonly lower: number;
    readonly upper: number;
  },
): { readonly choice: Choice | null; readonly bound: number } {
  const size = problem.nodeKinds.length * (1 + all.classes.length) + all.groups.length;
  if (size > o.limits.exactColumns) return { choice: null, bound: o.lower };
  const model = exact(problem, all, {
    lower: o.lower - tolerance(o.lower),
    upper: o.upper === Infinity ? Infinity : o.upper + tolerance(o.upper),
  });
  const answer = o.solver(model, { seconds: o.limits.seconds, relativeGap: 0 });
  if (answer.kind === 'infeasible') return { choice: null, bound: o.lower };
  if (answer.kind === 'nothing-found') return { choice: null, bound: answer.bound };
  return { choice: chosen(model, all, answer.values), bound: answer.bound };
}

function chosen(model: MixModel, all: Aggregate, values: readonly number[]): Choice {
  const at = (column: number | undefined): number =>
    column === undefined ? 0 : Math.round(values[column] ?? 0);
  return {
    moved: movedOf(all.groups, model.moves.map(at)),
    nodes: model.nodes.map((columns) => columns.reduce((sum, c) => sum + at(c), 0)),
  };
}
