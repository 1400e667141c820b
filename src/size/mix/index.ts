export { mixCurve, sidesOf, type Curve, type Side } from './curve.ts';
export { greedyMix } from './greedy.ts';
export { mixProblem, mixWithoutNodes, type ClusterMixOptions } from './of-cluster.ts';
export { canMove, podsOf, type MixItem, type MixProblem, type NodeKind } from './problem.ts';
export { uncheckedIn, withStaying } from './unchecked.ts';
export {
  bestMix,
  DEFAULT_LIMITS,
  mixOf,
  objectiveOf,
  type BestMix,
  type Mix,
  type MixLimits,
} from './solve.ts';
