import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import { conditionsOf, writeStatus, type Condition } from '../pods.ts';
import { limits, specOf, statusOf, sum, type Spec } from './sets.ts';

/** Writes the counts and conditions of a Deployment. */
export async function report(
  c: ControllerContext,
  d: KubeObject,
  o: {
    readonly current: KubeObject | undefined;
    readonly old: readonly KubeObject[];
    readonly deadlines: Map<string, string>;
    readonly key: string;
  },
): Promise<void> {
  const spec = specOf(d);
  const all = o.current ? [o.current, ...o.old] : o.old;
  const replicas = spec.replicas ?? 1;
  const total = sum(all, (rs) => statusOf(rs).replicas ?? 0);
  const updated = o.current ? (statusOf(o.current).replicas ?? 0) : 0;
  const ready = sum(all, (rs) => statusOf(rs).readyReplicas ?? 0);
  const available = sum(all, (rs) => statusOf(rs).availableReplicas ?? 0);
  const before = (d['status'] ?? {}) as {
    conditions?: unknown;
    updatedReplicas?: number;
    availableReplicas?: number;
  };
  const enough = available >= replicas - limits(spec).maxUnavailable;
  const name = o.current?.metadata.name ?? '';
  const complete = updated === replicas && total === replicas && available === replicas;
  const progressing = progressOf(c, o, {
    name,
    spec,
    complete,
    mark: `${name}/${updated}/${ready}/${available}/${total}`,
  });
  const conditions: Condition[] = [
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    progressing,
  ];
  const some = (name2: string, n: number): Record<string, number> =>
    n === 0 ? {} : { [name2]: n };
  await writeStatus(c, d, {
    observedGeneration: d.metadata.generation ?? 1,
    ...some('replicas', total),
    ...some('updatedReplicas', updated),
    ...some('readyReplicas', ready),
    ...some('availableReplicas', available),
    ...some('unavailableReplicas', Math.max(0, total - available, replicas - available)),
    conditions: conditionsOf(before.conditions, c.clock.now(), conditions),
  });
}

/** Progress is any change in the counts; none within the deadline means that the rollout is stuck. */
function progressOf(
  c: ControllerContext,
  o: { readonly deadlines: Map<string, string>; readonly key: string },
  r: {
    readonly name: string;
    readonly spec: Spec;
    readonly complete: boolean;
    readonly mark: string;
  },
): Condition {
  if (r.complete) {
    o.deadlines.delete(o.key);
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${r.name}" has successfully progressed.`,
    };
  }
  const limit = (r.spec.progressDeadlineSeconds ?? 600) * 1000;
  const now = c.clock.now();
  const [mark, since] = (o.deadlines.get(o.key) ?? '@0').split('@');
  if (mark !== r.mark) {
    o.deadlines.set(o.key, `${r.mark}@${now}`);
    if (r.spec.paused !== true) c.enqueueAfter(o.key, limit + 1_000);
  } else if (c.clock.age(Number(since)) > limit)
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${r.name}" has timed out progressing.`,
    };
  return {
    type: 'Progressing',
    status: 'True',
    reason: 'ReplicaSetUpdated',
    message: `ReplicaSet "${r.name}" is progressing.`,
  };
}
