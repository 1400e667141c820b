import { isConflict } from '../errors/index.ts';
import {
  jsonEqual,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  refOf,
  RUN_LABEL,
  text,
  type KubeObject,
} from '../model/index.ts';
import { changedByOthers } from './changed.ts';
import type { EffectDefinition, EffectOf } from './effect.ts';
import { objectTarget, pathOf } from './targets.ts';
import { fill } from './withheld.ts';

interface Before {
  readonly existed: boolean;
}

const sameRun = (there: KubeObject, wanted: KubeObject): boolean =>
  there.metadata.labels?.[RUN_LABEL] !== undefined &&
  there.metadata.labels[RUN_LABEL] === wanted.metadata.labels?.[RUN_LABEL];

/** A restored object has no mark of the run; that it was not there before and looks the same is all that can be known. */
const isWhatWeMeant = (e: EffectOf<'kube-create'>, there: KubeObject, before: Before): boolean =>
  e.restores
    ? !before.existed && jsonEqual(there.metadata.labels ?? {}, e.object.metadata.labels ?? {})
    : sameRun(there, e.object);

/** Creates an object with our marks; found there with the marks of this run, it is done. */
export const kubeCreate: EffectDefinition<'kube-create'> = {
  kind: 'kube-create',
  describe: ({ object }) => `POST ${pathOf(refOf(object))}`,
  targets: ({ object }) => [objectTarget(refOf(object))],
  prepare: (e, run) => ({
    ...e,
    object: {
      ...e.object,
      metadata: {
        ...e.object.metadata,
        labels: { [MANAGED_BY]: MANAGED_BY_VALUE, [RUN_LABEL]: run, ...e.object.metadata.labels },
      },
    },
  }),
  async observe({ kube }, { object }): Promise<Before> {
    return { existed: (await kube.get(refOf(object))) !== undefined };
  },
  async settle({ kube }, e, before) {
    const there = await kube.get(refOf(e.object));
    if (!there || there.metadata.deletionTimestamp !== undefined) return { state: 'not-done' };
    return isWhatWeMeant(e, there, before as Before)
      ? { state: 'done', result: { uid: there.metadata.uid ?? null } }
      : {
          state: 'changed',
          what: text(
            `${pathOf(refOf(e.object))} was made by somebody else.`,
            `${pathOf(refOf(e.object))}: 다른 누군가가 만들었습니다.`,
          ),
        };
  },
  async perform({ kube }, e, { before, signal }) {
    const whole = e.restores?.withheld ? await fill(kube, e.object, e.restores.withheld) : e.object;
    try {
      const made = await kube.create(whole, { signal });
      return { uid: made.metadata.uid ?? null };
    } catch (error) {
      // The answer to an earlier try may have been lost on the way.
      const there = isConflict(error) ? await kube.get(refOf(e.object)) : undefined;
      if (!there || there.metadata.deletionTimestamp !== undefined) throw error;
      if (isWhatWeMeant(e, there, before as Before)) return { uid: there.metadata.uid ?? null };
      throw changedByOthers(
        text(
          `${pathOf(refOf(e.object))} is there already, not made by this run.`,
          `${pathOf(refOf(e.object))}: 이미 있으며 이 실행이 만든 것이 아닙니다.`,
        ),
      );
    }
  },
  inverse({ object }, _before, result) {
    const uid = (result as { uid?: string | null } | null)?.uid ?? undefined;
    return {
      kind: 'effects',
      effects: [
        {
          kind: 'kube-delete',
          ref: refOf(object),
          ...(uid === undefined ? {} : { uid }),
          propagation: 'Background',
        },
      ],
    };
  },
};
