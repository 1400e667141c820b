import { z } from 'zod';
import { formatRef } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { mustGet, rolloutProbe, waitForRollout } from './rollout.ts';
import { fieldSetting, objectRef } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  title: z.string(),
  settings: z.array(fieldSetting),
  /** Wait for the rollout that the change sets off: on EC2, anywhere, or not at all. */
  rollout: z.enum(['ec2', 'anywhere', 'none']),
  estimateSeconds: z.number(),
});
type Input = z.infer<typeof input>;

/** One careful change of one object: a CronJob's next run, an autoscaler stood down, a claim switched. */
export const setFields = defineMigrationStep<Input>({
  id: 'set-fields',
  phase: 'application',
  input,
  describe: (i) => ({
    title: i.title,
    effects: [`PATCH ${i.ref.kind.toLowerCase()}s/${i.ref.namespace ?? ''}/${i.ref.name}`],
    estimateSeconds: i.estimateSeconds,
    reversible: true,
  }),
  async precondition(context, i) {
    await mustGet(context, i.ref);
    return { state: 'ready' };
  },
  async apply(context, i) {
    await context.effect({ kind: 'kube-set', ref: i.ref, set: i.settings });
    if (i.rollout !== 'none') await waitForRollout(context, i.ref, i.rollout);
  },
  async verify(context, i) {
    const object = await mustGet(context, i.ref);
    if (i.rollout === 'none') return { state: 'ok', evidence: `${formatRef(i.ref)} changed` };
    const probe = rolloutProbe(object);
    return probe.state === 'done'
      ? { state: 'ok', evidence: `${formatRef(i.ref)} rolled out` }
      : {
          state: 'failed',
          reason: `${formatRef(i.ref)}: ${probe.state === 'waiting' ? probe.seen : probe.reason}`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
  async afterUndo(context, i) {
    if (i.rollout !== 'none') await waitForRollout(context, i.ref, i.rollout);
  },
});
