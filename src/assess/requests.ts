import {
  fargateSizeOf,
  parseQuantity,
  withLimitRangeDefaults,
  type SizeOutcome,
  type Container,
  type PodSpec,
} from '../model/index.ts';
import type { AssessContext } from './context.ts';
import type { Subject } from './subject.ts';

/** A branch interface is what security groups for pods cost on EC2; every Fargate pod has one of its own. */
const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage', 'vpc.amazonaws.com/pod-eni']);

export interface ExtendedRequest {
  readonly container: string;
  readonly field: string;
  readonly resource: string;
  readonly amount: string;
}

/** Resources other than CPU, memory and disk that containers ask for more than nothing of, each once. */
export const extendedResources = (s: Subject): readonly ExtendedRequest[] =>
  s.containers.flatMap(({ container, field }) => {
    const asked = new Map<string, ExtendedRequest>();
    for (const kind of ['requests', 'limits'] as const)
      for (const [resource, value] of Object.entries(container.resources?.[kind] ?? {})) {
        if (NATIVE.has(resource) || asked.has(resource) || parseQuantity(value) === 0) continue;
        asked.set(resource, {
          container: container.name,
          field: `${field}.resources.${kind}["${resource}"]`,
          resource,
          amount: String(value),
        });
      }
    return [...asked.values()];
  }); // prettier-ignore

export interface BadQuantity {
  readonly container: string | null;
  /** From the pod's spec, or from the container's field. */
  readonly field: string;
  readonly value: string;
}

/** An emptyDir's limit that is no quantity: it counts towards no size, and the API server refuses it all the same. */
export function badLimitOf(s: Subject): BadQuantity | undefined {
  for (const [i, { emptyDir }] of (s.spec.volumes ?? []).entries())
    if (emptyDir?.sizeLimit !== undefined && parseQuantity(emptyDir.sizeLimit) === undefined)
      return { container: null, field: `volumes[${i}].emptyDir.sizeLimit`, value: String(emptyDir.sizeLimit) }; // prettier-ignore
  return undefined;
}

/** The pod as admission leaves it: a namespace's LimitRange counts towards the Fargate size. */
export const admitted = (s: Subject, context: AssessContext): PodSpec =>
  withLimitRangeDefaults(s.spec, context.all('LimitRange', s.namespace));

/** What a container asks for: its request, else its limit, as the API server defaults it. */
export const asks = (container: Container, resource: string): string | number | undefined =>
  container.resources?.requests?.[resource] ?? container.resources?.limits?.[resource];

const sizes = new WeakMap<Subject, SizeOutcome>();
/** The Fargate size of a subject; several rules ask, one answer is computed. A subject belongs to one context. */
export function sizeOfSubject(s: Subject, context: AssessContext): SizeOutcome {
  const known = sizes.get(s);
  if (known) return known;
  const size = fargateSizeOf(admitted(s, context));
  sizes.set(s, size);
  return size;
}
