import { BugError, isConflict, isNotFound } from '../errors/index.ts';
import { MANAGED_BY, refOf, RUN_LABEL, type KubeObject, type ObjectRef } from '../model/index.ts';
import type { EffectDefinition } from './effect.ts';
import { pathOf } from './kube-set.ts';

const isOurs = (o: KubeObject | undefined): boolean =>
  o?.metadata.labels?.[MANAGED_BY] !== undefined;
const sameRun = (there: KubeObject, wanted: KubeObject): boolean =>
  there.metadata.labels?.[RUN_LABEL] !== undefined &&
  there.metadata.labels[RUN_LABEL] === wanted.metadata.labels?.[RUN_LABEL];

/** Creates an object that carries our marks; found there with the marks of this run, it is done. */
export const kubeCreate: EffectDefinition<'kube-create'> = {
  kind: 'kube-create',
  describe: ({ object }) => `POST ${pathOf(refOf(object))}`,
  async observe({ kube }, { object }) {
    return { existed: (await kube.get(refOf(object))) !== undefined };
  },
  async settle({ kube }, { object }, before) {
    const there = await kube.get(refOf(object));
    if (!there) return { state: 'not-done' };
    if (there.metadata.deletionTimestamp !== undefined) return { state: 'not-done' };
    const restored = (before as { existed?: boolean }).existed === false && !isOurs(object);
    return sameRun(there, object) || restored
      ? { state: 'done', result: { uid: there.metadata.uid ?? null } }
      : { state: 'changed', what: `${pathOf(refOf(object))} was made by somebody else` };
  },
  async perform({ kube }, { object }, { signal }) {
    try {
      const made = await kube.create(object, { signal });
      return { uid: made.metadata.uid ?? null };
    } catch (error) {
      const there = isConflict(error) ? await kube.get(refOf(object)) : undefined;
      if (there && sameRun(there, object)) return { uid: there.metadata.uid ?? null };
      throw error;
    }
  },
  inverse: ({ object }) => ({
    kind: 'effects',
    effects: [{ kind: 'kube-delete', ref: refOf(object), propagation: 'Background' }],
  }),
};

/** Fields that a server fills in and that a re-creation must not carry. */
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
    ownerReferences: _o,
    ...metadata
  } = object.metadata;
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
}

/** Deletes one object, by uid. The before-image makes it again; what was ours is not missed. */
export const kubeDelete: EffectDefinition<'kube-delete'> = {
  kind: 'kube-delete',
  describe: ({ ref }) => `DELETE ${pathOf(ref)}`,
  async observe({ kube }, { ref }) {
    if (ref.kind === 'Secret')
      throw BugError('Secrets are not deleted: their before-image must not be stored');
    const there = await kube.get(ref);
    if (!there) return null;
    // What we made is not worth restoring, and a pod's environment must not enter the journal.
    return isOurs(there)
      ? { ours: true, uid: there.metadata.uid ?? null }
      : { ours: false, uid: there.metadata.uid ?? null, object: forRecreation(there) };
  },
  async settle({ kube }, { ref }, before) {
    const there = await kube.get(ref);
    const uid = (before as { uid?: string | null } | null)?.uid ?? null;
    if (
      !there ||
      there.metadata.deletionTimestamp !== undefined ||
      (uid !== null && there.metadata.uid !== uid)
    )
      return { state: 'done', result: null };
    return { state: 'not-done' };
  },
  async perform({ kube }, { ref, propagation }, { before }) {
    const uid = (before as { uid?: string | null } | null)?.uid ?? null;
    if (before === null) return null;
    try {
      await kube.delete(ref, {
        ...(uid === null ? {} : { uid }),
        propagation: propagation ?? 'Background',
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return null;
  },
  inverse(_effect, before) {
    const image = before as { ours: boolean; object?: KubeObject } | null;
    if (image === null || image.ours || !image.object) return { kind: 'nothing' };
    return { kind: 'effects', effects: [{ kind: 'kube-create', object: image.object }] };
  },
};

/** Asks a pod to leave through the Eviction API. A budget's refusal is an answer, never overridden. */
export const kubeEvict: EffectDefinition<'kube-evict'> = {
  kind: 'kube-evict',
  describe: ({ namespace, pod }) => `POST pods/${namespace}/${pod}/eviction`,
  observe: () => Promise.resolve(null),
  async settle({ kube }, { namespace, pod, uid }) {
    const there = await kube.get(podRef(namespace, pod));
    return !there || there.metadata.uid !== uid || there.metadata.deletionTimestamp !== undefined
      ? { state: 'done', result: { kind: 'evicted' } }
      : { state: 'not-done' };
  },
  perform: ({ kube }, { namespace, pod, uid }, { signal }) =>
    kube.evict({ namespace, name: pod, uid }, { signal }),
  inverse: () => ({ kind: 'nothing' }),
};

const podRef = (namespace: string, name: string): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace,
  name,
});
