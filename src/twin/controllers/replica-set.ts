import {
  isPodReady,
  type KubeObject,
  type LabelSelector,
  type Pod,
  type PodTemplate,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  adopt,
  afterReady,
  controllerOf,
  createPod,
  deletePod,
  expectations,
  isActive,
  isAvailable,
  podOf,
  tellDeleted,
  writeStatus,
  type Expectations,
} from './pods.ts';

interface Spec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
}

/** Keeps as many pods as a ReplicaSet wants. @source https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/ (read 2026-11-23) */
export function replicaSetController(): Controller {
  let awaited: Expectations | undefined;
  return {
    name: 'replicaset',
    watches: {
      'apps/v1/ReplicaSet': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const owner = controllerOf((now ?? before) as KubeObject);
        const { namespace = '' } = ((now ?? before) as KubeObject).metadata;
        if (owner?.kind === 'ReplicaSet') c.enqueue(`${namespace}/${owner.name}`);
        else if (!owner && now)
          for (const rs of c.informer('apps/v1/ReplicaSet').inNamespace(namespace))
            c.enqueue(keyOf(rs));
      },
    },
    async reconcile(c, key) {
      awaited ??= expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined);
      const rs = c.informer('apps/v1/ReplicaSet').byKey(key);
      if (!rs || rs.metadata.deletionTimestamp !== undefined) return;
      const spec = rs['spec'] as Spec;
      await adopt(c, c.informer('v1/Pod'), rs, spec.selector);
      const pods = [
        ...(c.informer('v1/Pod').ownedBy(rs.metadata.uid ?? '') as Iterable<Pod>),
      ].filter(isActive);
      if (!awaited.pending(key)) await scale(c, awaited, { key, rs, spec, pods });
      const minReady = spec.minReadySeconds ?? 0;
      await writeStatus(c, rs, {
        replicas: pods.length,
        fullyLabeledReplicas: pods.length,
        ...(pods.length === 0 ? {} : {
          readyReplicas: pods.filter(isPodReady).length,
          availableReplicas: pods.filter((p) => isAvailable(p, minReady, c.clock)).length,
        }),
        observedGeneration: rs.metadata.generation ?? 1,
      }); // prettier-ignore
      afterReady(c, key, pods, minReady);
    },
  };
}

async function scale(
  c: ControllerContext,
  awaited: Expectations,
  o: {
    readonly key: string;
    readonly rs: KubeObject;
    readonly spec: Spec;
    readonly pods: readonly Pod[];
  },
): Promise<void> {
  const wanted = o.spec.replicas ?? 1;
  for (let i = o.pods.length; i < wanted; i += 1) {
    const made = await createPod(c, o.rs, podOf(o.spec.template, o.rs), 'replicaset-controller');
    awaited.created(o.key, made.metadata.uid ?? '');
  }
  const surplus = [...o.pods].sort(byDispensability).slice(0, Math.max(0, o.pods.length - wanted));
  for (const pod of surplus) {
    awaited.deleted(o.key, pod.metadata.uid ?? '');
    await deletePod(c, pod);
    await tellDeleted(c, o.rs, pod, 'replicaset-controller');
  }
}

/**
 * Who goes first: unscheduled, not ready, cheap to delete, young.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset (read 2026-11-23)
 */
function byDispensability(a: Pod, b: Pod): number {
  const rank = (p: Pod): readonly number[] => [
    p.spec.nodeName === undefined ? 0 : 1,
    p.status?.phase === 'Running' ? 1 : 0,
    isPodReady(p) ? 1 : 0,
    Number(p.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    -Date.parse(p.metadata.creationTimestamp ?? ''),
  ];
  const [x, y] = [rank(a), rank(b)];
  for (const [i, value] of x.entries()) if (value !== y[i]) return value - (y[i] ?? 0);
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
