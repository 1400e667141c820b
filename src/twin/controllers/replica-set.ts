import {
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type Pod,
  type PodTemplate,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  afterReady,
  claim,
  controllerOf,
  counted,
  createPod,
  deletePod,
  expectations,
  isActive,
  isAvailable,
  isTerminating,
  podOf,
  stamp,
  tellDeleted,
  writeStatus,
  type Condition,
  type Expectations,
} from './pods.ts';
import { byDispensability } from './dispensability.ts';

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
        const { namespace = '' } = ((now ?? before) as KubeObject).metadata;
        // Who has just let a pod go counts again, too.
        const owners = [now, before].map((o) => o && controllerOf(o));
        for (const owner of owners)
          if (owner?.kind === 'ReplicaSet') c.enqueue(`${namespace}/${owner.name}`);
        if (now && !controllerOf(now))
          for (const rs of c.informer('apps/v1/ReplicaSet').inNamespace(namespace))
            c.enqueue(keyOf(rs));
      },
    },
    async reconcile(c, key) {
      awaited ??= expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined);
      const rs = c.informer('apps/v1/ReplicaSet').byKey(key);
      if (!rs) return;
      const spec = rs['spec'] as Spec;
      const all = c.informer('v1/Pod');
      const pods = await claim<Pod>(c, all, rs, { ...spec, counts: isActive });
      const leaving = ([...all.ownedBy(rs.metadata.uid ?? '')] as Pod[]).filter(
        (p) => isTerminating(p) && selectorMatches(spec.selector, p.metadata.labels),
      );
      const isStaying = rs.metadata.deletionTimestamp === undefined;
      let failure: unknown;
      if (isStaying && !awaited.pending(key))
        failure = await scale(c, awaited, { key, rs, spec, pods });
      const minReady = spec.minReadySeconds ?? 0;
      const fits = { matchLabels: spec.template.metadata?.labels ?? {} };
      await writeStatus(c, rs, {
        replicas: pods.length,
        ...counted({
          fullyLabeledReplicas: pods.filter((p) => selectorMatches(fits, p.metadata.labels)).length,
          readyReplicas: pods.filter(isPodReady).length,
          availableReplicas: pods.filter((p) => isAvailable(p, minReady, c.clock)).length,
        }),
        terminatingReplicas: leaving.length,
        observedGeneration: rs.metadata.generation ?? 1,
        ...conditionsAfter(c, rs, pods.length, failure),
      });
      afterReady(c, key, pods, minReady);
      if (failure !== undefined) throw failure;
    },
  };
}

/** What went wrong is said as long as it does. */
function conditionsAfter(
  c: ControllerContext,
  rs: KubeObject,
  pods: number,
  failure: unknown,
): { readonly conditions?: readonly unknown[] } {
  const before = ((rs['status'] ?? {}) as { conditions?: readonly Condition[] }).conditions ?? [];
  const others = before.filter((x) => x.type !== 'ReplicaFailure');
  if (failure === undefined) return others.length === 0 ? {} : { conditions: others };
  if (before.length > others.length) return { conditions: before };
  const reason = pods < ((rs['spec'] as Spec).replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const message = failure instanceof Error ? failure.message : String(failure);
  const lastTransitionTime = stamp(c.clock.now());
  const made = { type: 'ReplicaFailure', status: 'True', reason, message, lastTransitionTime };
  return { conditions: [...others, made] };
}

/** Undefined, or why it could not be done. */
async function scale(
  c: ControllerContext,
  awaited: Expectations,
  o: {
    readonly key: string;
    readonly rs: KubeObject;
    readonly spec: Spec;
    readonly pods: readonly Pod[];
  },
): Promise<unknown> {
  const wanted = o.spec.replicas ?? 1;
  try {
    for (let i = o.pods.length; i < wanted; i += 1) {
      const made = await createPod(c, o.rs, podOf(o.spec.template, o.rs), 'replicaset-controller');
      awaited.created(o.key, made.metadata.uid ?? '');
    }
    const surplus = Math.max(0, o.pods.length - wanted);
    const order = byDispensability(c.clock.now(), relatedPods(c, o.rs));
    for (const pod of [...o.pods].sort(order).slice(0, surplus)) {
      awaited.deleted(o.key, pod.metadata.uid ?? '');
      await deletePod(c, pod);
      await tellDeleted(c, o.rs, pod, 'replicaset-controller');
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The pods of all sets of one Deployment. */
function relatedPods(c: ControllerContext, rs: KubeObject): readonly Pod[] {
  const owner = controllerOf(rs)?.uid;
  const sets = owner === undefined ? [rs] : [...c.informer('apps/v1/ReplicaSet').ownedBy(owner)];
  return sets.flatMap((s) => [...c.informer('v1/Pod').ownedBy(s.metadata.uid ?? '')] as Pod[]);
}
