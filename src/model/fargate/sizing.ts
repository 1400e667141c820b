import type { Container, PodSpec } from '../kubernetes.ts';
import { parseCpu, parseQuantity } from '../quantity.ts';
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
/** AWS says "MB" and "GB" without saying which; 10⁶ and 2²⁰ lie this far apart. */
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
      /** 5 % more or less memory would give another size, so AWS' unclear units decide: prove it by the pod's annotation. */
      readonly boundary: boolean;
      /** A container that keeps running asks for no CPU or no memory: Fargate sizes it as if it needed none. */
      readonly missingRequests: boolean;
      /** The pod asks for resources as a whole (`spec.resources`); AWS does not say whether Fargate reads them. */
      readonly podLevel: boolean;
    }
  | {
      readonly kind: 'too-large';
      readonly needed: Needed;
      readonly what: 'compute' | 'ephemeral-storage';
    }
  | {
      readonly kind: 'bad-quantity';
      /** Null: of the pod as a whole. */
      readonly container: string | null;
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

/** Milli-CPUs, and bytes: containers are summed before anything is rounded to MiB. */
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
 * What the pod asks for as a whole is a floor under that: should Fargate not read it, the size is
 * still no smaller than what its containers ask for.
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
      missingRequests ||= own.missing;
      sidecars = plus(sidecars, own.sum);
      init = most(init, sidecars);
    } else init = most(init, plus(own.sum, sidecars));
  }
  const whole = requestsOf({ name: '', ...(spec.resources && { resources: spec.resources }) });
  if (whole.kind === 'bad-quantity') return { ...whole, container: null };
  let running = sidecars;
  for (const container of spec.containers) {
    const own = requestsOf(container);
    if (own.kind === 'bad-quantity') return own;
    missingRequests ||= own.missing;
    running = plus(running, own.sum);
  }
  const effective = most(most(init, running), whole.sum);
  const needed: Needed = {
    milliCpu: effective.cpu,
    memoryMiB: Math.ceil(effective.memory / 2 ** 20) + RESERVED_MIB,
    ephemeralGiB: Math.ceil(effective.ephemeral / 2 ** 30),
  };
  if (needed.ephemeralGiB > MAX_EPHEMERAL_GIB)
    return { kind: 'too-large', needed, what: 'ephemeral-storage' };
  const tier = smallestTier(needed.milliCpu, needed.memoryMiB);
  if (!tier) return { kind: 'too-large', needed, what: 'compute' };
  const size = { ...tier, ephemeralGiB: Math.max(DEFAULT_EPHEMERAL_GIB, needed.ephemeralGiB) };
  const podLevel = whole.sum.cpu + whole.sum.memory > 0;
  return {
    kind: 'fits',
    size,
    needed,
    boundary: isAtBoundary(needed, tier),
    missingRequests,
    podLevel,
  };
}

function isAtBoundary(needed: Needed, tier: Omit<FargateSize, 'ephemeralGiB'>): boolean {
  return [1 - BOUNDARY, 1 + BOUNDARY].some((factor) => {
    const other = smallestTier(needed.milliCpu, needed.memoryMiB * factor);
    return other?.vcpu !== tier.vcpu || other.memoryGB !== tier.memoryGB;
  });
}

type Requests =
  | { readonly kind: 'ok'; readonly sum: Sum; readonly missing: boolean }
  | Extract<SizeOutcome, { kind: 'bad-quantity' }>;

const bytes = (text: string | number): number | undefined => {
  const value = parseQuantity(text);
  // Rounds away float dust (0.1 + 0.2) before rounding up to whole bytes, as Kubernetes does.
  return value === undefined || value < 0 ? undefined : Math.ceil(Number(value.toPrecision(15)));
};
const PARSERS = { cpu: parseCpu, memory: bytes, 'ephemeral-storage': bytes } as const;

/** A container's requests; where one is absent its limit stands in, as the API server defaults it. */
function requestsOf(container: Container): Requests {
  const found: Partial<Record<keyof typeof PARSERS, number>> = {};
  for (const resource of ['cpu', 'memory', 'ephemeral-storage'] as const)
    for (const kind of ['requests', 'limits'] as const) {
      const value = container.resources?.[kind]?.[resource];
      if (value === undefined || value === null) continue;
      const parsed = PARSERS[resource](value);
      if (parsed === undefined)
        return {
          kind: 'bad-quantity',
          container: container.name,
          field: `resources.${kind}.${resource}`,
          value: String(value),
        };
      found[resource] ??= parsed;
    }
  return {
    kind: 'ok',
    sum: {
      cpu: found.cpu ?? 0,
      memory: found.memory ?? 0,
      ephemeral: found['ephemeral-storage'] ?? 0,
    },
    missing: found.cpu === undefined || found.memory === undefined,
  };
}
