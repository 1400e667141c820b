import type { KubeObject } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import { setCondition, stamp, writeStatus, type Condition } from '../pods.ts';
import { specOf } from './sets.ts';

/** Counts of pods as a Deployment's status has them. */
export interface Counts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}
export interface TimedCondition extends Condition {
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

export const conditionsOf = (d: KubeObject): readonly TimedCondition[] =>
  ((d['status'] ?? {}) as { conditions?: readonly TimedCondition[] }).conditions ?? [];
export const progressOf = (d: KubeObject): TimedCondition | undefined =>
  conditionsOf(d).find((x) => x.type === 'Progressing');

/** Kubernetes' way of saying that there is no deadline: the largest number. */
const NEVER = 2 ** 31 - 1;
export const deadlineOf = (d: KubeObject): number | undefined => {
  const seconds = specOf(d).progressDeadlineSeconds;
  return seconds === undefined || seconds === NEVER ? undefined : seconds;
};

/** A pause stops the clock of the deadline. True: the status was written. */
export async function notePause(c: ControllerContext, d: KubeObject): Promise<boolean> {
  const reason = progressOf(d)?.reason;
  if (deadlineOf(d) === undefined || reason === 'ProgressDeadlineExceeded') return false;
  const isPaused = specOf(d).paused === true;
  if (isPaused === (reason === 'DeploymentPaused')) return false;
  const [word, message] = isPaused
    ? ['DeploymentPaused', 'Deployment is paused']
    : ['DeploymentResumed', 'Deployment is resumed'];
  await writeStatus(c, d, {
    ...(d['status'] as object | undefined),
    conditions: setCondition(conditionsOf(d), c.clock.now(), {
      type: 'Progressing',
      status: 'Unknown',
      reason: word,
      message,
    }),
  });
  return true;
}

/** Whether the counts tell of progress: more new, fewer old, more that serve. */
function hasMoved(before: Partial<Counts>, now: Counts): boolean {
  const old = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    now.updatedReplicas > (before.updatedReplicas ?? 0) ||
    now.replicas - now.updatedReplicas < old ||
    now.readyReplicas > (before.readyReplicas ?? 0) ||
    now.availableReplicas > (before.availableReplicas ?? 0)
  );
}

/**
 * The Progressing condition after these counts. A rollout that has come to its end stays so until the
 * template changes; without a deadline nobody keeps account.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status (read 2026-11-25)
 */
export function progressAfter(
  c: ControllerContext,
  d: KubeObject,
  o: {
    readonly conditions: readonly TimedCondition[];
    readonly counts: Counts;
    readonly set: string | undefined;
    readonly complete: boolean;
  },
): readonly TimedCondition[] {
  const deadline = deadlineOf(d);
  const others = o.conditions.filter((x) => x.type !== 'Progressing');
  if (deadline === undefined) return others;
  const before = o.conditions.find((x) => x.type === 'Progressing');
  const now = c.clock.now();
  const who = o.set === undefined ? `Deployment "${d.metadata.name}"` : `ReplicaSet "${o.set}"`;
  const { replicas, updatedReplicas } = o.counts;
  if (before?.reason === 'NewReplicaSetAvailable' && replicas === updatedReplicas)
    return o.conditions;
  if (o.complete)
    return setCondition(o.conditions, now, {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `${who} has successfully progressed.`,
    });
  if (hasMoved((d['status'] ?? {}) as Partial<Counts>, o.counts))
    return [
      ...others,
      {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `${who} is progressing.`,
        lastUpdateTime: stamp(now),
        lastTransitionTime:
          before?.status === 'True' ? (before.lastTransitionTime ?? stamp(now)) : stamp(now),
      },
    ];
  if (before && before.reason !== 'NewReplicaSetAvailable' && isLate(c, before, deadline))
    return setCondition(o.conditions, now, {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `${who} has timed out progressing.`,
    });
  return o.conditions;
}

const isLate = (c: ControllerContext, x: TimedCondition, deadline: number): boolean =>
  x.reason === 'ProgressDeadlineExceeded' ||
  c.clock.age(Date.parse(x.lastUpdateTime ?? '')) > deadline * 1000;

/** Milliseconds until a rollout that does not move is late. */
export function untilLate(c: ControllerContext, d: KubeObject): number | undefined {
  const deadline = deadlineOf(d);
  const now = progressOf(d);
  if (deadline === undefined || !now || now.reason === 'ProgressDeadlineExceeded') return undefined;
  const left = deadline * 1000 - c.clock.age(Date.parse(now.lastUpdateTime ?? ''));
  return Math.max(0, left) + 1_000;
}
