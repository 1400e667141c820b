import { z } from 'zod';
import { MANAGED_BY, MANAGED_BY_VALUE, formatRef } from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { objectRef } from './schemas.ts';

const input = z.object({ objects: z.array(objectRef) });
type Input = z.infer<typeof input>;

/** Takes our own probes, canaries and copy jobs away again. Anything without our label is left alone. */
export const removeScaffolding = defineMigrationStep<Input>({
  id: 'remove-scaffolding',
  phase: 'verify',
  input,
  describe: (i) => ({
    title: `Remove our own probes, canaries and copy jobs (${i.objects.length})`,
    effects: i.objects.map((o) => `DELETE ${formatRef(o)}`),
    estimateSeconds: 20,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    for (const ref of i.objects) {
      const object = await context.ports.kube.get(ref, { signal: context.signal });
      if (object?.metadata.labels?.[MANAGED_BY] === MANAGED_BY_VALUE)
        await context.effect({ kind: 'kube-delete', ref, propagation: 'Background' });
    }
    await context.wait(
      {
        for: 'our scaffolding gone',
        timeoutMs: 5 * 60_000,
        everyMs: 2_000,
        remedy: 'kubectl get all -A -l fargatectl.io/managed-by=fargatectl shows what is left.',
      },
      async (): Promise<Probe<null>> => {
        const left = [];
        for (const ref of i.objects)
          if (await context.ports.kube.get(ref, { signal: context.signal }))
            left.push(formatRef(ref));
        return left.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: left.join(', ') };
      },
    );
  },
  async verify(context, i) {
    for (const ref of i.objects)
      if (await context.ports.kube.get(ref))
        return {
          state: 'failed',
          reason: `${formatRef(ref)} is still there.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
    return { state: 'ok', evidence: `${i.objects.length} objects of ours are gone` };
  },
});
