import type { KubeObject } from '../../model/index.ts';
import type { Controller, ControllerContext } from '../runtime/index.ts';

/** Kinds that own things or are owned. Custom objects are not among them. */
const KINDS = [
  'v1/Pod', 'apps/v1/ReplicaSet', 'batch/v1/Job', 'discovery.k8s.io/v1/EndpointSlice', 'v1/Endpoints', 'v1/PersistentVolumeClaim',
  'v1/ConfigMap', 'v1/Secret', 'v1/Service', 'v1/ServiceAccount', 'v1/Node', 'apps/v1/ControllerRevision', 'apps/v1/Deployment',
  'apps/v1/StatefulSet', 'apps/v1/DaemonSet', 'batch/v1/CronJob', 'autoscaling/v2/HorizontalPodAutoscaler', 'coordination.k8s.io/v1/Lease',
  'networking.k8s.io/v1/Ingress', 'policy/v1/PodDisruptionBudget', 'rbac.authorization.k8s.io/v1/Role', 'rbac.authorization.k8s.io/v1/RoleBinding',
] as const; // prettier-ignore

/**
 * Deletes what its owners have left behind, and finishes foreground and orphaning deletions.
 * @source https://kubernetes.io/docs/concepts/architecture/garbage-collection/ (read 2026-11-23)
 */
export function garbageCollector(): Controller {
  const enqueue =
    (gvk: string) =>
    (c: ControllerContext) =>
    (now: KubeObject | undefined, before: KubeObject | undefined): void => {
      const object = (now ?? before) as KubeObject;
      const { namespace = '', name, uid = '' } = object.metadata;
      if (!now) {
        for (const dependent of dependentsOf(c, uid)) c.enqueue(keyFor(dependent));
        for (const owner of object.metadata.ownerReferences ?? [])
          c.enqueue(`${owner.apiVersion}/${owner.kind}|${namespace}/${owner.name}`);
      } else if (
        (now.metadata.ownerReferences ?? []).length > 0 ||
        now.metadata.deletionTimestamp !== undefined
      )
        c.enqueue(`${gvk}|${namespace}/${name}`);
    };
  return {
    name: 'garbage-collector',
    watches: Object.fromEntries(KINDS.map((gvk) => [gvk, enqueue(gvk)])),
    async reconcile(c, key) {
      const [gvk = '', path = ''] = key.split('|');
      if (!(KINDS as readonly string[]).includes(gvk)) return;
      const object = c.informer(gvk).byKey(path);
      if (!object) return;
      if (object.metadata.deletionTimestamp !== undefined) await finishDeletion(c, object);
      else if (await isAbandoned(c, object))
        await c.api.delete(refOf(object), {
          ...(object.metadata.uid === undefined ? {} : { uid: object.metadata.uid }),
          propagation: 'Background',
        });
    },
  };
}

const keyFor = (o: KubeObject): string =>
  `${o.apiVersion}/${o.kind}|${o.metadata.namespace ?? ''}/${o.metadata.name}`;
const refOf = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  name: o.metadata.name,
  ...(o.metadata.namespace === undefined ? {} : { namespace: o.metadata.namespace }),
});

const dependentsOf = (c: ControllerContext, uid: string): readonly KubeObject[] =>
  KINDS.flatMap((gvk) => [...c.informer(gvk).dependentsOf(uid)]);

/** All owners gone, looked up afresh: a cache may not have seen a new owner yet. */
async function isAbandoned(c: ControllerContext, object: KubeObject): Promise<boolean> {
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return false;
  for (const owner of owners) {
    const gvk = `${owner.apiVersion}/${owner.kind}`;
    // An owner of a kind that is not served cannot be looked up, so it is taken to be there.
    const found = await c.api
      .get(gvk, clusterScoped(owner.kind) ? undefined : object.metadata.namespace, owner.name)
      .catch(() => ({ metadata: { uid: owner.uid } }));
    if (found?.metadata.uid === owner.uid) return false;
  }
  return true;
}
const clusterScoped = (kind: string): boolean => kind === 'Node' || kind === 'Namespace';

async function finishDeletion(c: ControllerContext, object: KubeObject): Promise<void> {
  const finalizers = object.metadata.finalizers ?? [];
  const without = (name: string): Promise<unknown> =>
    c.api.mergePatch(refOf(object), {
      metadata: { finalizers: finalizers.filter((f) => f !== name) },
    });
  const dependents = dependentsOf(c, object.metadata.uid ?? '');
  if (finalizers.includes('orphan')) {
    for (const d of dependents)
      await c.api.mergePatch(refOf(d), {
        metadata: {
          ownerReferences: (d.metadata.ownerReferences ?? []).filter(
            (r) => r.uid !== object.metadata.uid,
          ),
        },
      });
    await without('orphan');
    return;
  }
  if (!finalizers.includes('foregroundDeletion')) return;
  const blocking = dependents.filter((d) =>
    d.metadata.ownerReferences?.some(
      (r) => r.uid === object.metadata.uid && r.blockOwnerDeletion === true,
    ),
  );
  for (const d of dependents)
    if (d.metadata.deletionTimestamp === undefined)
      await c.api.delete(refOf(d), { propagation: 'Foreground' });
  if (blocking.length === 0) await without('foregroundDeletion');
}
