import type { PlanMode } from '../model/index.ts';

/** What an operator decides about a plan. Workloads are named `namespace/name` or `kind/namespace/name`. */
export interface PlanOptions {
  /** What profiles select by. `as-tutorial` follows the tutorial's order, too, with the safety gates kept. */
  readonly mode: PlanMode;
  /** Workloads to leave on EC2 although they could go. */
  readonly keep: readonly string[];
  /** Workloads that cannot go and are given up: scaled to 0, so that the last node group can go. */
  readonly retire: readonly string[];
  /** Workloads that may be interrupted for their move (Recreate strategy, maxSurge 0). */
  readonly allowInterruption: readonly string[];
  /** Argo CD and Flux may be paused for what they keep, while the plan changes it. */
  readonly pauseSync: boolean;
  /** Private subnets for the profiles; the cluster's own private ones otherwise. */
  readonly subnetIds: readonly string[] | null;
  readonly podExecutionRole: string | null;
  readonly soakSeconds: number;
  /** Images of our own probes and copy jobs; change them where registries are mirrored. */
  readonly probeImage: string;
  readonly copyImage: string;
}

export const DEFAULT_PLAN_OPTIONS: PlanOptions = {
  mode: 'opt-in-label',
  keep: [],
  retire: [],
  allowInterruption: [],
  pauseSync: false,
  subnetIds: null,
  podExecutionRole: null,
  soakSeconds: 120,
  probeImage: 'public.ecr.aws/docker/library/busybox:1.37',
  copyImage: 'public.ecr.aws/docker/library/debian:12-slim',
};
