import type { Assessment, Reading, Role, Snapshot, Workload } from '../../model/index.ts';

/** All that a change of profiles is judged by; one snapshot. */
export interface ProfileWorld {
  readonly snapshot: Snapshot;
  readonly digest: string;
  readonly workloads: readonly Workload[];
  readonly assessment: Assessment;
  /** Pod execution roles by name, as IAM has them now. */
  readonly roles: ReadonlyMap<string, Reading<Role | undefined>>;
}

export interface CreateOptions {
  /** What the selectors take and Fargate would not run is told to stay on EC2 first. */
  readonly keepOff: boolean;
  /** The role that is ours by name: made where it is not there. */
  readonly ownRole: string;
}
