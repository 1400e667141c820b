import {
  OPT_IN_LABEL,
  type FargateProfile,
  type FargateSelector,
  type Workload,
} from '../model/index.ts';
import type { PlanBuilder } from './builder.ts';
import type { Choices, Mover } from './choices.ts';
import type { ExpectedLookup } from './corefile.ts';
import type { NodegroupChoice } from './node-groups.ts';
import type { PlanOptions } from './options.ts';
import type { World } from './world.ts';

/** A profile that the plan makes. */
export interface ProposedProfile {
  readonly name: string;
  readonly selectors: readonly FargateSelector[];
}

/** What every phase may look at. */
export interface PlanContext {
  readonly world: World;
  readonly options: PlanOptions;
  readonly choices: Choices;
  readonly nodegroups: NodegroupChoice;
  readonly profiles: readonly ProposedProfile[];
  /** Workload keys of movers that the profiles take by the opt-in label. */
  readonly labelled: ReadonlySet<string>;
  readonly existingProfiles: readonly FargateProfile[];
  readonly roleName: string;
  readonly roleArn: string;
  readonly lookups: readonly ExpectedLookup[];
  readonly coredns: Workload | undefined;
  /** Eight hex digits of the snapshot's digest: makes names of ours unique and stable. */
  readonly tag: string;
}

export type Phase<In, Out> = (builder: PlanBuilder, context: PlanContext, done: In) => Out;

export const PROBE_NAMESPACE = 'fargatectl';
export const PROBE_POD = 'dns-probe-ec2';
export const probe = { namespace: PROBE_NAMESPACE, name: PROBE_POD } as const;

/**
 * The selector that a canary may borrow: the opt-in label or a bare namespace, never a component's
 * own label, since its Service would send the canary traffic.
 */
export const canarySelector = (profile: ProposedProfile): FargateSelector | undefined =>
  profile.selectors.find((s) => s.labels?.[OPT_IN_LABEL] !== undefined) ??
  profile.selectors.find((s) => Object.keys(s.labels ?? {}).length === 0);

export const canaryPod = (profile: string): string =>
  `fargatectl-canary-${profile.replace(/^fargatectl-/, '')}`.slice(0, 63);

/** `app/web`, as step ids carry it. */
export const nameOf = (w: Pick<Workload, 'ref'>): string =>
  `${w.ref.namespace ?? ''}/${w.ref.name}`;

export const isSystem = (m: Mover): boolean =>
  m.component !== 'application' || m.workload.ref.namespace === 'kube-system';
