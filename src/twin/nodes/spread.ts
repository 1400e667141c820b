import {
  selectorMatches,
  type KubeObject,
  type Pod,
  type PodAffinityTerm,
} from '../../model/index.ts';
import { selectsNode, untolerated } from '../placement/index.ts';
import type { Refusal } from './refusals.ts';

/** Pods that count for placement, with the node that each is on. */
export interface Placed {
  readonly pod: Pod;
  readonly node: KubeObject;
}

const counts = (term: PodAffinityTerm, of: Pod, other: Pod): boolean =>
  (term.namespaces ?? [of.metadata.namespace ?? '']).includes(other.metadata.namespace ?? '') &&
  selectorMatches(term.labelSelector, other.metadata.labels);
const domain = (node: KubeObject, key: string): string | undefined => node.metadata.labels?.[key];

/** Required pod affinity and anti-affinity, both ways round. Undefined: fits. */
export function affinityRefusal(
  pod: Pod,
  node: KubeObject,
  placed: readonly Placed[],
): Refusal | undefined {
  const { affinity } = pod.spec;
  const near = (term: PodAffinityTerm, test: (p: Placed) => boolean): boolean =>
    domain(node, term.topologyKey) !== undefined &&
    placed.some(
      (p) => test(p) && domain(p.node, term.topologyKey) === domain(node, term.topologyKey),
    );
  const wanted = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  // Only a pod that all terms mean is company for any of them.
  const isCompany = (other: Pod): boolean => wanted.every((term) => counts(term, pod, other));
  const hasKeys = wanted.every((term) => domain(node, term.topologyKey) !== undefined);
  // The first of its kind may go anywhere.
  const isFirst =
    isCompany(pod) &&
    !placed.some(
      (p) => isCompany(p.pod) && wanted.some((t) => domain(p.node, t.topologyKey) !== undefined),
    );
  if (!hasKeys || (!isFirst && !wanted.every((term) => near(term, (p) => isCompany(p.pod)))))
    return { reasons: ["node(s) didn't match pod affinity rules"], passes: false };
  for (const term of affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ??
    [])
    if (near(term, (p) => counts(term, pod, p.pod)))
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], passes: true };
  for (const p of placed)
    for (const term of p.pod.spec.affinity?.podAntiAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
      if (
        counts(term, p.pod, pod) &&
        domain(p.node, term.topologyKey) !== undefined &&
        domain(p.node, term.topologyKey) === domain(node, term.topologyKey)
      )
        return {
          reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
          passes: true,
        };
  return undefined;
}

type Constraint = NonNullable<Pod['spec']['topologySpreadConstraints']>[number] & {
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
};

/** How many fellows stand in each domain of a constraint: on nodes that count for it. */
function fellows(
  pod: Pod,
  constraint: Constraint,
  nodes: readonly KubeObject[],
  placed: readonly Placed[],
): ReadonlyMap<string, number> {
  const per = new Map<string, number>();
  const names = new Set<string>();
  for (const n of nodes) {
    const d = domain(n, constraint.topologyKey);
    if (d === undefined) continue;
    names.add(n.metadata.name);
    per.set(d, per.get(d) ?? 0);
  }
  for (const p of placed) {
    const d = domain(p.node, constraint.topologyKey);
    if (d !== undefined && names.has(p.node.metadata.name) && isFellow(pod, constraint, p.pod))
      per.set(d, (per.get(d) ?? 0) + 1);
  }
  return per;
}

const isFellow = (pod: Pod, constraint: Constraint, other: Pod): boolean =>
  other.metadata.namespace === pod.metadata.namespace &&
  other.metadata.deletionTimestamp === undefined &&
  selectorMatches(constraint.labelSelector, other.metadata.labels);

const NO_SPREAD = "node(s) didn't match pod topology spread constraints";

/**
 * `DoNotSchedule` constraints. Undefined: fits. Nodes without all of their keys do not count, nor, by
 * default, those that the pod's own selection leaves out; those with taints do unless told otherwise.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ (read 2026-11-25)
 */
export function spreadRefusal(
  pod: Pod,
  node: KubeObject,
  nodes: readonly KubeObject[],
  placed: readonly Placed[],
): Refusal | undefined {
  const all: readonly Constraint[] = pod.spec.topologySpreadConstraints ?? [];
  const constraints = all.filter((c) => c.whenUnsatisfiable !== 'ScheduleAnyway'); // prettier-ignore
  const hasKeys = (n: KubeObject): boolean =>
    constraints.every((c) => domain(n, c.topologyKey) !== undefined);
  for (const c of constraints) {
    const d = domain(node, c.topologyKey);
    if (d === undefined)
      return { reasons: [`${NO_SPREAD} (missing required label)`], passes: false };
    const counting = nodes.filter(
      (n) =>
        hasKeys(n) &&
        (c.nodeAffinityPolicy === 'Ignore' || selectsNode(pod, n)) &&
        (c.nodeTaintsPolicy !== 'Honor' || untolerated(pod, n) === undefined),
    );
    const per = fellows(pod, c, counting, placed);
    const least = per.size < (c.minDomains ?? 1) ? 0 : Math.min(...per.values());
    const self = selectorMatches(c.labelSelector, pod.metadata.labels) ? 1 : 0;
    if ((per.get(d) ?? 0) + self - least > c.maxSkew) return { reasons: [NO_SPREAD], passes: true };
  }
  return undefined;
}

/** Fewer fellows on the node and in its zone are better: preferred spread and anti-affinity, and the scheduler's own default. */
export function crowding(pod: Pod, node: KubeObject, placed: readonly Placed[]): number {
  const owner = pod.metadata.ownerReferences?.[0]?.uid;
  const zone = domain(node, 'topology.kubernetes.io/zone');
  let score = 0;
  for (const p of placed) {
    const fellow = owner !== undefined && p.pod.metadata.ownerReferences?.[0]?.uid === owner;
    if (!fellow) continue;
    if (p.node.metadata.name === node.metadata.name) score += 10;
    if (domain(p.node, 'topology.kubernetes.io/zone') === zone) score += 1;
  }
  return score;
}
