/** Anything that JSON can say. Numbers are JavaScript numbers; Kubernetes' int64 values fit. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** Exhaustiveness: the compiler proves that this is never reached. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled variant: ${JSON.stringify(value)}`);
}

/** Sorts keys at every depth, so that equal values serialize to equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : v,
  );
}

/** Structural equality of JSON values; a key that is `undefined` counts as absent. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => jsonEqual(item ?? null, b[i] ?? null))
    );
  const left = a as JsonObject;
  const right = b as JsonObject;
  return (
    Object.keys(left).every((k) => jsonEqual(left[k], ownValue(right, k))) &&
    Object.keys(right).every((k) => right[k] === undefined || ownValue(left, k) !== undefined)
  );
}

const ownValue = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
