import { meetsRequirement, type PodSpec, type Toleration } from '../../model/index.ts';
import type { Taint } from '../cost/nodes.ts';

/** What decides whether a pod may be on a node, room aside. */
export interface NodeTraits {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

type Expression = {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

/**
 * nodeSelector, required node affinity and taints, as the scheduler reads them.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ (read 2026-11-24)
 */
export function mayRunOn(spec: PodSpec, node: NodeTraits): boolean {
  const { labels, taints } = node;
  if (!Object.entries(spec.nodeSelector ?? {}).every(([k, v]) => labels[k] === v)) return false;
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const termHolds = (all: readonly Expression[]): boolean => all.every((e) => holds(e, labels));
  if (terms && !terms.some((t) => termHolds(t.matchExpressions ?? []))) return false;
  return taints.every((taint) => (spec.tolerations ?? []).some((t) => tolerates(t, taint)));
}

/** `nodeSelectorTerms` of a volume: the same language. */
export const termsHold = (
  terms: readonly { readonly matchExpressions?: readonly Expression[] }[],
  labels: Readonly<Record<string, string>>,
): boolean => terms.some((t) => (t.matchExpressions ?? []).every((e) => holds(e, labels)));

const holds = (
  { key, operator, values = [] }: Expression,
  labels: Readonly<Record<string, string>>,
): boolean => meetsRequirement(operator, values, labels[key]);

function tolerates(t: Toleration, taint: Taint): boolean {
  if (t.effect !== undefined && t.effect !== '' && t.effect !== taint.effect) return false;
  if (t.key === undefined || t.key === '') return t.operator === 'Exists';
  if (t.key !== taint.key) return false;
  return t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '');
}
