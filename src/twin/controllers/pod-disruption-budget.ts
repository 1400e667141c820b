import {
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type Pod,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { conditionsOf, controllerOf, isActive, share, writeStatus } from './pods.ts';

interface Spec {
  readonly selector?: LabelSelector;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

/** Keeps `disruptionsAllowed` true. @source https://kubernetes.io/docs/tasks/run-application/configure-pdb/ (read 2026-11-23) */
export function podDisruptionBudgetController(): Controller {
  return {
    name: 'poddisruptionbudget',
    watches: {
      'policy/v1/PodDisruptionBudget': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        for (const pdb of c
          .informer('policy/v1/PodDisruptionBudget')
          .inNamespace(pod.metadata.namespace ?? ''))
          if (selectorMatches((pdb['spec'] as Spec).selector, pod.metadata.labels))
            c.enqueue(keyOf(pdb));
      },
      'apps/v1/ReplicaSet': () => () => undefined,
      'apps/v1/Deployment': () => () => undefined,
      'apps/v1/StatefulSet': () => () => undefined,
    },
    async reconcile(c, key) {
      const pdb = c.informer('policy/v1/PodDisruptionBudget').byKey(key);
      if (!pdb) return;
      const spec = pdb['spec'] as Spec;
      const pods = ([...c.informer('v1/Pod').inNamespace(pdb.metadata.namespace ?? '')] as Pod[])
        .filter((p) => selectorMatches(spec.selector, p.metadata.labels))
        .filter((p) => p.status?.phase !== 'Succeeded' && p.status?.phase !== 'Failed');
      const expected =
        spec.minAvailable === undefined || typeof spec.minAvailable === 'string'
          ? expectedOf(c, pods)
          : pods.length;
      const desired = desiredOf(spec, expected);
      const healthy = pods.filter((p) => isActive(p) && isPodReady(p)).length;
      const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
      const before = (pdb['status'] ?? {}) as { conditions?: unknown };
      await writeStatus(c, pdb, {
        currentHealthy: healthy,
        desiredHealthy: desired,
        disruptionsAllowed: allowed,
        expectedPods: expected,
        observedGeneration: pdb.metadata.generation ?? 1,
        conditions: conditionsOf(before.conditions, c.clock.now(), [
          {
            type: 'DisruptionAllowed',
            status: allowed > 0 ? 'True' : 'False',
            reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
        ]).map((x) => {
          const { lastUpdateTime: _l, ...rest } = x as Record<string, unknown>;
          return { ...rest, observedGeneration: pdb.metadata.generation ?? 1 };
        }),
      });
    },
  };
}

function desiredOf(spec: Spec, expected: number): number {
  if (spec.minAvailable !== undefined) return share(spec.minAvailable, expected, Math.ceil);
  return Math.max(0, expected - share(spec.maxUnavailable ?? 1, expected, Math.ceil));
}

/** What the controllers behind the pods want, each once. */
function expectedOf(c: ControllerContext, pods: readonly Pod[]): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) continue;
    const set =
      owner.kind === 'ReplicaSet' || owner.kind === 'StatefulSet'
        ? c.informer(`apps/v1/${owner.kind}`).get(pod.metadata.namespace, owner.name)
        : undefined;
    const above = set && owner.kind === 'ReplicaSet' ? controllerOf(set) : undefined;
    const top =
      above?.kind === 'Deployment'
        ? c.informer('apps/v1/Deployment').get(pod.metadata.namespace, above.name)
        : set;
    if (top)
      owners.set(top.metadata.uid ?? '', (top['spec'] as { replicas?: number }).replicas ?? 1);
  }
  return owners.size === 0 ? pods.length : [...owners.values()].reduce((a, b) => a + b, 0);
}
