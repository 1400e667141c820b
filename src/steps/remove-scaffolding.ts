import { z } from 'zod';
import {
  agree,
  counted,
  formatRef,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  text,
  verbatim,
} from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { TRY_AGAIN } from './phrases.ts';
import { objectRef } from './schemas.ts';

const input = z.object({ objects: z.array(objectRef) });
type Input = z.infer<typeof input>;

/** Takes our own probes, canaries and copy jobs away again. Anything without our label is left alone. */
export const removeScaffolding = defineMigrationStep<Input>({
  id: 'remove-scaffolding',
  phase: 'verify',
  input,
  describe: (i) => ({
    title: text(
      `Remove our own probes, canaries and copy jobs (${i.objects.length})`,
      `우리가 만든 프로브, 카나리, 복사 Job 지우기(${i.objects.length})`,
    ),
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
        for: text('our scaffolding gone', '우리가 만든 임시 객체 삭제'),
        timeoutMs: 5 * 60_000,
        everyMs: 2_000,
        remedy: text(
          'kubectl get all -A -l fargatectl.io/managed-by=fargatectl shows what is left.',
          '남은 것 보기: kubectl get all -A -l fargatectl.io/managed-by=fargatectl',
        ),
      },
      async (): Promise<Probe<null>> => {
        const left = [];
        for (const ref of i.objects)
          if (await context.ports.kube.get(ref, { signal: context.signal }))
            left.push(formatRef(ref));
        return left.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: verbatim(left.join(', ')) };
      },
    );
  },
  async verify(context, i) {
    for (const ref of i.objects)
      if (await context.ports.kube.get(ref))
        return {
          state: 'failed',
          reason: text(
            `${formatRef(ref)} is still there.`,
            `${formatRef(ref)}이(가) 아직 남아 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        };
    return {
      state: 'ok',
      evidence: text(
        `${counted(i.objects.length, 'object')} of ours ${agree(i.objects.length, 'is', 'are')} gone`,
        `우리가 만든 객체 ${i.objects.length}개가 없어졌습니다`,
      ),
    };
  },
});
