import { createHash } from 'node:crypto';
import type { TwinClock } from '../clock/index.ts';
import { seededRandom, type Random } from '../runtime/index.ts';
import type { ClusterHooks } from '../seams.ts';
import type { Durations } from './seed/index.ts';

/** What every service of the account needs: where and when it is, and whom to tell. */
export interface AwsContext {
  readonly region: string;
  readonly accountId: string;
  readonly clock: TwinClock;
  readonly random: Random;
  readonly hooks: () => ClusterHooks;
  readonly seconds: Durations;
  readonly ids: Ids;
  readonly controls: AwsControls;
}

/** Faults that a rehearsal or a lab switches on. Mutable on purpose. */
export interface AwsControls {
  /** Zones out of Fargate capacity; `*` means all. */
  readonly noFargateCapacity: Set<string>;
  /** Zones that profiles may name and Fargate refuses all the same when a pod is to start there. */
  readonly refusedZones: Set<string>;
  /** Subnets without a free address for Fargate; `*` means all. */
  readonly fullSubnets: Set<string>;
  /** Nodes of Fargate pods do not come up; `namespace/pod` prefixes, `*` means all. */
  readonly provisioningTimesOut: Set<string>;
  /** Images that no registry gives. */
  readonly unpullableImages: Set<string>;
  /** The account is blocked from launching Fargate pods. */
  accountBlocked: boolean;
  /** The next profiles created end in CREATE_FAILED, one by one, with this health issue. */
  readonly failNextProfiles: { readonly code: string; readonly message: string }[];
  /** `eks:CreateFargateProfile`, `ec2:*`: answered with the service's access-denied error. */
  readonly denied: Set<string>;
}

export const noFaults = (): AwsControls => ({
  noFargateCapacity: new Set(),
  refusedZones: new Set(),
  fullSubnets: new Set(),
  provisioningTimesOut: new Set(),
  unpullableImages: new Set(),
  accountBlocked: false,
  failNextProfiles: [],
  denied: new Set(),
});

export interface Ids {
  /** `sg-0` + 16 hex digits; AWS' long form. */
  resource(prefix: string): string;
  hex(length: number): string;
  /** Version-4 shaped. */
  uuid(): string;
  /** 0 ≤ n < below. */
  integer(below: number): number;
}

/** Ids come from their own source, so that a new one does not shift the chance of anything else. */
export function createIds(seed: number): Ids {
  const random = seededRandom(seed);
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    hex,
    resource: (prefix) => `${prefix}-0${hex(16)}`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    integer: (below) => Math.floor(random() * below),
  };
}

/** Runs `action` after a time drawn from `[from, to]` seconds; the answer cancels it. */
export const after = (
  context: AwsContext,
  [from, to]: readonly [number, number],
  action: () => void,
): (() => void) => context.clock.schedule((from + context.random() * (to - from)) * 1000, action);

export const isoNow = (context: AwsContext): string => new Date(context.clock.now()).toISOString();

/** Stable made-up digits for things that a seed leaves unnamed: the same name gives the same id. */
export const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

export const arn = (context: AwsContext, service: string, resource: string): string =>
  `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;
export const iamArn = (context: { readonly accountId: string }, resource: string): string =>
  `arn:aws:iam::${context.accountId}:${resource}`;
