import type { MipSolver, Text } from '../../model/index.ts';
import type { Bill } from '../cost/bill.ts';
import type { Terms } from '../cost/terms.ts';
import type { MixProblem } from '../mix/problem.ts';
import type { BestMix } from '../mix/solve.ts';
import type { Character, OptionId } from './options.ts';

/** One way to go on, for this cluster. */
export interface Option extends Character {
  readonly id: OptionId;
  /** Null when it cannot be had or a price is not known; `costNote` says which. */
  readonly usdPerMonth: number | null;
  readonly costNote: Text | null;
  /** Nodes left; null when not reckoned. */
  readonly nodes: number | null;
  readonly movedWorkloads: number;
  /** Steps of work; null when nobody can tell from here, or it cannot be done. */
  readonly steps: number | null;
  /** What is the same for all workloads (profiles, roles, node groups) is not in the steps: no plan could be made of this input. */
  readonly stepsAtLeast: boolean;
  readonly breaks: readonly Text[];
}

export type Verdict = 'dont' | 'nodes-first' | 'part' | 'whole' | 'cannot-say';

export interface Advice {
  readonly verdict: Verdict;
  readonly because: Text;
  readonly options: readonly Option[];
  /** The same question if workloads stay that could not be checked in full; null when all could. */
  readonly ifUncheckedStay: {
    readonly workloads: number;
    readonly verdict: Verdict;
    /** Of the best mix then; null when none is known. */
    readonly usdPerMonth: number | null;
  } | null;
}

export interface AdviceInput {
  readonly problem: MixProblem;
  /** False: today's nodes or their prices are not known; the problem has no kinds of node then. */
  readonly nodesKnown: boolean;
  /** Of today's nodes, or else of nodes of a free choice; null when no such mix is known. */
  readonly best: BestMix | null;
  /** The same if workloads stay that could not be checked in full; null when there are none. */
  readonly careful: { readonly workloads: number; readonly best: BestMix | null } | null;
  readonly today: Bill;
  readonly terms: Terms;
  readonly solver: MipSolver;
  readonly nodegroups: number;
  readonly daemonSets: readonly string[];
  /** Of the plan that moves what may move, the steps that are no single workload's: profiles, roles, checks; null when none can be made. */
  readonly sharedSteps: number | null;
  /** Keys of workloads that no change brings to Fargate. */
  readonly impossible: ReadonlySet<string>;
  /** What a move would break or change, by workload key. */
  readonly breaks: ReadonlyMap<string, readonly Text[]>;
}
