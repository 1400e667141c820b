import { BugError, EXIT, UserError } from '../errors/index.ts';
import { formatRef, jsonEqual, type KubeObject, type ObjectRef } from '../model/index.ts';
import type { EffectDefinition, FieldSetting } from './effect.ts';
import { invert, locate, lower, seeFields, type SeenField } from './field-path.ts';

const plural = (ref: ObjectRef): string =>
  `${ref.kind.toLowerCase()}${ref.kind.endsWith('s') ? 'es' : 's'}`;
export const pathOf = (ref: ObjectRef): string =>
  `${plural(ref)}/${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;

const stands = (object: KubeObject, s: FieldSetting): boolean =>
  jsonEqual(locate(object, s.path).value, s.value);

/** Sets fields of one object by a guarded JSON patch; the inverse brings back each field as it was. */
export const kubeSet: EffectDefinition<'kube-set'> = {
  kind: 'kube-set',
  describe: ({ ref }) => `PATCH ${pathOf(ref)}`,
  async observe({ kube }, { ref, set }, signal) {
    const object = await kube.get(ref, signal ? { signal } : {});
    if (!object) throw gone(ref);
    return seeFields(object, set);
  },
  async settle({ kube }, { ref, set }, before, signal) {
    const object = await kube.get(ref, signal ? { signal } : {});
    if (!object) return { state: 'changed', what: `${formatRef(ref)} is gone` };
    if (set.every((s) => stands(object, s))) return { state: 'done', result: null };
    const seen = before as readonly SeenField[];
    const untouched = set.every(
      (s, i) => jsonEqual(locate(object, s.path).value, seen[i]?.value) || stands(object, s),
    );
    return untouched
      ? { state: 'not-done' }
      : { state: 'changed', what: foreign(ref, object, set, seen) };
  },
  async perform({ kube }, { ref, set }, { signal }) {
    const object = await kube.get(ref, signal ? { signal } : {});
    if (!object) throw gone(ref);
    for (const s of set)
      if (
        s.expect &&
        !stands(object, s) &&
        !jsonEqual(locate(object, s.path).value, s.expect.value)
      )
        throw UserError({
          code: 'CHANGED_BY_OTHERS',
          message: `${formatRef(ref)}: ${pathText(s)} is ${JSON.stringify(locate(object, s.path).value) ?? 'absent'}, and the run had left ${JSON.stringify(s.expect.value) ?? 'nothing'} there. Somebody else changed it.`,
          remedy:
            'Decide which value is right, set it, and go on; fargatectl rollback --force overwrites it.',
          exitCode: EXIT.stopped,
        });
    const open = set.filter((s) => !stands(object, s));
    if (open.length === 0) return null;
    const lowered = lower(object, open);
    if (lowered.kind !== 'ops')
      throw BugError(
        `${formatRef(ref)} has no list element for ${pathText({ path: lowered.path })}`,
      );
    await kube.patch(ref, { type: 'json', ops: lowered.ops }, signal ? { signal } : {});
    return null;
  },
  inverse: ({ ref, set }, before) => ({
    kind: 'effects',
    effects: [{ kind: 'kube-set', ref, set: invert(before as readonly SeenField[], set) }],
  }),
};

const pathText = (s: Pick<FieldSetting, 'path'>): string =>
  s.path
    .map((p) =>
      typeof p === 'string'
        ? p
        : `[${Object.entries(p)
            .map(([k, v]) => `${k}=${v}`)
            .join(',')}]`,
    )
    .join('.');

function foreign(
  ref: ObjectRef,
  object: KubeObject,
  set: readonly FieldSetting[],
  seen: readonly SeenField[],
): string {
  const which = set.find(
    (s, i) => !stands(object, s) && !jsonEqual(locate(object, s.path).value, seen[i]?.value),
  );
  return `${formatRef(ref)}: ${which ? pathText(which) : 'a field'} holds neither what was there nor what the run set`;
}

export const gone = (ref: ObjectRef) =>
  UserError({
    code: 'OBJECT_GONE',
    message: `${formatRef(ref)} is not in the cluster any more.`,
    remedy: 'Make a new snapshot and plan again: fargatectl snapshot -o snapshot.json.',
    exitCode: EXIT.stale,
  });
