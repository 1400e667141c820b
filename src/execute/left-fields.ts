import type { FieldSetting, EffectPorts } from '../effects/index.ts';
import { fieldNow, foreignField } from '../effects/index.ts';
import type { FargatectlError } from '../errors/index.ts';
import { jsonEqual, type KubeObject, type ObjectRef } from '../model/index.ts';
import type { Intent, IntentState, Journal } from './journal.ts';

interface Write {
  readonly intent: Intent;
  readonly setting: FieldSetting;
  /** As the server wrote it, where that is known. */
  readonly left: unknown;
  readonly open: boolean;
}

/**
 * Fields of an inverse that hold neither what this run left in them nor what they held at first.
 * Each effect's own expectation is not enough where a run has set a field more than once: a
 * replica count that somebody set to a value of the way (1, then 2, then 1 again) would be taken for the run's own.
 */
export async function foreignFields(
  ports: EffectPorts,
  journal: Journal,
  inverse: { readonly ref: ObjectRef; readonly set: readonly FieldSetting[] },
): Promise<ReadonlyMap<FieldSetting, FargatectlError>> {
  const object = await ports.kube.get(inverse.ref);
  const foreign = new Map<FieldSetting, FargatectlError>();
  if (!object) return foreign;
  for (const setting of inverse.set) {
    const error = foreignIn(object, journal, inverse.ref, setting);
    if (error) foreign.set(setting, error);
  }
  return foreign;
}

function foreignIn(
  object: KubeObject,
  journal: Journal,
  ref: ObjectRef,
  { path }: FieldSetting,
): FargatectlError | undefined {
  const writes = writesOf(journal, ref, path);
  const last = writes.findLast((w) => !w.open);
  // An effect without an outcome may have happened or not.
  const open = writes.slice(last === undefined ? 0 : writes.indexOf(last) + 1).map((w) => w.left);
  const first = writes.find((w) => w.intent.rollback !== true);
  if (!last || !first) return undefined;
  const now = fieldNow(object, path);
  return [last.left, firstValue(first), ...open].some((v) => jsonEqual(v, now))
    ? undefined
    : foreignField(ref, object, path, last.left);
}

/** Everything that the run wrote to a field, forth and back, oldest first. */
function writesOf(journal: Journal, ref: ObjectRef, path: FieldSetting['path']): readonly Write[] {
  return journal.allIntents().flatMap(({ intent, outcome }) => {
    const { effect } = intent;
    if (effect.kind !== 'kube-set' || outcome.state === 'no-effect') return [];
    if (!jsonEqual(effect.ref, ref)) return [];
    const index = effect.set.findIndex((s) => jsonEqual(s.path, path));
    const setting = effect.set[index];
    if (setting === undefined) return [];
    const left = leftBy(outcome, index, setting);
    return [{ intent, setting, left, open: outcome.state === 'open' }];
  });
}

function leftBy(outcome: IntentState, index: number, setting: FieldSetting): unknown {
  const now =
    outcome.state === 'done'
      ? (outcome.result as { now?: readonly { value?: unknown }[] } | null)?.now
      : undefined;
  return now !== undefined && now.length > 0 ? now[index]?.value : setting.value;
}

function firstValue({ intent, setting }: Write): unknown {
  const { effect, before } = intent;
  if (effect.kind !== 'kube-set') return undefined;
  return (before as readonly { value?: unknown }[])[effect.set.indexOf(setting)]?.value;
}
