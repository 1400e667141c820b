import type { KubeObject } from '../../model/index.ts';
import type { Controller } from '../runtime/index.ts';

/** Kinds that a namespace may hold, deleted with it: things that make pods first. */
const CONTENT = [
  'apps/v1/Deployment', 'apps/v1/StatefulSet', 'apps/v1/DaemonSet', 'batch/v1/CronJob', 'batch/v1/Job', 'apps/v1/ReplicaSet',
  'v1/ReplicationController', 'v1/Pod', 'v1/Service', 'v1/Endpoints', 'discovery.k8s.io/v1/EndpointSlice', 'v1/ConfigMap', 'v1/Secret',
  'v1/ServiceAccount', 'v1/PersistentVolumeClaim', 'networking.k8s.io/v1/Ingress', 'networking.k8s.io/v1/NetworkPolicy',
  'policy/v1/PodDisruptionBudget', 'autoscaling/v2/HorizontalPodAutoscaler', 'rbac.authorization.k8s.io/v1/Role',
  'rbac.authorization.k8s.io/v1/RoleBinding', 'v1/LimitRange', 'v1/ResourceQuota', 'coordination.k8s.io/v1/Lease', 'apps/v1/ControllerRevision', 'v1/PodTemplate', 'v1/Event',
] as const; // prettier-ignore
const RETRY_MS = 2_000;
const ROOT_CA = 'kube-root-ca.crt';

/** Empties namespaces that are being deleted, and gives each new one what every namespace has. */
export function namespaceController(): Controller {
  return {
    name: 'namespace',
    watches: {
      'v1/Namespace': (c) => (now) => {
        if (now) c.enqueue(now.metadata.name);
      },
      'v1/ServiceAccount': (c) => (now, before) => {
        if (!now) c.enqueue(before?.metadata.namespace ?? '');
      },
      'v1/ConfigMap': (c) => (now, before) => {
        if (!now && before?.metadata.name === ROOT_CA) c.enqueue(before.metadata.namespace ?? '');
      },
    },
    async reconcile(c, name) {
      const namespace = c.informer('v1/Namespace').get(undefined, name);
      if (!namespace) return;
      if (namespace.metadata.deletionTimestamp === undefined) {
        await ensure(c, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: name },
        });
        await ensure(c, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: ROOT_CA,
            namespace: name,
            annotations: {
              'kubernetes.io/description':
                'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
            },
          },
          data: { 'ca.crt': '' },
        });
        return;
      }
      let left = 0;
      for (const gvk of CONTENT)
        for (const object of (await c.api.list(gvk, { namespace: name })).items) {
          left += 1;
          if (object.metadata.deletionTimestamp === undefined)
            await c.api.delete(
              {
                apiVersion: object.apiVersion,
                kind: object.kind,
                namespace: name,
                name: object.metadata.name,
              },
              { propagation: 'Background' },
            );
        }
      if (left > 0) {
        c.enqueueAfter(name, RETRY_MS);
        return;
      }
      const spec = (namespace['spec'] ?? {}) as { finalizers?: readonly string[] };
      if ((spec.finalizers ?? []).includes('kubernetes')) {
        await c.api.update({
          ...namespace,
          spec: { ...spec, finalizers: (spec.finalizers ?? []).filter((f) => f !== 'kubernetes') },
        });
        await c.api.delete({ apiVersion: 'v1', kind: 'Namespace', name }).catch(() => undefined);
      }
    },
  };
}

async function ensure(
  c: Parameters<Controller['reconcile']>[0],
  object: KubeObject,
): Promise<void> {
  const { namespace, name } = object.metadata;
  if (!(await c.api.get(`v1/${object.kind}`, namespace, name))) await c.api.create(object);
}
