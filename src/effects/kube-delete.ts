import { BugError, isConflict, isNotFound } from '../errors/index.ts';
import { MANAGED_BY, type KubeObject } from '../model/index.ts';
import type { EffectDefinition, Withheld } from './effect.ts';
import { objectTarget, pathOf } from './targets.ts';
import { fill, keeperOf, withhold } from './withheld.ts';

type Before =
  /** There was nothing to delete (or another object of that name). */
  | null
  /** What we made is not missed. */
  | { readonly ours: true; readonly uid: string | null }
  | {
      readonly ours: false;
      readonly uid: string | null;
      readonly object: KubeObject;
      readonly withheld?: Withheld;
    };

/** Deletes one object, by uid. The before-image makes it again; what was ours is not missed. */
export const kubeDelete: EffectDefinition<'kube-delete'> = {
  kind: 'kube-delete',
  describe: ({ ref }) => `DELETE ${pathOf(ref)}`,
  targets: ({ ref }) => [objectTarget(ref)],
  async observe({ kube }, { ref, uid }): Promise<Before> {
    if (ref.kind === 'Secret')
      throw BugError('Secrets are not deleted: their before-image must not be stored');
    const there = await kube.get(ref);
    if (!there || (uid !== undefined && there.metadata.uid !== uid)) return null;
    const id = there.metadata.uid ?? null;
    if (there.metadata.labels?.[MANAGED_BY] !== undefined) return { ours: true, uid: id };
    const { image, any } = withhold(forRecreation(there));
    if (!any) return { ours: false, uid: id, object: image };
    const keeper = keeperOf(there);
    await fill(kube, image, keeper);
    return { ours: false, uid: id, object: image, ...(keeper ? { withheld: keeper } : {}) };
  },
  async settle({ kube }, { ref }, before) {
    const was = before as Before;
    const there = await kube.get(ref);
    const isGone =
      was === null ||
      !there ||
      there.metadata.deletionTimestamp !== undefined ||
      (was.uid !== null && there.metadata.uid !== was.uid);
    return isGone ? { state: 'done', result: null } : { state: 'not-done' };
  },
  async perform({ kube }, { ref, propagation }, { before, signal }) {
    const was = before as Before;
    if (was === null) return null;
    try {
      await kube.delete(ref, {
        ...(was.uid === null ? {} : { uid: was.uid }),
        propagation: propagation ?? 'Background',
        signal,
      });
    } catch (error) {
      // A conflict is the uid: the object of that name is another one now.
      const isGone = isNotFound(error) || (isConflict(error) && was.uid !== null && (await kube.get(ref))?.metadata.uid !== was.uid); // prettier-ignore
      if (!isGone) throw error;
    }
    return null;
  },
  inverse(_effect, before) {
    const was = before as Before;
    if (was === null || was.ours) return { kind: 'nothing' };
    const restores = was.withheld ? { withheld: was.withheld } : {};
    return {
      kind: 'effects',
      effects: [{ kind: 'kube-create', object: was.object, restores }],
    };
  },
};

/** Without what a server fills in and what a re-creation must not carry. A Service keeps its addresses. */
export function forRecreation(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const {
    uid: _u,
    resourceVersion: _r,
    generation: _g,
    creationTimestamp: _c,
    managedFields: _m,
    deletionTimestamp: _d,
    deletionGracePeriodSeconds: _p,
    // An owner that is gone or made anew would have the garbage collector take the object away again.
    ownerReferences: _o,
    ...metadata
  } = object.metadata;
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
}
