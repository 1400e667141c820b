import type { KubeObject, NodeSelectorTerm, Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { termMatches } from '../placement/index.ts';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly volumeName?: string;
}

/** Why a pod's claims keep it off a node; `wait` when a volume is still to be made for it there. */
export type VolumeAnswer =
  | { readonly kind: 'fits' }
  | { readonly kind: 'make'; readonly claims: readonly KubeObject[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Why a pod's claims keep it off every node; undefined when they do not. */
export function volumesRefusal(c: ControllerContext, pod: Pod): string | undefined {
  for (const name of claimsOf(pod)) {
    const claim = c.informer('v1/PersistentVolumeClaim').get(pod.metadata.namespace, name);
    if (!claim) return `persistentvolumeclaim "${name}" not found`;
    const { volumeName } = (claim['spec'] ?? {}) as ClaimSpec;
    if (volumeName === undefined && !waitsForPod(c, claim))
      return 'pod has unbound immediate PersistentVolumeClaims';
  }
  return undefined;
}

const claimsOf = (pod: Pod): readonly string[] =>
  (pod.spec.volumes ?? []).flatMap((v) => v.persistentVolumeClaim?.claimName ?? []);
const waitsForPod = (c: ControllerContext, claim: KubeObject): boolean => {
  const { storageClassName = '' } = (claim['spec'] ?? {}) as ClaimSpec;
  const made = c.informer('storage.k8s.io/v1/StorageClass').get(undefined, storageClassName);
  return made?.['volumeBindingMode'] === 'WaitForFirstConsumer';
};

/** Bound volumes have zones; unbound claims of a WaitForFirstConsumer class go where the pod goes. */
export function volumesOn(c: ControllerContext, pod: Pod, node: KubeObject): VolumeAnswer {
  const make: KubeObject[] = [];
  for (const name of claimsOf(pod)) {
    const claim = c.informer('v1/PersistentVolumeClaim').get(pod.metadata.namespace, name);
    if (!claim) return { kind: 'refused', reason: `persistentvolumeclaim "${name}" not found` };
    const spec = (claim['spec'] ?? {}) as ClaimSpec;
    if (spec.volumeName !== undefined) {
      const pv = c.informer('v1/PersistentVolume').get(undefined, spec.volumeName);
      const required = (
        pv?.['spec'] as
          | { nodeAffinity?: { required?: { nodeSelectorTerms?: readonly NodeSelectorTerm[] } } }
          | undefined
      )?.nodeAffinity?.required?.nodeSelectorTerms;
      if (required && !required.some((t) => termMatches(t, node)))
        return { kind: 'refused', reason: "node(s) didn't match PersistentVolume's node affinity" };
      continue;
    }
    make.push(claim);
  }
  return make.length === 0 ? { kind: 'fits' } : { kind: 'make', claims: make };
}
