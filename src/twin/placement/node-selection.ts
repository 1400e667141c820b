import {
  meetsRequirement,
  type KubeObject,
  type NodeSelectorTerm,
  type Pod,
  type Toleration,
} from '../../model/index.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}
export const taintsOf = (node: KubeObject): readonly Taint[] =>
  (node['spec'] as { taints?: readonly Taint[] } | undefined)?.taints ?? [];

/** @source https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ (read 2026-11-23) */
export const tolerates = (tolerations: readonly Toleration[], taint: Taint): boolean =>
  tolerations.some(
    (t) =>
      (t.effect === undefined || t.effect === '' || t.effect === taint.effect) &&
      (t.key === undefined || t.key === '' ? t.operator === 'Exists' : t.key === taint.key) &&
      (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
  );

/** The first taint that keeps a pod away: `{key: value}` as the scheduler prints it. */
export function untolerated(pod: Pod, node: KubeObject): string | undefined {
  const taint = taintsOf(node).find(
    (t) => t.effect !== 'PreferNoSchedule' && !tolerates(pod.spec.tolerations ?? [], t),
  );
  return taint ? `{${taint.key}: ${taint.value ?? ''}}` : undefined;
}

/** nodeSelector and required node affinity. */
export function selectsNode(pod: Pod, node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  if (!Object.entries(pod.spec.nodeSelector ?? {}).every(([k, v]) => labels[k] === v)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((t) => termMatches(t, node));
}

/** Terms of node affinity and of a volume's: all expressions of a term hold. */
export function termMatches(term: NodeSelectorTerm, node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  return (
    (term.matchExpressions ?? []).every((e) => holds(e, labels[e.key])) &&
    (term.matchFields ?? []).every((e) =>
      holds(e, e.key === 'metadata.name' ? node.metadata.name : undefined),
    )
  );
}

const holds = (
  { operator, values = [] }: { readonly operator: string; readonly values?: readonly string[] },
  value: string | undefined,
): boolean => meetsRequirement(operator, values, value);

interface Preferred {
  readonly weight?: number;
  readonly preference?: NodeSelectorTerm;
}
/** The sum of the weights of preferred node affinity. */
export const preference = (pod: Pod, node: KubeObject): number =>
  (
    (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ??
      []) as readonly Preferred[]
  ).reduce(
    (sum, p) => sum + (p.preference && termMatches(p.preference, node) ? (p.weight ?? 0) : 0),
    0,
  );
