import type { Container, PodSpec } from '../kubernetes.ts';
import { parseCpu, parseMemory } from '../quantity.ts';
import type { FargateSize } from '../sizing.ts';

/** One row of Fargate's ladder: a vCPU figure and the memory (GB) that may go with it. */
export interface FargateTier {
  readonly vcpu: number;
  readonly memoryGB: readonly number[];
}

const steps = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

/**
 * The 74 sizes of Fargate on Linux x86.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html (read 2026-11-23)
 */
export const FARGATE_TIERS: readonly FargateTier[] = [
  { vcpu: 0.25, memoryGB: [0.5, 1, 2] },
  { vcpu: 0.5, memoryGB: [1, 2, 3, 4] },
  { vcpu: 1, memoryGB: steps(2, 8, 1) },
  { vcpu: 2, memoryGB: steps(4, 16, 1) },
  { vcpu: 4, memoryGB: steps(8, 30, 1) },
  { vcpu: 8, memoryGB: steps(16, 60, 4) },
  { vcpu: 16, memoryGB: steps(32, 120, 8) },
];

/** What Fargate adds to every pod's memory for kubelet, kube-proxy and containerd. */
export const RESERVED_MIB = 256;
export const DEFAULT_EPHEMERAL_GIB = 20;
export const MAX_EPHEMERAL_GIB = 175;
/** A need within this share below or above a tier's edge is flagged: AWS says "MB" and "GB" without saying which. */
const BOUNDARY = 0.05;

export interface Needed {
  /** Requests of what runs together. */
  readonly milliCpu: number;
  /** Fargate's own 256 MiB included. */
  readonly memoryMiB: number;
  readonly ephemeralGiB: number;
}

export type SizeOutcome =
  | {
      readonly kind: 'fits';
      readonly size: FargateSize;
      readonly needed: Needed;
      readonly boundary: boolean;
      readonly missingRequests: boolean;
    }
  | {
      readonly kind: 'too-large';
      readonly needed: Needed;
      readonly what: 'compute' | 'ephemeral-storage';
    }
  | {
      readonly kind: 'bad-quantity';
      readonly container: string;
      readonly field: string;
      readonly value: string;
    };

/** The smallest size with at least this much of both: lowest row first, then lowest memory in it. */
export function smallestTier(
  milliCpu: number,
  memoryMiB: number,
): Omit<FargateSize, 'ephemeralGiB'> | undefined {
  for (const tier of FARGATE_TIERS) {
    if (tier.vcpu * 1000 < milliCpu) continue;
    const memoryGB = tier.memoryGB.find((gb) => gb * 1024 >= memoryMiB);
    if (memoryGB !== undefined) return { vcpu: tier.vcpu, memoryGB };
  }
  return undefined;
}

interface Sum {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeral: number;
}
const plus = (a: Sum, b: Sum): Sum => ({
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
  ephemeral: a.ephemeral + b.ephemeral,
});
const most = (a: Sum, b: Sum): Sum => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
  ephemeral: Math.max(a.ephemeral, b.ephemeral),
});
const ZERO: Sum = { cpu: 0, memory: 0, ephemeral: 0 };

/**
 * The Fargate size of a pod, from requests alone (limits stand in where a request is absent, as the
 * API server defaults them). Init containers count by their maximum, native sidecars as running.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html (read 2026-11-23)
 * @source https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers (read 2026-11-23)
 */
export function fargateSizeOf(spec: PodSpec): SizeOutcome {
  let sidecars = ZERO;
  let init = ZERO;
  let missingRequests = false;
  for (const container of spec.initContainers ?? []) {
    const own = requestsOf(container);
    if (own.kind === 'bad-quantity') return own;
    if (container.restartPolicy === 'Always') {
      sidecars = plus(sidecars, own.sum);
      init = most(init, sidecars);
    } else init = most(init, plus(own.sum, sidecars));
  }
  let running = sidecars;
  for (const container of spec.containers) {
    const own = requestsOf(container);
    if (own.kind === 'bad-quantity') return own;
    missingRequests ||= own.missing;
    running = plus(running, own.sum);
  }
  const effective = most(init, running);
  const needed: Needed = {
    milliCpu: effective.cpu,
    memoryMiB: effective.memory + RESERVED_MIB,
    ephemeralGiB: Math.ceil(running.ephemeral / 1024),
  };
  if (needed.ephemeralGiB > MAX_EPHEMERAL_GIB)
    return { kind: 'too-large', needed, what: 'ephemeral-storage' };
  const tier = smallestTier(needed.milliCpu, needed.memoryMiB);
  if (!tier) return { kind: 'too-large', needed, what: 'compute' };
  const size = { ...tier, ephemeralGiB: Math.max(DEFAULT_EPHEMERAL_GIB, needed.ephemeralGiB) };
  return {
    kind: 'fits',
    size,
    needed,
    boundary: isAtBoundary(needed.memoryMiB, effective.memory),
    missingRequests,
  };
}

/** Whether 5 % more or less memory would change the tier's memory; pods without a request are never at one. */
function isAtBoundary(memoryMiB: number, requested: number): boolean {
  if (requested === 0) return false;
  const edges = FARGATE_TIERS.flatMap((t) => t.memoryGB.map((gb) => gb * 1024));
  return edges.some(
    (edge) => memoryMiB <= edge * (1 + BOUNDARY) && memoryMiB >= edge * (1 - BOUNDARY),
  );
}

type Requests =
  | { readonly kind: 'ok'; readonly sum: Sum; readonly missing: boolean }
  | {
      readonly kind: 'bad-quantity';
      readonly container: string;
      readonly field: string;
      readonly value: string;
    };

function requestsOf(container: Container): Requests {
  const read = (
    resource: string,
    parse: (q: string | number) => number | undefined,
  ): number | string | undefined => {
    for (const kind of ['requests', 'limits'] as const) {
      const value = container.resources?.[kind]?.[resource];
      if (value === undefined) continue;
      return parse(value) ?? `${kind}.${resource}=${value}`;
    }
    return undefined;
  };
  const values = {
    cpu: read('cpu', parseCpu),
    memory: read('memory', parseMemory),
    'ephemeral-storage':
      container.resources?.requests?.['ephemeral-storage'] === undefined
        ? undefined
        : read('ephemeral-storage', parseMemory),
  };
  for (const value of Object.values(values))
    if (typeof value === 'string') {
      const [field = '', seen = ''] = value.split('=');
      return {
        kind: 'bad-quantity',
        container: container.name,
        field: `resources.${field}`,
        value: seen,
      };
    }
  const number = (v: number | string | undefined): number => (typeof v === 'number' ? v : 0);
  return {
    kind: 'ok',
    sum: {
      cpu: number(values.cpu),
      memory: number(values.memory),
      ephemeral: number(values['ephemeral-storage']),
    },
    missing: values.cpu === undefined || values.memory === undefined,
  };
}
