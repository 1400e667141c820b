import type { KubeObject, Pod, Toleration } from '../../model/index.ts';
import { selectsNode, taintsOf, tolerates } from '../placement/index.ts';
import type { DaemonSpec } from './daemon-spec.ts';

/** What every daemon pod tolerates. @source https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations (read 2026-11-23) */
const TOLERATED: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

export const tolerationsOf = (spec: DaemonSpec): readonly Toleration[] => [
  ...(spec.template.spec.tolerations ?? []),
  ...TOLERATED,
  ...(spec.template.spec.hostNetwork === true
    ? [{ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' }]
    : []),
];

/** Whether a node shall have a daemon pod, may only keep the one that it has, or must not. */
export function place(spec: DaemonSpec, node: KubeObject): 'run' | 'keep' | 'leave' {
  const { nodeName } = spec.template.spec;
  if (nodeName !== undefined && nodeName !== node.metadata.name) return 'leave';
  const tolerations = tolerationsOf(spec);
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: '' },
    spec: { ...spec.template.spec, tolerations },
  };
  if (!selectsNode(pod, node)) return 'leave';
  const strange = taintsOf(node).filter(
    (t) => t.effect !== 'PreferNoSchedule' && !tolerates(tolerations, t),
  );
  if (strange.length === 0) return 'run';
  return strange.some((t) => t.effect === 'NoExecute') ? 'leave' : 'keep';
}

interface Field {
  readonly key: string;
  readonly values?: readonly string[];
}
/** The node that a daemon pod was made for stands in its affinity. */
export function targetOf(pod: Pod): string {
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  const field = terms
    .flatMap((t) => (t.matchFields ?? []) as readonly Field[])
    .find((f) => f.key === 'metadata.name');
  return pod.spec.nodeName ?? field?.values?.[0] ?? '';
}
