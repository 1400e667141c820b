import { z } from 'zod';
import { formatRef, jsonEqual, text, type KubeObject } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { ourMarks } from './labels.ts';
import { mustGet } from './rollout.ts';
import { objectRef } from './schemas.ts';

const input = z.object({ ref: objectRef, copyName: z.string() });
type Input = z.infer<typeof input>;

/** The tutorial saves CoreDNS' ConfigMap to a file; a copy in the cluster is there for every colleague. */
export const backUpConfig = defineMigrationStep<Input>({
  id: 'back-up-config',
  phase: 'system',
  input,
  describe: (i) => ({
    title: text(
      `Keep a copy of ${formatRef(i.ref)} as ${i.copyName}`,
      `${formatRef(i.ref)}의 사본을 ${i.copyName}에 보관`,
    ),
    effects: [`POST configmaps/${i.ref.namespace ?? ''}/${i.copyName}`],
    estimateSeconds: 2,
    reversible: true,
  }),
  async precondition({ ports }, i) {
    const there = await ports.kube.get({ ...i.ref, name: i.copyName });
    return there
      ? {
          state: 'already-done',
          why: text(`${i.copyName} is there`, `${i.copyName}이(가) 이미 있습니다`),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    const original = await mustGet(context, i.ref);
    const copy: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: i.copyName,
        ...(i.ref.namespace === undefined ? {} : { namespace: i.ref.namespace }),
        labels: ourMarks(context),
      },
      data: original['data'],
    };
    await context.effect({ kind: 'kube-create', object: copy });
  },
  async verify(context, i) {
    const [original, copy] = [
      await mustGet(context, i.ref),
      await context.ports.kube.get({ ...i.ref, name: i.copyName }),
    ];
    return copy && jsonEqual(copy['data'], original['data'])
      ? {
          state: 'ok',
          evidence: text(`${i.copyName} holds the same data`, `${i.copyName}: 내용이 같습니다`),
        }
      : {
          state: 'failed',
          reason: text(
            `${i.copyName} does not hold what ${i.ref.name} holds.`,
            `${i.copyName}의 내용이 ${i.ref.name}의 내용과 다릅니다.`,
          ),
          remedy: text(
            'Delete the copy and run fargatectl migrate --resume.',
            '사본을 삭제하고 실행하십시오: fargatectl migrate --resume',
          ),
        };
  },
});
