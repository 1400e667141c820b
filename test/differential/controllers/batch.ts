import fc from 'fast-check';
import { defined, few, patch, template, type Case, type Step } from './steps.ts';

const JOB = 'batch/v1/Job';
const end = few.map((pods): Step => ({ do: 'end', pods, exitCode: 0 }));
const failure = fc.constantFrom<Step>({ do: 'end', pods: 1, exitCode: 1 }, { do: 'end', pods: 1, exitCode: 42 }, { do: 'kill', pods: 1 }); // prettier-ignore
const jobStep = fc.oneof(
  { weight: 5, arbitrary: end },
  { weight: 3, arbitrary: failure },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map((parallelism) => patch(JOB, 'work', { spec: { parallelism } })) },
  { weight: 1, arbitrary: fc.boolean().map((suspend) => patch(JOB, 'work', { spec: { suspend } })) },
); // prettier-ignore
/** A Job waits after each failure, longer each time; nobody looks before it has gone on. */
function withWaits(steps: readonly Step[]): readonly Step[] {
  let failures = 0;
  return steps.flatMap((step): readonly Step[] => {
    const fails = step.do === 'kill' || (step.do === 'end' && step.exitCode !== 0);
    if (!fails) return [step];
    failures += 1;
    return failures > 2 ? [] : [step, { do: 'wait', seconds: 10 * failures + 3 }];
  });
}
export const jobs = fc
  .record({
    parallelism: fc.constantFrom(undefined, 1, 2, 3),
    completions: fc.constantFrom(undefined, 1, 2, 4),
    completionMode: fc.constantFrom(undefined, undefined, 'Indexed'),
    backoffLimit: fc.constantFrom(undefined, 0, 1, 2),
    ttlSecondsAfterFinished: fc.constantFrom(undefined, undefined, 600, 0),
    activeDeadlineSeconds: fc.constantFrom(undefined, undefined, undefined, 600, 6),
    suspend: fc.constantFrom(undefined, undefined, undefined, true),
    podFailurePolicy: fc.constantFrom(undefined, undefined, undefined, { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }, { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] }),
    steps: fc.array(jobStep, { minLength: 3, maxLength: 7 }),
  })
  .filter((j) => j.completionMode === undefined || j.completions !== undefined)
  .map(({ steps, ...spec }): Case => ({
    family: 'Job',
    // The job controller gathers changes for a second.
    quietMs: 2_000,
    finish: false,
    steps: [
      { do: 'create', object: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' }, spec: { ...defined(spec), template: template('1', { restartPolicy: 'Never', readinessGates: undefined, containers: [{ name: 'main', image: 'app:1', command: ['sleep', 'infinity'] }] }) } } },
      // A deadline that is near must not fall between two looks.
      ...(spec.activeDeadlineSeconds === 6 ? [{ do: 'wait', seconds: 9 } as const] : withWaits(steps)),
    ],
  })); // prettier-ignore

/** A CronJob that ticks each minute, until its second Job; `late`: the first outlasts a tick. */
export const cronJob = ({
  ends,
  late = false,
  ...spec
}: {
  readonly ends: boolean;
  readonly late?: boolean;
  readonly concurrencyPolicy: string;
  readonly successfulJobsHistoryLimit?: number | undefined;
}): Case => ({
    family: 'CronJob',
    quietMs: 2_000,
    finish: false,
    steps: [
      { do: 'create', object: { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' }, spec: { ...defined(spec), schedule: '* * * * *', jobTemplate: { metadata: { labels: { team: 'a' } }, spec: { template: template('1', { restartPolicy: 'Never', readinessGates: undefined, containers: [{ name: 'main', image: 'app:1', command: ['sleep', 'infinity'] }] }) } } } } },
      { do: 'await jobs', jobs: 1 },
      ...(late ? [{ do: 'wait', seconds: 61 } as const] : []),
      ...(ends ? [{ do: 'end', pods: 1, exitCode: 0 } as const] : []),
      { do: 'await jobs', jobs: spec.concurrencyPolicy === 'Forbid' && !ends ? 1 : 2 },
      patch('batch/v1/CronJob', 'tick', { spec: { suspend: true } }),
    ],
  }); // prettier-ignore
export const cronJobs = fc
  .record({
    concurrencyPolicy: fc.constantFrom('Allow', 'Forbid', 'Replace'),
    successfulJobsHistoryLimit: fc.constantFrom(undefined, 0, 1),
    ends: fc.boolean(),
  })
  .map(cronJob);
