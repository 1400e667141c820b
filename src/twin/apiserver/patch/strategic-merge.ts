import { copyJson, isDraft, own, sameJson, set, type Draft } from '../draft.ts';
import { structOf, type FieldType, type StructType } from '../schema/types.ts';
import { badRequest, unforeseen } from '../status-error.ts';
import { mergeScalars, ordered, type Ordering } from './list-order.ts';

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList';
const ORDER = '$setElementOrder';

/**
 * Kubernetes' own patch: lists with a merge key are merged item by item. The target is a draft and
 * is written to; the patch is not. `struct` is the type of both.
 *
 * What is only in the patch is taken as it is, without what carries `$patch`; in what both have,
 * instructions count. Faults of the patch are 400 where the server foresaw them, else 500.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.4/pkg/util/strategicpatch/patch.go (read 2026-11-25)
 */
export const strategicMerge = (
  target: Draft,
  patch: Draft,
  struct: StructType | undefined,
): Draft => mergeMap(target, copyJson(patch), struct);

/** From here on the patch is a private copy, and consumed. */
function mergeMap(target: Draft, patch: Draft, struct: StructType | undefined): Draft {
  const directive = patch[DIRECTIVE];
  delete patch[DIRECTIVE];
  if (directive === 'replace') return patch;
  if (directive === 'delete') return {};
  if (directive !== undefined) throw unknownDirective(directive);
  retain(target, patch);
  for (const key of Object.keys(patch))
    if (key.startsWith(ORDER)) mergeInOrder(target, patch, struct, key);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM)) deleteScalars(target, key, value);
    else if (value === null) delete target[key];
    else mergeField(target, key, value, struct);
  }
  return target;
}

const unknownDirective = (directive: unknown) =>
  unforeseen(`unknown patch type: ${String(directive)} in map`);

function mergeField(
  target: Draft,
  key: string,
  value: unknown,
  struct: StructType | undefined,
): void {
  const current = own(target, key);
  if (isDraft(current) && isDraft(value)) {
    const field = fieldOf(struct, key);
    const inner = field.shape === 'one' ? structOf(field.type) : undefined;
    set(target, key, mergeMap(current, value, inner));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const field = fieldOf(struct, key);
    set(target, key, field.merge === undefined ? value : mergeList(current, value, field));
  } else {
    const kept = withoutDirectives(isDraft(current) ? value : withoutNulls(value));
    if (kept === undefined) delete target[key];
    else set(target, key, kept);
  }
}

function fieldOf(struct: StructType | undefined, key: string): FieldType {
  const field = struct?.fields.get(key);
  if (field) return field;
  const name = struct?.name.split('.').at(-1) ?? 'map';
  throw unforeseen(`unable to find api field in struct ${name} for the json field "${key}"`);
}

/** `$retainKeys` names all keys that shall be left, those of the patch too. */
function retain(target: Draft, patch: Draft): void {
  const keys = patch[RETAIN];
  if (keys === undefined) return;
  delete patch[RETAIN];
  const named = (key: string): boolean => Array.isArray(keys) && keys.includes(key);
  const isInstruction = (key: string): boolean => key.startsWith(DELETE_FROM) || key.startsWith(ORDER); // prettier-ignore
  const isUnnamed = ([key, value]: [string, unknown]): boolean =>
    value !== null && !isInstruction(key) && !named(key);
  if (!Array.isArray(keys) || Object.entries(patch).some(isUnnamed))
    throw badRequest('invalid patch format of retainKeys');
  for (const key of Object.keys(target)) if (!named(key)) delete target[key];
}

/** `$deleteFromPrimitiveList/finalizers` → `finalizers`. */
function nameBehind(key: string, directive: string, what: string): string {
  if (!key.startsWith(`${directive}/`)) throw badRequest(`invalid patch format of ${what} list`);
  return key.slice(directive.length + 1);
}

function deleteScalars(target: Draft, key: string, values: unknown): void {
  const name = nameBehind(key, DELETE_FROM, 'primitive');
  const list = own(target, name);
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  set(target, name, list.filter((item) => !values.some((v) => sameJson(v, item)))); // prettier-ignore
}

