import {
  selectorMatches,
  type KubeObject,
  type Pod,
  type PodAffinityTerm,
} from '../../model/index.ts';

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
): string | undefined {
  const { affinity } = pod.spec;
  const near = (term: PodAffinityTerm, test: (p: Placed) => boolean): boolean =>
    placed.some(
      (p) =>
        test(p) &&
        domain(p.node, term.topologyKey) !== undefined &&
        domain(p.node, term.topologyKey) === domain(node, term.topologyKey),
    );
  for (const term of affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    // The first of its kind may go anywhere.
    const first = counts(term, pod, pod) && !placed.some((p) => counts(term, pod, p.pod));
    if (!first && !near(term, (p) => counts(term, pod, p.pod)))
      return "node(s) didn't match pod affinity rules";
  }
  for (const term of affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ??
    [])
    if (near(term, (p) => counts(term, pod, p.pod)))
      return "node(s) didn't match pod anti-affinity rules";
  for (const p of placed)
    for (const term of p.pod.spec.affinity?.podAntiAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
      if (
        counts(term, p.pod, pod) &&
        domain(p.node, term.topologyKey) !== undefined &&
        domain(p.node, term.topologyKey) === domain(node, term.topologyKey)
      )
        return "node(s) didn't satisfy existing pods anti-affinity rules";
  return undefined;
}

/** How many fellows stand in each domain of a spread constraint. */
function fellows(
  pod: Pod,
  constraint: NonNullable<Pod['spec']['topologySpreadConstraints']>[number],
  nodes: readonly KubeObject[],
  placed: readonly Placed[],
): ReadonlyMap<string, number> {
  const per = new Map<string, number>();
  for (const n of nodes) {
    const d = domain(n, constraint.topologyKey);
    if (d !== undefined) per.set(d, per.get(d) ?? 0);
  }
  for (const p of placed) {
    const d = domain(p.node, constraint.topologyKey);
    if (
      d !== undefined &&
      p.pod.metadata.namespace === pod.metadata.namespace &&
      selectorMatches(constraint.labelSelector, p.pod.metadata.labels)
    )
      per.set(d, (per.get(d) ?? 0) + 1);
  }
  return per;
}

/** `DoNotSchedule` constraints. Undefined: fits. */
export function spreadRefusal(
  pod: Pod,
  node: KubeObject,
  nodes: readonly KubeObject[],
  placed: readonly Placed[],
): string | undefined {
  for (const c of pod.spec.topologySpreadConstraints ?? []) {
    if (c.whenUnsatisfiable === 'ScheduleAnyway') continue;
    const d = domain(node, c.topologyKey);
    if (d === undefined)
      return "node(s) didn't match pod topology spread constraints (missing required label)";
    const per = fellows(pod, c, nodes, placed);
    const skew = (per.get(d) ?? 0) + 1 - Math.min(...per.values());
    if (skew > c.maxSkew) return "node(s) didn't match pod topology spread constraints";
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
