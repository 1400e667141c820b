import { isPodReady, refOf, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { Backoff } from './job-backoff.ts';
import { COMPLETE, conditionsAfter, endOf, hasFailed, isComplete, verdictOf, type End } from './job-end.ts'; // prettier-ignore
import {
  finishedOf,
  formatIndexes,
  indexOf,
  isIndexed,
  isTracked,
  parseIndexes,
  statusOf,
  type JobSpec,
} from './job-spec.ts';
import {
  controllerOf,
  counted,
  expectations,
  isActive,
  isTerminating,
  stamp,
  writeStatus,
} from './pods.ts';
import { COMPONENT, free, manage, remove, type Memory } from './job-work.ts';

/** Runs pods to their end. @source https://kubernetes.io/docs/concepts/workloads/controllers/job/ (read 2026-11-23) */
export function jobController(): Controller {
  let memory: Memory | undefined;
  return {
    name: 'job',
    watches: {
      'batch/v1/Job': (c) => (now, before) => {
        c.enqueue(keyOf((now ?? before) as KubeObject));
      },
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        const owner = controllerOf(pod);
        if (owner?.kind === 'Job') c.enqueue(`${pod.metadata.namespace ?? ''}/${owner.name}`);
        // Nobody will count it any more.
        else if (now && isTracked(now)) void free(c, now);
      },
    },
    async reconcile(c, key) {
      const job = c.informer('batch/v1/Job').byKey(key);
      memory ??= {
        awaited: expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined),
        backoff: new Backoff(),
        tallied: new Set(),
      };
      if (!job || finishedOf(job)) {
        memory.backoff.forget(key);
        if (job) await expire(c, job);
        else await freeOrphans(c, key);
        return;
      }
      await sync(c, memory, key, job);
    },
  };
} // prettier-ignore

/** Pods of a Job that is gone: nobody will count them. */
async function freeOrphans(c: ControllerContext, key: string): Promise<void> {
  const [namespace = '', name] = key.split('/');
  for (const pod of c.informer('v1/Pod').inNamespace(namespace)) {
    const owner = controllerOf(pod);
    if (owner?.kind === 'Job' && owner.name === name) await free(c, pod);
  }
}

async function sync(
  c: ControllerContext,
  memory: Memory,
  key: string,
  job: KubeObject,
): Promise<void> {
  const spec = job['spec'] as JobSpec;
  const before = statusOf(job);
  const pods = [...c.informer('v1/Pod').ownedBy(job.metadata.uid ?? '')] as Pod[];
  const fresh = pods.filter((p) => isTracked(p) && !memory.tallied.has(p.metadata.uid ?? ''));
  const won = fresh.filter((p) => p.status?.phase === 'Succeeded');
  const lost = fresh.filter((p) => hasFailed(spec, p) && !won.includes(p));
  const backoff = memory.backoff.with(key, won, lost);
  const done = doneIndexes(spec, job, won);
  const losses = lost.filter((p) => verdictOf(spec, p).counts).length;
  const active = pods.filter(isActive);
  const tally = {
    succeeded: done ? done.length : (before.succeeded ?? 0) + won.length,
    failed: (before.failed ?? 0) + losses,
    active: active.length,
  };
  const startTime = startOf(c, job, spec);
  const started = { ...job, status: { ...before, ...(startTime === undefined ? {} : { startTime }) } }; // prettier-ignore
  let end = endOf(c, started, spec, { tally, pods });
  let left: readonly Pod[] = active;
  let lostWithIt: readonly Pod[] = [];
  let made = 0;
  let waits = false;
  const isStaying = job.metadata.deletionTimestamp === undefined;
  if (end) {
    for (const pod of active) await remove(c, job, pod);
    lostWithIt = end.type === 'Failed' ? fresh.filter((p) => active.includes(p)) : [];
    left = [];
  } else if (isStaying && !memory.awaited.pending(key)) {
    const { succeeded } = tally;
    ({ left, made, waits } = await manage(c, memory, {
      key,
      job,
      spec,
      active,
      pods,
      done,
      succeeded,
      backoff,
    }));
    // While a Job waits after a failure the real controller reports no pod as active, though others
    // are: with one of them ready the API server refuses that status (more ready than active). So
    // nothing is counted until the wait is over. Seen on 1.35.4.
    if (waits && active.some(isPodReady)) return;
    if (spec.suspend !== true && isComplete(spec, { ...tally, active: left.length + made }))
      end = COMPLETE;
  }
  const gone = waits ? 0 : active.length - left.length;
  const terminating = pods.filter(isTerminating).length + gone;
  const final = end !== undefined && terminating === 0;
  await tellOf(c, job, spec, { end, final });
  await writeStatus(c, job, {
    ...(startTime === undefined ? {} : { startTime }),
    ...counted({
      active: left.length + made,
      succeeded: tally.succeeded,
      failed: tally.failed + lostWithIt.length,
    }),
    ready: left.filter(isPodReady).length,
    terminating,
    uncountedTerminatedPods: {},
    ...ending(c, job, { done, end, final }),
  });
  memory.backoff.keep(key, backoff);
  for (const pod of [...won, ...lost, ...lostWithIt, ...(isStaying ? [] : fresh)]) {
    memory.tallied.add(pod.metadata.uid ?? '');
    await free(c, pod);
  }
  if (spec.activeDeadlineSeconds !== undefined && startTime !== undefined && !end)
    c.enqueueAfter(key, spec.activeDeadlineSeconds * 1000 - c.clock.age(Date.parse(startTime)));
}

