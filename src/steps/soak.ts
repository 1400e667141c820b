import { z } from 'zod';
import { both, counted, formatRef, isPodReady, text, type Text } from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { ofAll } from './phrases.ts';
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
    title: text(
      `Watch ${counted(i.workloads.length, 'workload')} for ${i.seconds} s before anything is deleted`,
      `삭제하기 전에 워크로드 ${i.workloads.length}개를 ${i.seconds}초 동안 지켜보기`,
    ),
    effects: [],
    estimateSeconds: i.seconds,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    await context.wait(
      {
        for: text('the soak to end', '지켜보는 시간'),
        timeoutMs: i.seconds * 1000 + 10 * 60_000,
        everyMs: Math.max(5_000, Math.min(60_000, i.seconds * 100)),
        remedy: text(
          'kubectl get pods -A shows what is not ready; fargatectl rollback goes back.',
          '준비되지 않은 것 보기: kubectl get pods -A, 되돌리기: fargatectl rollback',
        ),
      },
      async (waitedMs): Promise<Probe<null>> => {
        const trouble = await notReady(context, i);
        if (trouble !== undefined) return { state: 'waiting', seen: trouble };
        const left = Math.ceil((i.seconds * 1000 - waitedMs) / 1000);
        return left <= 0
          ? { state: 'done', value: null }
          : {
              state: 'waiting',
              seen: text(`all ready, ${left} s to go`, `모두 준비됨, ${left}초 남음`),
            };
      },
    );
  },
  async verify(context, i) {
    const trouble = await notReady(context, i);
    return trouble === undefined
      ? {
          state: 'ok',
          evidence: text(
            `${counted(i.workloads.length, 'workload')} ready after ${i.seconds} s`,
            `${i.seconds}초 뒤에도 워크로드 ${i.workloads.length}개 준비됨`,
          ),
        }
      : {
          state: 'failed',
          reason: trouble,
          remedy: text(
            'fargatectl rollback goes back while the node groups still exist.',
            '노드 그룹이 아직 있을 때 되돌리십시오: fargatectl rollback',
          ),
        };
  },
});

async function notReady(
  context: Parameters<typeof mustGet>[0],
  i: Input,
): Promise<Text | undefined> {
  for (const ref of i.workloads) {
    const object = await mustGet(context, ref);
    const wanted = (object['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
    const ready = (await podsOf(context, object)).filter(isPodReady).length;
    if (ready < wanted) {
      const seen = ofAll([ready, wanted], 'ready', '파드', '준비');
      return both((l) => `${formatRef(ref)}: ${seen[l]}`);
    }
  }
  return undefined;
}
