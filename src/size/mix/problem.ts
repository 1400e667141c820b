import type { ObjectRef, Text } from '../../model/index.ts';

/** Room on a node, or what one pod takes of it: requests without Fargate's 256 MiB. */
export interface Amount {
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/** Nodes that are alike: type, purchase, zone and node group. */
export interface NodeKind {
  readonly type: string | null;
  readonly lifecycle: 'on-demand' | 'spot';
  readonly zone: string | null;
  readonly nodegroup: string | null;
  /** How many there are; the mix keeps 0 to this many. */
  readonly count: number;
  /** One node with its root volume, a month; null when not known. */
  readonly usdPerMonth: number | null;
  /** For pods, DaemonSets' requests already taken off; null when the capacity is not known. */
  readonly room: (Amount & { readonly pods: number }) | null;
}

/** Pods of one workload that may go to the same kinds of node. */
export interface Part {
  readonly pods: number;
  /** Indices of `kinds`, ascending. */
  readonly kinds: readonly number[];
  /** Where some of them are now: node index (see `nodeKinds`) → pods. */
  readonly at: ReadonlyMap<number, number>;
}

/** One workload that has pods on EC2 nodes: all of them move, or none. */
export interface MixItem {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly need: Amount;
  /** Required anti-affinity to its own pods on one host. */
  readonly onePerNode: boolean;
  readonly parts: readonly Part[];
  /** All its pods on Fargate, a month, with what the move adds; null when it cannot go or no price is known. */
  readonly fargateUsdPerMonth: number | null;
  /** Null when it may go. */
  readonly whyStays: Text | null;
  /** What holds it: the assessment's verdict, no Fargate size, or only a price that is not known. Null when it may go. */
  readonly heldBy: 'verdict' | 'size' | 'price' | null;
  /** Steps that it takes; see `effort.ts`. */
  readonly effort: number;
}

/**
 * Which workloads move, and how many nodes of which kind remain, so that
 * Σ Fargate + Σ nodes + `usdPerStep` × Σ effort is least.
 */
export interface MixProblem {
  readonly kinds: readonly NodeKind[];
  /** Of each single node, its kind. */
  readonly nodeKinds: readonly number[];
  readonly items: readonly MixItem[];
  /** What one step of effort is worth, in dollars a month; 0 for money alone. */
  readonly usdPerStep: number;
  /** What the bill holds whatever moves: control plane, what is on Fargate already, volumes. */
  readonly fixedUsdPerMonth: number;
  /** While any node is kept, at least one is in each zone that has nodes today: no cheaper for being fragile. */
  readonly keepsZones: boolean;
  /** What DaemonSets take of a node, the most of any kind. */
  readonly agents: Amount & { readonly pods: number };
  /** What could not be taken in, and why. */
  readonly gaps: readonly Text[];
}

export const podsOf = (item: MixItem): number => item.parts.reduce((n, p) => n + p.pods, 0);
export const canMove = (item: MixItem): boolean =>
  item.whyStays === null && item.fargateUsdPerMonth !== null;
