import type { TwinClock } from '../clock/index.ts';
import type { Random } from '../runtime/index.ts';
import type { AdmissionPlugin, UserInfo } from './admission.ts';
import type { Extensions } from './aggregation.ts';
import type { Authorizer } from './authorization/rbac.ts';
import type { NodeProxy } from './node-proxy.ts';
import type { Registry } from './registry/index.ts';
import type { Store } from './store/index.ts';

/** `1`, `35`, `v1.35.2-eks-…`. */
export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/** What every operation of the server stands on. */
export interface Kernel {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: TwinClock;
  readonly random: Random;
  readonly plugins: readonly AdmissionPlugin[];
  readonly nodes: NodeProxy;
  readonly version: ServerVersion;
  readonly authenticate: (authorization: string | undefined) => UserInfo | undefined;
  readonly authorizer: Authorizer | undefined;
  readonly extensions: Extensions;
}

/** The circumstances of one write. */
export interface Call {
  readonly user: UserInfo;
  /** Whose fields these become: `fieldManager`, or the first word of the user agent. */
  readonly manager: string;
  readonly dryRun: boolean;
  /** From the twin's own controllers: field ownership is kept only where somebody else began to. */
  readonly internal: boolean;
  /** What becomes of fields that the kind does not have; they are never stored. */
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** Carried back in `Warning` headers. */
  warn(message: string): void;
}

/** RFC 3339 in UTC with seconds, as Kubernetes writes times. */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** RFC 3339 with microseconds, as Kubernetes writes MicroTime. */
export const microTimestamp = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 23)}000Z`;

/** Shaped like a version 4 UUID. */
export function uuid(random: Random): string {
  let hex = '';
  for (let i = 0; i < 8; i += 1)
    hex += Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  const variant = '89ab'[Math.floor(random() * 4)] as string;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** No vowels and no look-alikes, so that no words appear. */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export function nameSuffix(random: Random, length = 5): string {
  let suffix = '';
  for (let i = 0; i < length; i += 1)
    suffix += SUFFIX_LETTERS[Math.floor(random() * SUFFIX_LETTERS.length)] as string;
  return suffix;
}