/** The indexes that are done, the conditions, and the time of the end. */
function ending(
  c: ControllerContext,
  job: KubeObject,
  o: {
    readonly done: readonly number[] | undefined;
    readonly end: End | undefined;
    readonly final: boolean;
  },
): Readonly<Record<string, unknown>> {
  const suspend = (job['spec'] as JobSpec).suspend === true;
  const conditions = conditionsAfter(c, job, { ...o, suspend });
  return {
    ...(o.done && o.done.length > 0 ? { completedIndexes: formatIndexes(o.done) } : {}),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(o.final && o.end?.type === 'Complete' ? { completionTime: stamp(c.clock.now()) } : {}),
  };
}

/** A Job counts its time from its start, and anew from when it was resumed. */
function startOf(c: ControllerContext, job: KubeObject, spec: JobSpec): string | undefined {
  const { startTime, conditions: has = [] } = statusOf(job);
  const isResumed = has.some((x) => x.type === 'Suspended' && x.status === 'True');
  if (spec.suspend === true) return startTime;
  return startTime === undefined || isResumed ? stamp(c.clock.now()) : startTime;
}

/** The indexes that are done, or undefined when nobody counts them. */
function doneIndexes(
  spec: JobSpec,
  job: KubeObject,
  won: readonly Pod[],
): readonly number[] | undefined {
  if (!isIndexed(spec)) return undefined;
  const isAsked = (i: number): boolean => i >= 0 && i < (spec.completions ?? 1);
  const all = [...parseIndexes(statusOf(job).completedIndexes), ...won.map(indexOf)];
  return [...new Set(all.filter(isAsked))];
}

async function tellOf(
  c: ControllerContext,
  job: KubeObject,
  spec: JobSpec,
  o: { readonly end: End | undefined; readonly final: boolean },
): Promise<void> {
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> =>
    c.events.record(job, { type, reason, message, component: COMPONENT });
  const was = (statusOf(job).conditions ?? []).find((x) => x.type === 'Suspended')?.status;
  if (!o.end && spec.suspend === true && was !== 'True')
    await tell('Normal', 'Suspended', 'Job suspended');
  if (!o.end && spec.suspend !== true && was === 'True')
    await tell('Normal', 'Resumed', 'Job resumed');
  if (!o.end || !o.final) return;
  if (o.end.type === 'Complete') await tell('Normal', 'Completed', 'Job completed');
  else await tell('Warning', o.end.reason, o.end.message);
}

/** Finished Jobs go with their pods when their time is over. */
async function expire(c: ControllerContext, job: KubeObject): Promise<void> {
  const spec = job['spec'] as JobSpec;
  if (spec.ttlSecondsAfterFinished === undefined) return;
  if (job.metadata.deletionTimestamp !== undefined) return;
  const end = statusOf(job).conditions?.find((x) => x.type === finishedOf(job));
  const age = c.clock.age(Date.parse(end?.lastTransitionTime ?? ''));
  const left = spec.ttlSecondsAfterFinished * 1000 - age;
  if (left > 0) c.enqueueAfter(keyOf(job), left);
  else await c.api.delete(refOf(job), { propagation: 'Foreground' });
}
