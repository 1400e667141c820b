import { isDraft, type Draft } from '../draft.ts';

/**
 * A set of fields as `managedFields` writes it: a tree of path elements (`f:spec`,
 * `k:{"name":"web"}`, `v:"x"`). `own` says that the element itself is in the set.
 * @source https://kubernetes.io/docs/reference/using-api/server-side-apply/ (read 2026-11-23)
 */
export interface FieldSet {
  own: boolean;
  readonly children: Map<string, FieldSet>;
}

export const emptySet = (): FieldSet => ({ own: false, children: new Map() });

export function childSet(set: FieldSet, element: string): FieldSet {
  let child = set.children.get(element);
  if (!child) set.children.set(element, (child = emptySet()));
  return child;
}

export const isEmptySet = (set: FieldSet): boolean => !set.own && set.children.size === 0;

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = { own: a.own || b.own, children: new Map(a.children) };
  for (const [element, child] of b.children) {
    const mine = result.children.get(element);
    result.children.set(element, mine ? union(mine, child) : child);
  }
  return result;
}

/** What is in `a` and not, itself, in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = { own: a.own && !b.own, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const left = other ? difference(child, other) : child;
    if (!isEmptySet(left)) result.children.set(element, left);
  }
  return result;
}

/** `difference`, but whatever lies under an element of `b` goes too. */
export function differenceUnder(a: FieldSet, b: FieldSet): FieldSet {
  if (b.own) return emptySet();
  const result: FieldSet = { own: a.own, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const left = other ? differenceUnder(child, other) : child;
    if (!isEmptySet(left)) result.children.set(element, left);
  }
  return result;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = { own: a.own && b.own, children: new Map() };
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (!other) continue;
    const both = intersection(child, other);
    if (!isEmptySet(both)) result.children.set(element, both);
  }
  return result;
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a.own !== b.own || a.children.size !== b.children.size) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (!other || !sameSet(child, other)) return false;
  }
  return true;
}

/** As `fieldsV1`. */
export function encodeSet(set: FieldSet, root = true): Draft {
  const result: Draft = {};
  if (set.own && !root && set.children.size > 0) result['.'] = {};
  for (const element of [...set.children.keys()].sort())
    result[element] = encodeSet(set.children.get(element) as FieldSet, false);
  return result;
}

export function decodeSet(fields: unknown, root = true): FieldSet {
  const set = emptySet();
  if (!isDraft(fields)) return set;
  const keys = Object.keys(fields);
  if (!root && keys.length === 0) set.own = true;
  for (const key of keys)
    if (key === '.') set.own = true;
    else set.children.set(key, decodeSet(fields[key], false));
  return set;
}

/** Every element that is in the set itself, as readable paths: `.spec.containers[name="web"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const paths = set.own ? [prefix === '' ? '.' : prefix] : [];
  for (const [element, child] of set.children)
    paths.push(...pathsOf(child, prefix + shown(element)));
  return paths;
}

function shown(element: string): string {
  const value = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${value}`;
    case 'k':
      return `[${Object.entries(JSON.parse(value) as Draft)
        .map(([key, v]) => `${key}=${JSON.stringify(v)}`)
        .join(',')}]`;
    case 'v':
      return `[=${value}]`;
    default:
      return `[${value}]`;
  }
}
