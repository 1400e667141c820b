import {
  FARGATE_TIERS,
  RESERVED_MIB,
  fargateSizeOf,
  type Container,
  type FargateSize,
  type PodSpec,
  type SizeOutcome,
} from '../model/index.ts';

/** One request to lower. `from` is null when the container states none (its limit stands in). */
export interface RequestChange {
  readonly container: string;
  readonly resource: 'cpu' | 'memory';
  readonly from: string | null;
  /** As a manifest writes it: `900m`, `1792Mi`. */
  readonly to: string;
}

/** The smallest change to requests after which the pod has a cheaper size. */
export interface SizeEdit {
  readonly changes: readonly RequestChange[];
  /** The largest cut among CPU and memory, as a share of what the pod asks for: 0.02 is 2 %. */
  readonly share: number;
  readonly size: FargateSize;
}

type Fits = Extract<SizeOutcome, { kind: 'fits' }>;
interface Budget {
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/**
 * Finds it by trying every size below the present one; `cheaper` decides which sizes count. Null when
 * no size is cheaper, or the pod states no requests that could be lowered.
 */
export function cheapestEdit(
  spec: PodSpec,
  sized: Fits,
  cheaper: (size: FargateSize) => boolean,
): SizeEdit | null {
  let best: SizeEdit | null = null;
  for (const { vcpu, memoryGB } of FARGATE_TIERS)
    for (const gb of memoryGB) {
      const budget = { milliCpu: vcpu * 1000, memoryMiB: gb * 1024 - RESERVED_MIB };
      const share = cutOf(sized, budget);
      if (share <= 0 || share >= (best?.share ?? 1)) continue;
      if (!cheaper({ ...sized.size, vcpu, memoryGB: gb })) continue;
      const edit = lower(spec, budget, share);
      if (edit && cheaper(edit.size)) best = edit;
    }
  return best;
}

/** The share of the pod's own requests that has to go to stay within a budget. */
function cutOf({ needed }: Fits, budget: Budget): number {
  const own = needed.memoryMiB - RESERVED_MIB;
  const cpu = needed.milliCpu === 0 ? 0 : 1 - budget.milliCpu / needed.milliCpu;
  const memory = own === 0 ? 0 : 1 - budget.memoryMiB / own;
  return Math.max(0, cpu, memory);
}

/** Lowers requests of the biggest containers until both resources are within the budget. */
function lower(spec: PodSpec, budget: Budget, share: number): SizeEdit | null {
  const changes = new Map<string, RequestChange>();
  let current = spec;
  // Each round lowers one container; more rounds than containers mean that it cannot be done.
  const rounds = 2 * (spec.containers.length + (spec.initContainers?.length ?? 0)) + 1;
  for (let round = 0; round < rounds; round += 1) {
    const sized = fargateSizeOf(current);
    if (sized.kind !== 'fits') return null;
    const excess = {
      cpu: sized.needed.milliCpu - budget.milliCpu,
      memory: sized.needed.memoryMiB - RESERVED_MIB - budget.memoryMiB,
    };
    const resource = excess.cpu > 0 ? 'cpu' : excess.memory > 0 ? 'memory' : undefined;
    if (resource === undefined) return { changes: [...changes.values()], share, size: sized.size };
    const step = lowerOne(current, resource, excess[resource]);
    if (!step) return null;
    const key = `${step.change.container} ${resource}`;
    changes.set(key, { ...step.change, from: changes.get(key)?.from ?? step.change.from });
    current = step.spec;
  }
  return null;
}

/** Takes the excess from whichever container asks most and decides the size: the one that helps. */
function lowerOne(
  spec: PodSpec,
  resource: 'cpu' | 'memory',
  excess: number,
): { readonly spec: PodSpec; readonly change: RequestChange } | null {
  const before = amountNeeded(spec, resource);
  const candidates = [...(spec.initContainers ?? []), ...spec.containers]
    .map((container) => ({ container, amount: amountOf(container, resource) }))
    .filter(({ amount }) => amount > excess)
    .sort((a, b) => b.amount - a.amount);
  for (const { container, amount } of candidates) {
    const to = resource === 'cpu' ? `${amount - excess}m` : `${amount - excess}Mi`;
    const edit = (c: Container): Container =>
      c === container
        ? {
            ...c,
            resources: { ...c.resources, requests: { ...c.resources?.requests, [resource]: to } },
          }
        : c;
    const changed: PodSpec = {
      ...spec,
      containers: spec.containers.map(edit),
      ...(spec.initContainers && { initContainers: spec.initContainers.map(edit) }),
    };
    if (amountNeeded(changed, resource) >= before) continue;
    const stated = container.resources?.requests?.[resource];
    return {
      spec: changed,
      change: {
        container: container.name,
        resource,
        from: stated === undefined ? null : String(stated),
        to,
      },
    };
  }
  return null;
}

/** Milli-CPUs or MiB that one container asks for, as sizing counts it. */
function amountOf(container: Container, resource: 'cpu' | 'memory'): number {
  const { restartPolicy: _policy, ...own } = container;
  return amountNeeded({ containers: [own] }, resource);
}

function amountNeeded(spec: PodSpec, resource: 'cpu' | 'memory'): number {
  const sized = fargateSizeOf(spec);
  if (sized.kind === 'bad-quantity') return 0;
  return resource === 'cpu' ? sized.needed.milliCpu : sized.needed.memoryMiB - RESERVED_MIB;
}
