import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import { counted, setCondition, writeStatus, type Condition } from '../pods.ts';
import {
  conditionsOf,
  deadlineOf,
  progressAfter,
  progressOf,
  untilLate,
  type Counts,
  type TimedCondition,
} from './progress.ts';
import { limits, specOf, statusOf, sum, wanted } from './sets.ts';

interface World {
  readonly current: KubeObject | undefined;
  readonly old: readonly KubeObject[];
  readonly key: string;
  /** False while it is paused, or only its size changes: progress is then nobody's business. */
  readonly rolls: boolean;
}

/** Writes the counts and conditions of a Deployment. */
export async function report(c: ControllerContext, d: KubeObject, o: World): Promise<void> {
  const replicas = specOf(d).replicas ?? 1;
  const all = o.current ? [o.current, ...o.old] : o.old;
  const counts: Counts = {
    replicas: sum(all, (rs) => statusOf(rs).replicas ?? 0),
    updatedReplicas: o.current ? (statusOf(o.current).replicas ?? 0) : 0,
    readyReplicas: sum(all, (rs) => statusOf(rs).readyReplicas ?? 0),
    availableReplicas: sum(all, (rs) => statusOf(rs).availableReplicas ?? 0),
  };
  const now = c.clock.now();
  const found = progressOf(d);
  let conditions: readonly TimedCondition[] = conditionsOf(d);
  if (o.current && !found && deadlineOf(d) !== undefined)
    conditions = setCondition(conditions, now, {
      type: 'Progressing',
      status: 'True',
      reason: 'FoundNewReplicaSet',
      message: `Found new replica set "${o.current.metadata.name}"`,
    });
  conditions = setCondition(conditions, now, availability(d, counts));
  if (o.rolls) {
    const complete =
      counts.replicas === replicas &&
      counts.updatedReplicas === replicas &&
      counts.availableReplicas === replicas;
    const set = o.current?.metadata.name;
    conditions = progressAfter(c, d, { conditions, counts, set, complete });
    const failure = failureOf(o);
    conditions = failure
      ? setCondition(conditions, now, failure)
      : conditions.filter((x) => x.type !== 'ReplicaFailure');
    const late = complete ? undefined : untilLate(c, d);
    if (late !== undefined) c.enqueueAfter(o.key, late);
  }
  const { collisionCount } = (d['status'] ?? {}) as { collisionCount?: number };
  await writeStatus(c, d, {
    observedGeneration: d.metadata.generation ?? 1,
    ...counted({ ...counts }),
    ...counted({ unavailableReplicas: sum(all, wanted) - counts.availableReplicas }),
    terminatingReplicas: sum(all, (rs) => statusOf(rs).terminatingReplicas ?? 0),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions,
  });
}

function availability(d: KubeObject, { availableReplicas }: Counts): Condition {
  const spec = specOf(d);
  return availableReplicas >= (spec.replicas ?? 1) - limits(spec).maxUnavailable
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
      };
}

/** A set that cannot make its pods says why; the current one's word counts first. */
function failureOf(o: World): Condition | undefined {
  const failures = [...(o.current ? [o.current] : []), ...o.old]
    .flatMap((rs) => statusOf(rs).conditions ?? [])
    .filter((x) => x.type === 'ReplicaFailure');
  const [first] = failures;
  return first && { type: first.type, status: first.status, reason: first.reason, message: first.message }; // prettier-ignore
}
