import type { KubeObject } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { nextAfter, parseSchedule } from './cron-schedule.ts';
import { finishedOf } from './job.ts';
import { controllerOf, ownerRef, stamp, writeStatus } from './pods.ts';

interface Spec {
  readonly schedule: string;
  readonly suspend?: boolean;
  readonly concurrencyPolicy?: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate: {
    readonly metadata?: Readonly<Record<string, unknown>>;
    readonly spec: Readonly<Record<string, unknown>>;
  };
}
const MINUTE_MS = 60_000;

/** Starts Jobs by the clock, in UTC. @source https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ (read 2026-11-23) */
export function cronJobController(): Controller {
  const planned = new Map<string, number>();
  return {
    name: 'cronjob',
    watches: {
      'batch/v1/CronJob': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'batch/v1/Job': (c) => (now, before) => {
        const job = (now ?? before) as KubeObject;
        const owner = controllerOf(job);
        if (owner?.kind === 'CronJob') c.enqueue(`${job.metadata.namespace ?? ''}/${owner.name}`);
      },
    },
    async reconcile(c, key) {
      const cron = c.informer('batch/v1/CronJob').byKey(key);
      if (!cron || cron.metadata.deletionTimestamp !== undefined) return;
      const spec = cron['spec'] as Spec;
      const jobs = [...c.informer('batch/v1/Job').ownedBy(cron.metadata.uid ?? '')];
      const active = jobs.filter((j) => !finishedOf(j));
      const before = (cron['status'] ?? {}) as { lastScheduleTime?: string };
      const schedule = parseSchedule(spec.schedule);
      let last = before.lastScheduleTime;
      if (schedule && spec.suspend !== true) {
        const now = c.clock.now();
        const since = Date.parse(last ?? cron.metadata.creationTimestamp ?? stamp(now));
        const due = nextAfter(schedule, since);
        if (due !== undefined && due <= now) {
          const missed = latest(schedule, due, now);
          if (now - missed <= (spec.startingDeadlineSeconds ?? 100 * 60) * 1000)
            await start(c, cron, spec, { at: missed, active });
          last = stamp(missed);
        }
        const next = nextAfter(schedule, now);
        if (next !== undefined && planned.get(key) !== next) {
          planned.set(key, next);
          c.enqueueAfter(key, next - now + 100);
        }
      }
      await prune(c, jobs, spec);
      await writeStatus(c, cron, {
        ...before,
        ...(active.length === 0
          ? { active: undefined }
          : {
              active: active.map((j) => ({
                apiVersion: 'batch/v1',
                kind: 'Job',
                namespace: j.metadata.namespace,
                name: j.metadata.name,
                uid: j.metadata.uid,
              })),
            }),
        ...(last === undefined ? {} : { lastScheduleTime: last }),
      });
    },
  };
}

const tell = (c: ControllerContext, cron: KubeObject, reason: string, message: string) =>
  c.events.record(cron, { type: 'Normal', reason, message, component: 'cronjob-controller' });

/** Of several missed times only the last is made up for. */
function latest(
  schedule: NonNullable<ReturnType<typeof parseSchedule>>,
  first: number,
  now: number,
): number {
  let at = first;
  for (
    let next = nextAfter(schedule, at);
    next !== undefined && next <= now;
    next = nextAfter(schedule, at)
  )
    at = next;
  return at;
}

async function start(
  c: ControllerContext,
  cron: KubeObject,
  spec: Spec,
  o: { readonly at: number; readonly active: readonly KubeObject[] },
): Promise<void> {
  if (o.active.length > 0 && spec.concurrencyPolicy === 'Forbid') return;
  if (spec.concurrencyPolicy === 'Replace') for (const job of o.active) await remove(c, job);
  const name = `${cron.metadata.name}-${Math.floor(o.at / MINUTE_MS)}`;
  if (await c.api.get('batch/v1/Job', cron.metadata.namespace, name)) return;
  await c.api.create({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...spec.jobTemplate.metadata,
      name,
      namespace: cron.metadata.namespace ?? '',
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': stamp(o.at) },
      ownerReferences: [ownerRef(cron)],
    },
    spec: spec.jobTemplate.spec,
  });
  await tell(c, cron, 'SuccessfulCreate', `Created job ${name}`);
}

const remove = (c: ControllerContext, job: KubeObject): Promise<void> =>
  c.api.delete(
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      namespace: job.metadata.namespace ?? '',
      name: job.metadata.name,
    },
    { propagation: 'Background' },
  );

async function prune(c: ControllerContext, jobs: readonly KubeObject[], spec: Spec): Promise<void> {
  const keep = {
    Complete: spec.successfulJobsHistoryLimit ?? 3,
    Failed: spec.failedJobsHistoryLimit ?? 1,
  };
  for (const kind of ['Complete', 'Failed'] as const) {
    const done = jobs
      .filter((j) => finishedOf(j) === kind && j.metadata.deletionTimestamp === undefined)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    for (const job of done.slice(0, Math.max(0, done.length - keep[kind]))) await remove(c, job);
  }
}
