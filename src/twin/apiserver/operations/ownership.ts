import type { KubeObject } from '../../../model/index.ts';
import { applyTypeOf } from '../apply/apply-type.ts';
import {
  childSet,
  difference,
  differenceUnder,
  emptySet,
  intersection,
  isEmptySet,
  union,
} from '../apply/field-set.ts';
import {
  encodeManagers,
  isSameManager,
  managersOf,
  sameManagers,
  type Manager,
} from '../apply/managers.ts';
import { compare, stripIdentity } from '../apply/sets.ts';
import { at, ensure, isDraft, numberAt, type Draft } from '../draft.ts';
import { timestamp, type Call, type Kernel } from '../kernel.ts';
import { sizePathOf, type ResourceDefinition } from '../registry/index.ts';

/** Older writers are summed up beyond this many. */
const MAX_UPDATERS = 10;
const ANCIENT = 'ancient-changes';

export interface WrittenObject {
  readonly definition: ResourceDefinition;
  readonly draft: Draft;
  readonly old: KubeObject | undefined;
  readonly subresource?: string | undefined;
}

/**
 * Notes in `managedFields` whose fields a write changed. The twin's own controllers are noted only
 * on objects where ownership is kept already: on thousands of pods nobody asks.
 */
export function trackWrite(kernel: Kernel, call: Call, written: WrittenObject): void {
  const { draft, old } = written;
  const metadata = ensure(draft, 'metadata');
  const kept = old?.metadata.managedFields;
  const given = metadata['managedFields'];
  if (isReset(given)) {
    delete metadata['managedFields'];
    return;
  }
  const base = Array.isArray(given) && given.length > 0 ? managersOf(draft) : managersOf(old);
  const tracked = old === undefined ? !call.internal : base.length > 0;
  if (!tracked) {
    if (kept === undefined) delete metadata['managedFields'];
    else metadata['managedFields'] = kept;
    return;
  }
  const next = updated(kernel, call, written, base);
  if (kept !== undefined && sameManagers(next, managersOf(old))) metadata['managedFields'] = kept;
  else {
    const encoded = encodeManagers(next);
    if (encoded.length === 0) delete metadata['managedFields'];
    else metadata['managedFields'] = encoded;
  }
}

function updated(
  kernel: Kernel,
  call: Call,
  { definition, draft, old, subresource }: WrittenObject,
  base: readonly Manager[],
): Manager[] {
  const bare = (object: unknown): unknown => {
    if (!isDraft(object)) return {};
    const { managedFields: _m, ...rest } = (at(object, 'metadata') ?? {}) as Draft;
    return { ...object, metadata: rest };
  };
  const changes = compare(applyTypeOf(storedType(kernel, definition)), bare(old), bare(draft));
  const written = stripIdentity(union(changes.added, changes.modified));
  // Nobody begins to own a size that nobody owned; a Scale shows no other field.
  if (subresource === 'scale' && isEmptySet(written)) return base.flatMap((m) => splitBySize(m, definition)); // prettier-ignore
  const isOwned = base.some((m) => !isEmptySet(intersection(m.set, written)));
  if (subresource === 'scale' && !isOwned) return [...base];
  // A Scale of none has no size in it: who scales to 0 takes the field from its owner, and owns nothing.
  const isNone = subresource === 'scale' && numberAt(draft, ...sizePathOf(definition)) === 0;
  const added = isNone ? emptySet() : written;
  const removed = isNone ? written : stripIdentity(changes.removed);
  if (isEmptySet(added) && isEmptySet(removed)) return [...base];
  const me = {
    manager: call.manager,
    operation: 'Update' as const,
    apiVersion: definition.storedAs,
    subresource: subresource ?? '',
  };
  const mine = base.find((m) => isSameManager(m, me));
  // The real server keeps no time of who scaled.
  const time = subresource === 'scale' ? '' : timestamp(kernel.clock.now());
  const others = base
    .filter((m) => m !== mine)
    .map((m) => ({ ...m, set: differenceUnder(difference(m.set, added), removed) }));
  const left = mine ? differenceUnder(mine.set, removed) : undefined;
  const set = left ? union(left, added) : added;
  const entry: Manager = { ...me, time, set };
  return capped([...others, ...(isEmptySet(set) ? [] : [entry])]);
}

/**
 * A Scale that changes nothing still takes the size from its owner's entry, into one of its own that
 * has no time: the server knows the owner by another name on the way back from autoscaling/v1.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.4/pkg/util/managedfields/scalehandler.go (read 2026-11-25)
 */
function splitBySize(owner: Manager, definition: ResourceDefinition): Manager[] {
  const path = emptySet();
  const leaf = sizePathOf(definition).reduce((at, step) => childSet(at, `f:${step}`), path);
  leaf.own = true;
  const size = intersection(owner.set, path);
  if (owner.operation === 'Apply' || isEmptySet(size)) return [owner];
  return [
    { ...owner, time: '', set: size },
    { ...owner, set: difference(owner.set, size) },
  ];
}

/** Objects lie in the store in one version: ownership is noted in its fields. */
const storedType = (kernel: Kernel, definition: ResourceDefinition): ResourceDefinition =>
  kernel.registry.ofKind(`${definition.storedAs}/${definition.kind}`) ?? definition;

const isReset = (given: unknown): boolean =>
  Array.isArray(given) &&
  given.length === 1 &&
  isDraft(given[0]) &&
  Object.keys(given[0]).length === 0;

function capped(managers: Manager[]): Manager[] {
  const updaters = managers.filter((m) => m.operation === 'Update');
  if (updaters.length <= MAX_UPDATERS) return managers;
  const [oldest, second] = [...updaters].sort((a, b) => (a.time < b.time ? -1 : 1));
  if (!oldest || !second) return managers;
  const merged: Manager = {
    ...second,
    manager: ANCIENT,
    set: union(oldest.set, second.set),
  };
  return [...managers.filter((m) => m !== oldest && m !== second), merged];
}
