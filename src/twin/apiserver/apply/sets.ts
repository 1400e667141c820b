import { isDraft, own, sameJson } from '../draft.ts';
import { itemsByElement, type ApplyType } from './apply-type.ts';
import { childSet, emptySet, isEmptySet, type FieldSet } from './field-set.ts';

/** Fields that nobody owns: identity, and what the server itself writes. */
const UNOWNED = [
  'name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields',
  'resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds',
]; // prettier-ignore

/** Takes identity out of a set of an object's fields. */
export function stripIdentity(set: FieldSet): FieldSet {
  set.own = false;
  set.children.delete('f:apiVersion');
  set.children.delete('f:kind');
  const metadata = set.children.get('f:metadata');
  if (metadata) {
    metadata.own = false;
    for (const key of UNOWNED) metadata.children.delete(`f:${key}`);
    if (isEmptySet(metadata)) set.children.delete('f:metadata');
  }
  return set;
}

/** All fields that an applied configuration names. */
export function fieldsOf(type: ApplyType, value: unknown): FieldSet {
  const set = emptySet();
  collect(set, type, value);
  return set;
}

function collect(set: FieldSet, type: ApplyType, value: unknown): void {
  if (type.kind === 'map' && isDraft(value)) {
    if (Object.keys(value).length === 0) set.own = true;
    for (const [key, item] of Object.entries(value)) {
      const field = type.field(key);
      const child = emptySet();
      collect(child, field.type, item);
      if (!field.declared || item === null) child.own = true;
      if (!isEmptySet(child)) set.children.set(`f:${key}`, child);
    }
    return;
  }
  if ((type.kind === 'keyed' || type.kind === 'set') && Array.isArray(value)) {
    // A map without an entry is somebody's, a list without an item nobody's.
    for (const [element, item] of itemsByElement(type, value)) {
      const child = childSet(set, element);
      if (type.kind === 'keyed') collect(child, type.item, item);
      child.own = true;
    }
    return;
  }
  set.own = true;
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What differs between two versions of a value, field by field. */
export function compare(type: ApplyType, before: unknown, after: unknown): Comparison {
  const result: Comparison = { added: emptySet(), modified: emptySet(), removed: emptySet() };
  walk(result, type, { before, after, always: true });
  return result;
}

function walk(sets: Comparison, type: ApplyType, { before, after, always }: Pair): void {
  if (sameJson(before, after)) return;
  const { added, modified, removed } = sets;
  if (type.kind === 'map' && (isDraft(before) || isDraft(after))) {
    const left = isDraft(before) ? before : {};
    const right = isDraft(after) ? after : {};
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const field = type.field(key);
      descend(sets, `f:${key}`, field.type, {
        before: own(left, key),
        after: own(right, key),
        // A struct is always there only where its parent is; in a new list element it is new, too.
        always: field.always && (always || (before !== undefined && after !== undefined)),
      });
    }
    return;
  }
  if (
    (type.kind === 'keyed' || type.kind === 'set') &&
    (Array.isArray(before) || Array.isArray(after))
  ) {
    const left = itemsByElement(type, before);
    const right = itemsByElement(type, after);
    const item: ApplyType = type.kind === 'keyed' ? type.item : { kind: 'leaf' };
    for (const element of new Set([...left.keys(), ...right.keys()]))
      descend(sets, element, item, {
        before: left.get(element),
        after: right.get(element),
        always: false,
      });
    return;
  }
  if (before === undefined) added.own = true;
  else if (after === undefined) removed.own = true;
  else modified.own = true;
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  /** Its presence alone is nobody's. */
  readonly always: boolean;
}

function descend(sets: Comparison, element: string, type: ApplyType, pair: Pair): void {
  const { before, after, always } = pair;
  if (sameJson(before, after)) return;
  const inner: Comparison = { added: emptySet(), modified: emptySet(), removed: emptySet() };
  walk(inner, type, pair);
  if (!always && before === undefined && after !== undefined) inner.added.own = true;
  if (!always && after === undefined && before !== undefined) inner.removed.own = true;
  for (const key of ['added', 'modified', 'removed'] as const)
    if (!isEmptySet(inner[key])) sets[key].children.set(element, inner[key]);
}