/** `$setElementOrder/NAME`, together with the list of that name in the patch when there is one. */
function mergeInOrder(
  target: Draft,
  patch: Draft,
  struct: StructType | undefined,
  key: string,
): void {
  const order = patch[key];
  delete patch[key];
  const name = nameBehind(key, ORDER, 'setElementOrder');
  const current = own(target, name);
  const changes = own(patch, name);
  for (const list of [order, current ?? [], changes ?? []])
    if (!Array.isArray(list)) throw unforeseen('expected a slice');
  const field = fieldOf(struct, name);
  const mergeKey = typeof field.merge === 'string' ? field.merge : undefined;
  const lists = { order, before: current ?? [], changes: changes ?? [] } as Lists;
  validateOrder(lists, mergeKey);
  if (current === undefined && changes === undefined) return;
  delete patch[name];
  const merged =
    changes === undefined
      ? lists.before
      : current === undefined
        ? (withoutDirectives(changes) as readonly unknown[])
        : field.merge === undefined
          ? lists.changes
          : mergeList(lists.before, lists.changes, field);
  if (lists.before.length === 0 && lists.changes.length === 0)
    throw unforeseen('no elements in any of the given slices');
  set(target, name, ordered(merged, { order: lists.order, before: lists.before, mergeKey }));
}

interface Lists {
  readonly order: readonly unknown[];
  readonly before: readonly unknown[];
  readonly changes: readonly unknown[];
}

/** What the patch brings must stand in its order as it stands in the patch. */
function validateOrder({ order, changes }: Lists, mergeKey: string | undefined): void {
  const keyOf = keyReader(mergeKey);
  if (order.length === 0) return;
  const brought = changes.filter((c) => !isDraft(c) || c[DIRECTIVE] === undefined);
  let next = 0;
  for (const place of order)
    if (next < brought.length && sameJson(keyOf(brought[next]), keyOf(place))) next += 1;
  if (next < brought.length)
    throw unforeseen(`The order in patch list doesn't match ${ORDER} list`);
}

const keyReader =
  (mergeKey: string | undefined) =>
  (item: unknown): unknown => {
    if (mergeKey === undefined) return item;
    const key = isDraft(item) ? own(item, mergeKey) : undefined;
    if (key === undefined)
      throw unforeseen(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`); // prettier-ignore
    return key;
  };

function mergeList(
  before: readonly unknown[],
  changes: readonly unknown[],
  field: FieldType,
): readonly unknown[] {
  if (before.length === 0 && changes.length === 0) return before;
  const isOfMaps = isDraft(before[0] ?? changes[0]);
  if ([...before, ...changes].some((item) => isDraft(item) !== isOfMaps))
    throw unforeseen('list element types are not identical');
  if (!isOfMaps) {
    const how: Ordering = { order: changes, before, mergeKey: undefined };
    return ordered(mergeScalars(before, changes), how);
  }
  if (typeof field.merge !== 'string')
    throw unforeseen(`cannot merge lists without merge key for ${field.type}`);
  return mergeItems(before as readonly Draft[], changes as readonly Draft[], field.merge, structOf(field.type)); // prettier-ignore
}

function mergeItems(
  before: readonly Draft[],
  changes: readonly Draft[],
  mergeKey: string,
  struct: StructType | undefined,
): readonly unknown[] {
  const keyOf = keyReader(mergeKey);
  const items = changes.filter((item) => item[DIRECTIVE] === undefined);
  let result = [...before];
  let replaces = false;
  for (const item of changes) {
    const directive = item[DIRECTIVE];
    if (directive === 'replace') replaces = true;
    else if (directive === 'delete') {
      const id = keyOf(item);
      result = result.filter((r) => !sameJson(own(r, mergeKey), id));
    } else if (directive === 'merge')
      throw unforeseen('merging lists cannot yet be specified in the patch');
    else if (directive !== undefined) throw unknownDirective(directive);
  }
  if (replaces) return items;
  const left = result;
  for (const item of items) {
    const id = keyOf(item);
    const place = result.findIndex((r) => sameJson(own(r, mergeKey), id));
    if (place < 0) result = [...result, item];
    else result[place] = mergeMap(result[place] as Draft, item, struct);
  }
  return ordered(result, { order: items, before: left, mergeKey });
}

/** Nothing that carries an instruction; undefined when the value itself does. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isDraft(value)) return value;
  if (DIRECTIVE in value) return undefined;
  const result: Draft = {};
  for (const [key, inner] of Object.entries(value)) {
    const kept = withoutDirectives(inner);
    if (kept !== undefined) set(result, key, kept);
  }
  return result;
}

/** Null says that something shall not be, and there is nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isDraft(value)) return value;
  const result: Draft = {};
  for (const [key, inner] of Object.entries(value))
    if (inner !== null) set(result, key, withoutNulls(inner));
  return result;
}
