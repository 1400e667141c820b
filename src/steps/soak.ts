import { z } from 'zod';
import { formatRef, isPodReady } from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { mustGet, podsOf } from './rollout.ts';
import { objectRef } from './schemas.ts';

const input = z.object({ seconds: z.number(), workloads: z.array(objectRef) });
type Input = z.infer<typeof input>;

/** Waits and watches with the old nodes scaled away but their group still there: the cheapest moment to find out. */
export const soak = defineMigrationStep<Input>({
  id: 'soak',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: `Watch ${i.workloads.length} workloads for ${i.seconds} s before anything is deleted`,
    effects: [],
    estimateSeconds: i.seconds,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const until = context.clock.now() + i.seconds * 1000;
    await context.wait(
      {
        for: 'the soak to end',
        timeoutMs: i.seconds * 1000 + 10 * 60_000,
        everyMs: Math.max(5_000, Math.min(60_000, i.seconds * 100)),
        remedy: 'kubectl get pods -A shows what is not ready; fargatectl rollback goes back.',
      },
      async (): Promise<Probe<null>> => {
        const trouble = await notReady(context, i);
        if (trouble !== undefined) return { state: 'waiting', seen: trouble };
        const left = Math.ceil((until - context.clock.now()) / 1000);
        return left <= 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `all ready, ${left} s to go` };
      },
    );
  },
  async verify(context, i) {
    const trouble = await notReady(context, i);
    return trouble === undefined
      ? { state: 'ok', evidence: `${i.workloads.length} workloads ready after ${i.seconds} s` }
      : {
          state: 'failed',
          reason: trouble,
          remedy: 'fargatectl rollback goes back while the node groups still exist.',
        };
  },
});

async function notReady(
  context: Parameters<typeof mustGet>[0],
  i: Input,
): Promise<string | undefined> {
  for (const ref of i.workloads) {
    const object = await mustGet(context, ref);
    const wanted = (object['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
    const ready = (await podsOf(context, object)).filter(isPodReady).length;
    if (ready < wanted) return `${formatRef(ref)}: ${ready} of ${wanted} ready`;
  }
  return undefined;
}
