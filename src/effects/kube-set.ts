import { BugError, cloudCallOf, EXIT, UserError, type FargatectlError } from '../errors/index.ts';
import {
  formatRef,
  jsonEqual,
  text,
  type KubeObject,
  type ObjectRef,
  type Text,
} from '../model/index.ts';
import type { Kubernetes } from '../ports/index.ts';
import { changedByOthers, changedMeanwhile, NEW_SNAPSHOT } from './changed.ts';
import type { EffectDefinition, FieldSetting } from './effect.ts';
import { invert, locate, lower, seeFields, type SeenField } from './field-path.ts';
import { fieldTarget, meets, pathOf, pathText } from './targets.ts';
import { holdsEnvValues } from './withheld.ts';

/** How often a write that lost a race against another writer is made anew. */
const TRIES = 8;

interface Result {
  /** The fields as the server left them: it may write `0.5` as `500m`, and fill in defaults. */
  readonly now: readonly SeenField[];
}

const at = (object: unknown, s: FieldSetting): unknown => locate(object, s.path).value;
const stands = (object: unknown, s: FieldSetting): boolean => jsonEqual(at(object, s), s.value);
/** Nodes and pods come and go by themselves; one that is gone needs nothing any more. */
const comesAndGoes = (ref: ObjectRef): boolean => ref.kind === 'Node' || ref.kind === 'Pod';

/** Sets fields of one object by a guarded JSON patch; the inverse brings back each field as it was. */
export const kubeSet: EffectDefinition<'kube-set'> = {
  kind: 'kube-set',
  describe: ({ ref }) => `PATCH ${pathOf(ref)}`,
  targets: ({ ref, set }) => set.map((s) => fieldTarget(ref, s.path)),
  async observe({ kube }, { ref, set }, signal) {
    refuseUnsafe(ref, set);
    const object = await kube.get(ref, signal ? { signal } : {});
    if (!object && comesAndGoes(ref)) return [];
    if (!object) throw set.some((s) => s.expect) ? changedByOthers(isGone(ref)) : gone(ref);
    refuseForeign(ref, object, set);
    const seen = seeFields(object, set);
    const isEnv = (s: FieldSetting, i: number): boolean =>
      s.path.includes('env') && (seen[i]?.value ?? '') !== '';
    if (holdsEnvValues(seen) || set.some(isEnv))
      throw BugError(`a setting of ${formatRef(ref)} would put environment values in the journal`);
    return seen;
  },
  async settle({ kube }, { ref, set }, before, signal) {
    const object = await kube.get(ref, signal ? { signal } : {});
    if (!object)
      return comesAndGoes(ref)
        ? { state: 'done', result: { now: [] } }
        : { state: 'changed', what: isGone(ref) };
    const done = { state: 'done', result: { now: seeFields(object, set) } } as const;
    const seen = before as readonly SeenField[];
    const foreign = set.filter((s, i) => !stands(object, s) && !jsonEqual(at(object, s), seen[i]?.value)); // prettier-ignore
    const [first] = foreign;
    // Neither what was there nor, to the letter, what we set: perhaps it is what the server makes of it.
    if (first)
      return (await isNormalized(kube, ref, object, foreign))
        ? done
        : { state: 'changed', what: standsNow(ref, object, first) };
    return set.every((s) => stands(object, s)) ? done : { state: 'not-done' };
  },
  async perform({ kube }, { ref, set }, { before, signal }): Promise<Result> {
    const seen = before as readonly SeenField[];
    for (let attempt = 1; ; attempt += 1) {
      const object = await kube.get(ref, { signal });
      if (!object && comesAndGoes(ref)) return { now: [] };
      if (!object) throw gone(ref);
      const moved = set.find((s, i) => !stands(object, s) && !jsonEqual(at(object, s), seen[i]?.value)); // prettier-ignore
      if (moved) throw changedMeanwhile(standsNow(ref, object, moved));
      const open = set.filter((s) => !stands(object, s));
      if (open.length === 0) return { now: seeFields(object, set) };
      try {
        const ops = opsFor(ref, object, open);
        return { now: seeFields(await kube.patch(ref, { type: 'json', ops }, { signal }), set) };
      } catch (error) {
        const status = cloudCallOf(error)?.status;
        if ((status !== 409 && status !== 422) || attempt >= TRIES) throw error;
        // 422 is a failed `test` when somebody was faster, and our own mistake when nobody was.
        const now = await kube.get(ref, { signal });
        if (now?.metadata.resourceVersion === object.metadata.resourceVersion) throw error;
      }
    }
  },
  inverse({ ref, set }, before, result) {
    const seen = before as readonly SeenField[];
    if (seen.length === 0) return { kind: 'nothing' };
    const now = (result as Result | null)?.now;
    return {
      kind: 'effects',
      effects: [{ kind: 'kube-set', ref, set: invert(seen, set, now?.length ? now : undefined) }],
    };
  },
};

