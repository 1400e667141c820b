/**
 * JSON under construction. A draft is a private copy that belongs to one request: defaults and
 * patches may write to it until it is stored; from then on the object is shared and never changes.
 */
export type Draft = { [key: string]: unknown };

export const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A deep copy without `undefined`: what the value would be after a trip over the wire. */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Draft = {};
  for (const [key, v] of Object.entries(value)) if (v !== undefined) set(copy, key, copyJson(v));
  return copy as T;
}

/** Assigns even under the name `__proto__`. */
export function set(target: Draft, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else target[key] = value;
}

export const own = (target: Draft, key: string): unknown =>
  Object.hasOwn(target, key) ? target[key] : undefined;

/** The value at a path, or `undefined` when the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === 'number') here = here[step];
    else if (isDraft(here)) here = own(here, String(step));
    else return undefined;
  }
  return here;
}

export const childOf = (parent: unknown, key: string): Draft | undefined => {
  const child = at(parent, key);
  return isDraft(child) ? child : undefined;
};

/** The object under `key`, made when it is absent. */
export function ensure(parent: Draft, key: string): Draft {
  const child = own(parent, key);
  if (isDraft(child)) return child;
  const made: Draft = {};
  parent[key] = made;
  return made;
}

/** The objects in the list under `key`; none when it is absent. */
export const listOf = (parent: unknown, key: string): Draft[] => {
  const list = at(parent, key);
  return Array.isArray(list) ? list.filter(isDraft) : [];
};

export const textAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

export const numberAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): number | undefined => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
};

/** Sets those keys that are absent or null. */
export function fill(target: Draft, defaults: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(defaults))
    if (target[key] === undefined || target[key] === null) target[key] = value;
}

/** Drops a key whose value is an empty object or list. */
export function dropEmpty(target: Draft, key: string): void {
  const value = target[key];
  if (Array.isArray(value) ? value.length === 0 : isDraft(value) && Object.keys(value).length === 0)
    delete target[key];
}

/** Equality of JSON values; absent and `undefined` are the same. Shared parts compare at once. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameJson(item, b[i]));
  }
  const left = a as Draft;
  const right = b as Draft;
  for (const key of Object.keys(left)) if (!sameJson(left[key], own(right, key))) return false;
  for (const key of Object.keys(right))
    if (right[key] !== undefined && own(left, key) === undefined) return false;
  return true;
}
