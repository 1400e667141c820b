import type { Lang } from './lang.ts';

/** Flags that every command understands. */
export interface GlobalFlags {
  readonly lang?: Lang;
  readonly color?: boolean;
  readonly debug?: boolean;
}

/** Which cluster: the three AWS flags mean what they mean to `aws` and `eksctl`. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly timeout?: string;
  readonly concurrency?: string;
}

/** Reads take files, or a live cluster without. */
export interface SourceFlags extends ClusterFlags {
  readonly from?: readonly string[];
}

export interface RunFlags extends ClusterFlags {
  readonly yes?: boolean;
  readonly run?: string;
  readonly stateDir?: string;
  readonly output?: string;
}