function opsFor(ref: ObjectRef, object: KubeObject, open: readonly FieldSetting[]) {
  const lowered = lower(object, open);
  if (lowered.kind !== 'ops')
    throw changedByOthers(
      text(
        `${formatRef(ref)} has no list element for ${pathText(lowered.path)} any more.`,
        `${formatRef(ref)}에 ${pathText(lowered.path)}의 목록 요소가 더는 없습니다.`,
      ),
    );
  // JSON patch cannot test that something is absent; that nobody wrote meanwhile is as good.
  const adds = lowered.ops.some((op) => op.op === 'add');
  const version = object.metadata.resourceVersion;
  return adds && version !== undefined
    ? [{ op: 'test', path: '/metadata/resourceVersion', value: version } as const, ...lowered.ops]
    : lowered.ops;
}

/** Whether setting the fields again would change nothing, by the server's own judgment. */
async function isNormalized(
  kube: Kubernetes,
  ref: ObjectRef,
  object: KubeObject,
  set: readonly FieldSetting[],
): Promise<boolean> {
  if (set.some((s) => s.value === undefined)) return false;
  const lowered = lower(object, set);
  if (lowered.kind !== 'ops') return false;
  try {
    const dry = await kube.patch(ref, { type: 'json', ops: lowered.ops }, { dryRun: true });
    return set.every((s) => jsonEqual(at(dry, s), at(object, s)));
  } catch (error) {
    const status = cloudCallOf(error)?.status;
    if (status === 409 || status === 422) return false;
    throw error;
  }
}

/** An inverse expects what we left, or finds its work done. */
function refuseForeign(ref: ObjectRef, object: KubeObject, set: readonly FieldSetting[]): void {
  for (const s of set)
    if (s.expect && !stands(object, s) && !jsonEqual(at(object, s), s.expect.value))
      throw foreignField(ref, object, s.path, s.expect.value);
}

/** The error about a field that holds something else than what a run had left there. */
export const foreignField = (
  ref: ObjectRef,
  object: KubeObject,
  path: FieldSetting['path'],
  left: unknown,
): FargatectlError =>
  changedByOthers(
    text(
      `${formatRef(ref)}: ${fieldText(object, { path })}, and the run had left ${shown(left)} there.`,
      `${standsNow(ref, object, { path }).ko} 이 실행이 남긴 값은 ${shown(left)}입니다.`,
    ),
  );

/** What stands at a path, undefined when nothing does. */
export const fieldNow = (object: KubeObject, path: FieldSetting['path']): unknown =>
  at(object, { path });

function refuseUnsafe(ref: ObjectRef, set: readonly FieldSetting[]): void {
  if (ref.kind === 'Secret') throw BugError('no field of a Secret may enter the journal');
  for (const [i, s] of set.entries())
    if (set.slice(0, i).some((t) => meets([fieldTarget(ref, t.path)], [fieldTarget(ref, s.path)])))
      throw BugError(`two settings of one effect meet at ${pathText(s.path)} of ${formatRef(ref)}`);
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'null';
const fieldText = (object: unknown, s: FieldSetting): string =>
  `${pathText(s.path)} is ${shown(at(object, s))}`;
const standsNow = (ref: ObjectRef, object: unknown, s: FieldSetting): Text =>
  text(
    `${formatRef(ref)}: ${fieldText(object, s)}.`,
    `${formatRef(ref)}: ${pathText(s.path)}의 값이 ${shown(at(object, s))}입니다.`,
  );
const isGone = (ref: ObjectRef): Text =>
  text(`${formatRef(ref)} is gone.`, `${formatRef(ref)}이(가) 없습니다.`);

const gone = (ref: ObjectRef) =>
  UserError({
    code: 'OBJECT_GONE',
    message: text(
      `${formatRef(ref)} is not in the cluster any more.`,
      `${formatRef(ref)}이(가) 더는 클러스터에 없습니다.`,
    ),
    remedy: NEW_SNAPSHOT,
    exitCode: EXIT.stale,
  });
