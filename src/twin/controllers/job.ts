import { isPodReady, type KubeObject, type Pod, type PodTemplate } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  controllerOf,
  createPod,
  deletePod,
  expectations,
  podOf,
  stamp,
  writeStatus,
  type Expectations,
} from './pods.ts';

interface Spec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly suspend?: boolean;
  readonly template: PodTemplate;
}
interface Status {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly lastTransitionTime?: string;
  }[];
}

const RETRY_MS = 10_000;
export const finishedOf = (job: KubeObject): 'Complete' | 'Failed' | undefined =>
  (((job['status'] ?? {}) as Status).conditions ?? []).find(
    (x) => x.status === 'True' && (x.type === 'Complete' || x.type === 'Failed'),
  )?.type as 'Complete' | undefined;

/** Runs pods to their end. @source https://kubernetes.io/docs/concepts/workloads/controllers/job/ (read 2026-11-23) */
export function jobController(): Controller {
  let awaited: Expectations | undefined;
  return {
    name: 'job',
    watches: {
      'batch/v1/Job': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        const owner = controllerOf(pod);
        if (owner?.kind === 'Job') c.enqueue(`${pod.metadata.namespace ?? ''}/${owner.name}`);
      },
    },
    async reconcile(c, key) {
      const job = c.informer('batch/v1/Job').byKey(key);
      if (!job || job.metadata.deletionTimestamp !== undefined) return;
      awaited ??= expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined);
      const spec = job['spec'] as Spec;
      const status = (job['status'] ?? {}) as Status;
      if (finishedOf(job)) {
        await expire(c, job, spec, status);
        return;
      }
      const pods = [...c.informer('v1/Pod').ownedBy(job.metadata.uid ?? '')] as Pod[];
      const succeeded = pods.filter((p) => p.status?.phase === 'Succeeded').length;
      const failed = pods.filter((p) => p.status?.phase === 'Failed').length;
      const active = pods.filter(
        (p) =>
          p.metadata.deletionTimestamp === undefined &&
          p.status?.phase !== 'Succeeded' &&
          p.status?.phase !== 'Failed',
      );
      const completions = spec.completions ?? 1;
      const now = c.clock.now();
      const startTime = status.startTime ?? stamp(now);
      const ended = endOf(spec, { succeeded, failed, startTime, now });
      if (ended) for (const pod of active) await deletePod(c, pod);
      else if (spec.suspend !== true && !awaited.pending(key)) {
        const wanted = Math.min(spec.parallelism ?? 1, completions - succeeded);
        for (let i = active.length; i < wanted; i += 1) {
          const pod = podOf(spec.template, job, { labels: jobLabels(job) });
          const made = await createPod(c, job, pod, 'job-controller');
          awaited.created(key, made.metadata.uid ?? '');
        }
        if (spec.activeDeadlineSeconds !== undefined)
          c.enqueueAfter(key, spec.activeDeadlineSeconds * 1000);
      }
      await writeStatus(c, job, {
        ...(spec.suspend === true ? {} : { startTime }),
        ...(ended ? {} : { active: active.length, ready: active.filter(isPodReady).length }),
        ...(succeeded === 0 ? {} : { succeeded }),
        ...(failed === 0 ? {} : { failed }),
        terminating: 0,
        uncountedTerminatedPods: {},
        ...ended,
      });
      if (ended) {
        await tellEnded(c, job, ended.conditions[0]);
        c.enqueueAfter(key, RETRY_MS);
      }
    },
  };
}

interface JobCondition {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}
interface Ended {
  readonly conditions: readonly [JobCondition, ...JobCondition[]];
  readonly completionTime?: string;
}

const tellEnded = (c: ControllerContext, job: KubeObject, why: JobCondition): Promise<void> =>
  c.events.record(job, {
    ...(why.type === 'Complete'
      ? { type: 'Normal', reason: 'Completed', message: 'Job completed' }
      : { type: 'Warning', reason: why.reason, message: why.message }),
    component: 'job-controller',
  });

/** How a job has ended, or undefined while it goes on. */
function endOf(
  spec: Spec,
  s: {
    readonly succeeded: number;
    readonly failed: number;
    readonly startTime: string;
    readonly now: number;
  },
): Ended | undefined {
  const at = stamp(s.now);
  const condition = (type: string, reason: string, message: string): Ended['conditions'] => {
    const made = { type, status: 'True', reason, message };
    return [{ ...made, lastProbeTime: at, lastTransitionTime: at } as JobCondition];
  };
  if (s.succeeded >= (spec.completions ?? 1))
    return {
      conditions: condition(
        'Complete',
        'CompletionsReached',
        'Reached expected number of succeeded pods',
      ),
      completionTime: at,
    };
  if (s.failed > (spec.backoffLimit ?? 6))
    return {
      conditions: condition(
        'Failed',
        'BackoffLimitExceeded',
        'Job has reached the specified backoff limit',
      ),
    };
  const limit = spec.activeDeadlineSeconds;
  if (limit !== undefined && s.now - Date.parse(s.startTime) >= limit * 1000)
    return {
      conditions: condition(
        'Failed',
        'DeadlineExceeded',
        'Job was active longer than specified deadline',
      ),
    };
  return undefined;
}

const jobLabels = (job: KubeObject): Readonly<Record<string, string>> => ({
  'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
  'batch.kubernetes.io/job-name': job.metadata.name,
  'controller-uid': job.metadata.uid ?? '',
  'job-name': job.metadata.name,
});

async function expire(
  c: ControllerContext,
  job: KubeObject,
  spec: Spec,
  status: Status,
): Promise<void> {
  if (spec.ttlSecondsAfterFinished === undefined) return;
  const ended = Date.parse(
    status.completionTime ?? status.conditions?.at(-1)?.lastTransitionTime ?? '',
  );
  const left = spec.ttlSecondsAfterFinished * 1000 - c.clock.age(ended);
  if (left > 0) c.enqueueAfter(keyOf(job), left);
  else
    await c.api.delete(
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        namespace: job.metadata.namespace ?? '',
        name: job.metadata.name,
      },
      { propagation: 'Background' },
    );
}
