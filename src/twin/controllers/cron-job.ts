import { refOf, type KubeObject } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { nextAfter, parseSchedule } from './cron-schedule.ts';
import { finishedOf } from './job-spec.ts';
import { controllerOf, ownerRef, stamp, writeStatus } from './pods.ts';

interface Spec {
  readonly schedule: string;
  /** `Asia/Seoul`; without it UTC. */
  readonly timeZone?: string;
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

/** Starts Jobs by the clock. @source https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ (read 2026-11-23) */
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
      const before = (cron['status'] ?? {}) as Status;
      const jobs = [...c.informer('batch/v1/Job').ownedBy(cron.metadata.uid ?? '')].filter(
        (j) => j.metadata.deletionTimestamp === undefined,
      );
      const removed = await prune(c, cron, jobs, spec);
      const kept = (before.active ?? []).filter((r) => !removed.has(r.uid));
      const listed = await stillActive(c, cron, kept, jobs);
      const { active, last } = await due(c, cron, spec, { before, listed, jobs, planned });
      const successes = jobs
        .filter((j) => finishedOf(j) === 'Complete')
        .map((j) => (j['status'] as { completionTime?: string }).completionTime ?? '');
      const newest = [before.lastSuccessfulTime ?? '', ...successes].sort().at(-1) ?? '';
      await writeStatus(c, cron, {
        ...(active.length === 0 ? {} : { active }),
        ...(last === undefined ? {} : { lastScheduleTime: last }),
        ...(newest === '' ? {} : { lastSuccessfulTime: newest }),
      });
    },
  };
}

interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
}
interface Status {
  readonly active?: readonly Reference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}

const refTo = ({ metadata }: KubeObject): Reference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion,
});

/** The Jobs that were at work and still are; of the others is said what became of them. */
async function stillActive(
  c: ControllerContext,
  cron: KubeObject,
  listed: readonly Reference[],
  jobs: readonly KubeObject[],
): Promise<readonly Reference[]> {
  const left: Reference[] = [];
  for (const ref of listed) {
    const job = jobs.find((j) => j.metadata.uid === ref.uid);
    const how = job && finishedOf(job);
    if (how !== undefined)
      await tell(c, cron, 'SawCompletedJob', `Saw completed job: ${ref.name}, condition: ${how}`);
    else if (!job && !(await c.api.get('batch/v1/Job', ref.namespace, ref.name)))
      await tell(c, cron, 'MissingJob', `Active job went missing: ${ref.name}`);
    else left.push(ref);
  }
  return left;
}

/**
 * Starts what is due. A time that must be left out because a Job is still at work stays due: it is made
 * up for when that has ended.
 */
async function due(
  c: ControllerContext,
  cron: KubeObject,
  spec: Spec,
  o: {
    readonly before: Status;
    readonly listed: readonly Reference[];
    readonly jobs: readonly KubeObject[];
    readonly planned: Map<string, number>;
  },
): Promise<{ readonly active: readonly Reference[]; readonly last: string | undefined }> {
  const last = o.before.lastScheduleTime;
  const nothing = { active: o.listed, last };
  const parsed = parseSchedule(spec.schedule);
  if (!parsed || spec.suspend === true) return nothing;
  const schedule = { ...parsed, ...(spec.timeZone === undefined ? {} : { zone: spec.timeZone }) };
  const now = c.clock.now();
  const key = keyOf(cron);
  const next = nextAfter(schedule, now);
  if (next !== undefined && o.planned.get(key) !== next) {
    o.planned.set(key, next);
    c.enqueueAfter(key, next - now + 100);
  }
  const first = nextAfter(schedule, Date.parse(last ?? cron.metadata.creationTimestamp ?? ''));
  if (first === undefined || first > now) return nothing;
  const at = latest(schedule, first, now);
  if (now - at > (spec.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000) {
    const when = new Date(at).toUTCString().replace('GMT', 'UTC');
    await tell(c, cron, 'MissSchedule', `Missed scheduled time to start a job: ${when}`);
    return nothing;
  }
  const name = `${cron.metadata.name}-${Math.floor(at / MINUTE_MS)}`;
  if (o.listed.some((r) => r.name === name)) return nothing;
  if (o.listed.length > 0 && spec.concurrencyPolicy === 'Forbid') {
    await tell(c, cron, 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid'); // prettier-ignore
    return nothing;
  }
  const replaced = spec.concurrencyPolicy === 'Replace' ? o.listed : [];
  for (const ref of replaced) {
    const job = o.jobs.find((j) => j.metadata.uid === ref.uid);
    if (job) await remove(c, cron, job);
  }
  const kept = o.listed.filter((r) => !replaced.includes(r));
  const there = await c.api.get('batch/v1/Job', cron.metadata.namespace, name);
  const job = there ?? (await start(c, cron, spec, { at, name }));
  if (controllerOf(job)?.uid !== cron.metadata.uid) return nothing;
  return { active: [...kept, refTo(job)], last: stamp(at) };
}

const tell = (c: ControllerContext, cron: KubeObject, reason: string, message: string) => {
  const type = reason === 'MissSchedule' ? 'Warning' : 'Normal';
  return c.events.record(cron, { type, reason, message, component: 'cronjob-controller' });
};

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
  o: { readonly at: number; readonly name: string },
): Promise<KubeObject> {
  const { metadata } = spec.jobTemplate;
  const { annotations } = (metadata ?? {}) as { readonly annotations?: object };
  const job = await c.api.create({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata,
      name: o.name,
      namespace: cron.metadata.namespace ?? '',
      annotations: {
        ...annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': stamp(o.at),
      },
      ownerReferences: [ownerRef(cron)],
    },
    spec: spec.jobTemplate.spec,
  });
  await tell(c, cron, 'SuccessfulCreate', `Created job ${o.name}`);
  return job;
}

async function remove(c: ControllerContext, cron: KubeObject, job: KubeObject): Promise<void> {
  await c.api.delete(refOf(job), { propagation: 'Background' });
  await tell(c, cron, 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
}

/** The uids of finished Jobs beyond what is kept; they are deleted. */
async function prune(
  c: ControllerContext,
  cron: KubeObject,
  jobs: readonly KubeObject[],
  spec: Spec,
): Promise<ReadonlySet<string>> {
  const keep = {
    Complete: spec.successfulJobsHistoryLimit ?? 3,
    Failed: spec.failedJobsHistoryLimit ?? 1,
  };
  const removed = new Set<string>();
  for (const kind of ['Complete', 'Failed'] as const) {
    const done = jobs
      .filter((j) => finishedOf(j) === kind)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    for (const job of done.slice(0, Math.max(0, done.length - keep[kind]))) {
      removed.add(job.metadata.uid ?? '');
      await remove(c, cron, job);
    }
  }
  return removed;
}
