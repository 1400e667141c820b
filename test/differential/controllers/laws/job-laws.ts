import { isLive, type AnyObject, type Law, type Moment, type World } from './law.ts';

const TRACKED = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';

/** The Job for which a pod is made at this moment. */
const jobAtWork = ({ type, object, world }: Moment): AnyObject | undefined => {
  const owner = object.kind === 'Pod' && type === 'ADDED' ? world.ownerOf(object) : undefined;
  return owner?.kind === 'Job' ? owner : undefined;
};
const livePods = (world: World, job: AnyObject): readonly AnyObject[] =>
  world.ownedBy(job, 'Pod').filter(isLive);
const endOf = (job: AnyObject | undefined): string | undefined =>
  (job?.status?.conditions as readonly { type: string; status: string }[] | undefined)?.find(
    (c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True',
  )?.type;
/** The other Jobs of a CronJob that still work when one is made. */
const atWorkBeside = ({ type, object, world }: Moment, policy: string): number | undefined => {
  const owner = object.kind === 'Job' && type === 'ADDED' ? world.ownerOf(object) : undefined;
  if (owner?.spec.concurrencyPolicy !== policy) return undefined;
  const others = world.ownedBy(owner, 'Job').filter((j) => j.metadata.name !== object.metadata.name); // prettier-ignore
  return others.filter((j) => !endOf(j) && j.metadata.deletionTimestamp === undefined).length;
};

export const JOB_LAWS: readonly Law[] = [
  {
    name: 'a Job makes no pod beyond its parallelism, and none while it is suspended',
    holds: (moment) => {
      const job = jobAtWork(moment);
      if (!job) return undefined;
      if (job.spec.suspend) return 'suspended';
      const live = livePods(moment.world, job).length;
      return live <= job.spec.parallelism || `${live} of ${job.spec.parallelism}`;
    },
  },
  {
    name: 'a Job makes no pod beyond what is left to complete',
    holds: (moment) => {
      const job = jobAtWork(moment);
      if (job?.spec.completions === undefined) return undefined;
      const sum = livePods(moment.world, job).length + ((job.status?.succeeded as number | undefined) ?? 0); // prettier-ignore
      return sum <= job.spec.completions || `${sum} of ${job.spec.completions}`;
    },
  },
  {
    name: 'a Job makes no pod once more have failed than its back-off limit',
    holds: (moment) => {
      const job = jobAtWork(moment);
      if (!job) return undefined;
      const failed = moment.world.failedPods.size;
      return failed <= job.spec.backoffLimit || `${failed} failed, limit ${job.spec.backoffLimit}`;
    },
  },
  {
    name: 'no index of an indexed Job has two pods',
    holds: (moment) => {
      const job = jobAtWork(moment);
      if (job?.spec.completionMode !== 'Indexed') return undefined;
      const index = moment.object.metadata.annotations?.[INDEX];
      return livePods(moment.world, job).filter((p) => p.metadata.annotations?.[INDEX] === index).length === 1; // prettier-ignore
    },
  },
  {
    name: 'a Job’s pod stays until it is counted',
    holds: ({ type, object, was, world }) => {
      const job = object.kind === 'Pod' && type === 'DELETED' ? world.ownerOf(object) : undefined;
      if (job?.kind !== 'Job' || !was?.metadata.finalizers?.includes(TRACKED)) return undefined;
      const { succeeded = 0, failed = 0, uncountedTerminatedPods: listed = {} } = job.status ?? {};
      const counted = succeeded + failed + (listed.succeeded?.length ?? 0) + (listed.failed?.length ?? 0); // prettier-ignore
      // Those that a lower parallelism takes are let go uncounted, before they go.
      const gone = world.gonePods.filter((p) => p.metadata.finalizers?.includes(TRACKED)).length;
      return gone <= counted || `${gone} gone, ${counted} counted`;
    },
  },
  {
    name: 'what a Job has counted it never takes back',
    holds: ({ type, object, was }) => {
      if (object.kind !== 'Job' || type !== 'MODIFIED' || !was?.status) return undefined;
      const fell = ['succeeded', 'failed'].filter((k) => (object.status?.[k] ?? 0) < (was.status[k] ?? 0)); // prettier-ignore
      return fell.length === 0 || fell.join(', ');
    },
  },
  {
    name: 'a Job that is over stays so',
    holds: (moment) => {
      const job = jobAtWork(moment);
      if (job && endOf(job) !== undefined) return 'it makes a pod';
      const { type, object, was } = moment;
      const end = object.kind === 'Job' && type === 'MODIFIED' ? endOf(was) : undefined;
      return end === undefined ? undefined : endOf(object) === end;
    },
  },
  {
    name: 'a CronJob that forbids it has one Job at work',
    holds: (moment) => {
      const others = atWorkBeside(moment, 'Forbid');
      return others === undefined ? undefined : others === 0 || `${others} others`;
    },
  },
  {
    name: 'a CronJob that replaces puts the Job at work away first',
    holds: (moment) => {
      const others = atWorkBeside(moment, 'Replace');
      return others === undefined ? undefined : others === 0 || `${others} others`;
    },
  },
];
