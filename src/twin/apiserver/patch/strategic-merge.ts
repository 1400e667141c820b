import { copyJson, isDraft, own, sameJson, set, type Draft } from '../draft.ts';
import { structOf, type FieldType, type StructType } from '../schema/types.ts';
import { badRequest } from '../status-error.ts';

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/**
 * Kubernetes' own patch: lists with a merge key are merged item by item. The target is a draft and
 * is written to. `struct` is the type of both.
 * @source https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md (read 2026-11-23)
 */
export function strategicMerge(target: Draft, patch: Draft, struct: StructType | undefined): Draft {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`Unknown patch type found: ${String(directive)}`);
  retain(target, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_FROM)) {
      deleteScalars(target, key.slice(DELETE_FROM.length), value);
      continue;
    }
    if (value === null) delete target[key];
    else if (value !== undefined)
      set(
        target,
        key,
        mergeValue(own(target, key), value, struct?.fields.get(key), patch[ORDER + key]),
      );
  }
  // An order may come without items: only the order of what is there changes.
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ORDER)) continue;
    const name = key.slice(ORDER.length);
    const list = target[name];
    const field = struct?.fields.get(name);
    if (Array.isArray(list) && patch[name] === undefined && Array.isArray(order))
      target[name] = inOrder(list, order, list, keyReader(field));
  }
  return target;
}

function retain(target: Draft, patch: Draft): void {
  const keys = patch[RETAIN];
  if (keys === undefined) return;
  if (!Array.isArray(keys)) throw badRequest('$retainKeys is not a list');
  for (const key of Object.keys(target)) if (!keys.includes(key)) delete target[key];
}

function deleteScalars(target: Draft, key: string, values: unknown): void {
  const list = target[key];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  target[key] = list.filter((item) => !values.some((v) => sameJson(v, item)));
}

function mergeValue(
  current: unknown,
  value: unknown,
  field: FieldType | undefined,
  order: unknown,
): unknown {
  if (Array.isArray(value))
    return field?.merge === undefined || field.shape !== 'list'
      ? copyJson(value)
      : mergeList(Array.isArray(current) ? current : [], value, field, order);
  if (!isDraft(value)) return value;
  const inner = field?.shape === 'one' ? structOf(field.type) : undefined;
  if (field?.merge === undefined && field?.shape === 'one' && isDraft(value) && !inner)
    return mergeUntyped(current, value);
  return strategicMerge(isDraft(current) ? current : {}, value, inner);
}

/** Values whose type is not known merge as plain JSON. */
function mergeUntyped(current: unknown, value: Draft): Draft {
  return strategicMerge(isDraft(current) ? current : {}, value, undefined);
}

const keyReader =
  (field: FieldType | undefined) =>
  (item: unknown): unknown =>
    typeof field?.merge === 'string' && isDraft(item) ? own(item, field.merge) : item;

function mergeList(
  current: readonly unknown[],
  patch: readonly unknown[],
  field: FieldType,
  order: unknown,
): unknown[] {
  const keyOf = keyReader(field);
  if (typeof field.merge !== 'string') {
    const added = patch.filter((item) => !current.some((c) => sameJson(c, item)));
    const all = [...current, ...copyJson(added)];
    return Array.isArray(order) ? inOrder(all, order, current, keyOf) : all;
  }
  const key = field.merge;
  const items = patch.map((item) => {
    if (!isDraft(item))
      throw badRequest(`the list ${field.name} has an item that is not an object`);
    return item;
  });
  if (items.some((item) => item[DIRECTIVE] === 'replace'))
    return items
      .filter((item) => item[DIRECTIVE] !== 'replace' || Object.keys(item).length > 1)
      .map(withoutDirectives);
  const struct = structOf(field.type);
  let result = [...current];
  for (const item of items) {
    const id = own(item, key);
    if (id === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = result.findIndex((r) => sameJson(keyOf(r), id));
    if (item[DIRECTIVE] === 'delete') result = result.filter((r) => !sameJson(keyOf(r), id));
    else if (at < 0) result.push(strategicMerge({}, item, struct));
    else {
      const existing = result[at];
      result[at] = strategicMerge(isDraft(existing) ? existing : {}, item, struct);
    }
  }
  return Array.isArray(order) ? inOrder(result, order, current, keyOf) : result;
}

/** The wanted order for those it names; the others stay where they were among their neighbors. */
function inOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  keyOf: (item: unknown) => unknown,
): unknown[] {
  const place = (item: unknown): number => order.findIndex((o) => sameJson(keyOf(o), keyOf(item)));
  const was = (item: unknown): number => before.findIndex((b) => sameJson(keyOf(b), keyOf(item)));
  const named = items.filter((i) => place(i) >= 0).sort((a, b) => place(a) - place(b));
  const others = items.filter((i) => place(i) < 0);
  const result: unknown[] = [];
  while (named.length > 0 || others.length > 0) {
    const [left] = named;
    const [right] = others;
    const rightFirst =
      named.length === 0 ||
      (others.length > 0 && was(left) >= 0 && was(right) >= 0 && was(right) < was(left));
    result.push(rightFirst ? others.shift() : named.shift());
  }
  return result;
}

/** What a patch says once its instructions are taken out. */
function withoutDirectives(patch: Draft): Draft {
  const result: Draft = {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value !== null) set(result, key, clean(value));
  }
  return result;
}

const clean = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(clean) : isDraft(value) ? withoutDirectives(value) : value;
