import { z } from 'zod';
import { formatRef, text, both } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { TRY_AGAIN } from './phrases.ts';
import { mustGet, rolloutProbe, waitForRollout } from './rollout.ts';
import { fieldSetting, objectRef, words } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  title: words,
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
    const name = formatRef(i.ref);
    if (i.rollout === 'none')
      return { state: 'ok', evidence: text(`${name} changed`, `${name} 변경됨`) };
    const probe = rolloutProbe(object);
    if (probe.state === 'done')
      return { state: 'ok', evidence: text(`${name} rolled out`, `${name} 롤아웃됨`) };
    const why = probe.state === 'waiting' ? probe.seen : probe.reason;
    return { state: 'failed', reason: both((l) => `${name}: ${why[l]}`), remedy: TRY_AGAIN };
  },
  async afterUndo(context, i) {
    if (i.rollout !== 'none') await waitForRollout(context, i.ref, i.rollout);
  },
});
