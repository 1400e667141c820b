import type { KubeObject, OwnerReference, Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { controllerOf } from './pods.ts';

/** How many pods an owner wants cannot be told; the words are the controller's own. */
export class ScaleUnknown extends Error {}

/** Owners that make pods and have no scale. */
const WITHOUT_SCALE: Readonly<Record<string, string>> = {
  'apps/DaemonSet': 'daemonsets.apps',
  'batch/Job': 'jobs.batch',
  '/Node': 'nodes',
};

/**
 * What the controllers behind pods want together, each counted once; pods without a controller count
 * for nothing.
 * @source https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors (read 2026-11-25)
 */
export async function expectedOf(
  c: ControllerContext,
  pods: readonly Pod[],
): Promise<{ readonly expected: number; readonly unmanaged: number }> {
  const scales = new Map<string, number>();
  const asked = new Set<string>();
  let unmanaged = 0;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) unmanaged += 1;
    else if (!asked.has(owner.uid)) {
      asked.add(owner.uid);
      const top = await topOf(c, pod, owner);
      scales.set(top.metadata.uid ?? '', (top['spec'] as { replicas?: number }).replicas ?? 1);
    }
  }
  return { expected: [...scales.values()].reduce((a, b) => a + b, 0), unmanaged };
}

async function topOf(c: ControllerContext, pod: Pod, owner: OwnerReference): Promise<KubeObject> {
  const { namespace, name } = pod.metadata;
  const group = owner.apiVersion.includes('/') ? (owner.apiVersion.split('/')[0] ?? '') : '';
  const scaleless = WITHOUT_SCALE[`${group}/${owner.kind}`];
  if (scaleless !== undefined)
    throw new ScaleUnknown(`${scaleless} does not implement the scale subresource`);
  const gvk = `${owner.apiVersion}/${owner.kind}`;
  const found =
    gvk === 'apps/v1/ReplicaSet' || gvk === 'apps/v1/StatefulSet'
      ? c.informer(gvk).get(namespace, owner.name)
      : await c.api.get(gvk, namespace, owner.name).catch(() => undefined);
  if (found?.metadata.uid !== owner.uid)
    throw new ScaleUnknown(`found no controllers for pod "${name}"`);
  const above = controllerOf(found);
  if (gvk !== 'apps/v1/ReplicaSet' || above?.kind !== 'Deployment') return found;
  const deployment = c.informer('apps/v1/Deployment').get(namespace, above.name);
  // Its Deployment is going: the set's own scale is asked for in its place.
  return deployment?.metadata.uid === above.uid ? deployment : found;
}
