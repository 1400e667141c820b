import { isDraft, set, type Draft } from '../draft.ts';
import { canonicalQuantity } from './quantity.ts';
import { isWholeObject, structOf, type FieldType, type StructType } from './types.ts';

/** A value that cannot be of its field's type, in the words of Go's JSON decoder. */
export class Misfit extends TypeError {}

export interface Normalized {
  readonly draft: Draft;
  /** `unknown field "spec.foo"`: fields that the type does not have; they are left out. */
  readonly unknown: readonly string[];
}

/**
 * A built-in object as its Go type would give it back: fields that are not there are dropped, null
 * is absent, what is empty is left out where Go does so, quantities are canonical.
 * @throws Misfit when a value cannot be of its field's type.
 */
export const normalize = (struct: StructType, draft: Draft): Normalized =>
  walked(struct, draft, false);

/**
 * The same with every value that fits as somebody wrote it, empty or not: who applies `labels: {}` or
 * `cpu: 1000m` owns just that, until it is stored.
 * @throws Misfit when a value cannot be of its field's type.
 */
export const fitted = (struct: StructType, draft: Draft): Normalized => walked(struct, draft, true);

function walked(struct: StructType, draft: Draft, asWritten: boolean): Normalized {
  const unknown: string[] = [];
  const walk: Walk = { unknown, asWritten };
  const result = object(walk, struct, draft, '');
  return { draft: result, unknown };
}

interface Walk {
  readonly unknown: string[];
  readonly asWritten: boolean;
}

function object(walk: Walk, struct: StructType, value: Draft, path: string): Draft {
  const result: Draft = {};
  const whole = isWholeObject(struct);
  for (const [key, inner] of Object.entries(value)) {
    const field = struct.fields.get(key);
    const here = path === '' ? key : `${path}.${key}`;
    if (!field) {
      if (whole && (key === 'kind' || key === 'apiVersion')) result[key] = inner;
      else if (inner !== undefined) walk.unknown.push(`unknown field "${here}"`);
      continue;
    }
    if (inner === undefined || (inner === null && !walk.asWritten)) continue;
    if (inner === null) {
      set(result, key, null);
      continue;
    }
    const kept = fieldValue(walk, field, inner, { path: here, struct });
    // Go leaves out maps without an entry, e.g. when the last label goes.
    if (walk.asWritten) set(result, key, kept);
    else if (field.shape === 'map' && isDraft(kept) && Object.keys(kept).length === 0) continue;
    else if (!field.omitsEmpty || !isZero(kept)) set(result, key, kept);
  }
  return result;
}

const isZero = (value: unknown): boolean =>
  value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);

interface Where {
  readonly path: string;
  readonly struct: StructType;
}

function fieldValue(walk: Walk, field: FieldType, value: unknown, where: Where): unknown {
  switch (field.shape) {
    case 'list':
      if (!Array.isArray(value)) return misfit(where, field, value, 'slice');
      return value.map((item, i) =>
        one(walk, field, item, { ...where, path: `${where.path}[${i}]` }),
      );
    case 'map': {
      if (!isDraft(value)) return misfit(where, field, value, 'map');
      const result: Draft = {};
      for (const [key, item] of Object.entries(value))
        if (item === null && field.type !== 'any') set(result, key, emptyOf(field));
        else if (field.wrapped) set(result, key, item);
        else {
          // Go's decoder names the field of a map, and no key, unless a struct lies behind it.
          const path = structOf(field.type) ? `${where.path}.${key}` : where.path;
          set(result, key, one(walk, field, item, { ...where, path }));
        }
      return result;
    }
    case 'one':
      return one(walk, field, value, where);
  }
}

const emptyOf = (field: FieldType): unknown =>
  field.type === 'string' || field.type === 'bytes' ? '' : field.type === 'quantity' ? '0' : null;

function one(walk: Walk, field: FieldType, value: unknown, where: Where): unknown {
  const struct = structOf(field.type);
  if (struct) {
    if (!isDraft(value)) return value === null ? {} : misfit(where, field, value, field.type);
    return object(walk, struct, value, where.path);
  }
  switch (field.type) {
    case 'string':
    case 'bytes':
    case 'time':
    case 'microtime':
      return typeof value === 'string' ? value : misfit(where, field, value, 'string');
    case 'boolean':
      return typeof value === 'boolean' ? value : misfit(where, field, value, 'bool');
    case 'integer':
      return Number.isInteger(value) ? value : misfit(where, field, value, 'int32');
    case 'number':
      return typeof value === 'number' ? value : misfit(where, field, value, 'float64');
    case 'intorstring':
      return typeof value === 'string' || Number.isInteger(value)
        ? value
        : misfit(where, field, value, 'intstr.IntOrString');
    case 'quantity': {
      const text =
        typeof value === 'string' || typeof value === 'number'
          ? canonicalQuantity(value)
          : undefined;
      if (text !== undefined) return walk.asWritten ? value : text;
      throw new Misfit(
        `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
      );
    }
    default:
      return value;
  }
}

function misfit(where: Where, field: FieldType, value: unknown, wanted: string): never {
  const is = Array.isArray(value)
    ? 'array'
    : typeof value === 'object'
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
  const short = where.struct.name.split('.').at(-1) ?? '';
  // Go's decoder names the path without positions.
  const path = where.path.replaceAll(/\[\d+\]/g, '');
  throw new Misfit(
    `json: cannot unmarshal ${is} into Go struct field ${short}.${path} of type ${goType(field, wanted)}`,
  );
}

const SCALARS: Readonly<Record<string, string>> = { integer: 'int32', boolean: 'bool' };

/** `[]v1.Container`, `map[string]string`, `int32`. */
function goType(field: FieldType, wanted: string): string {
  const one = structOf(field.type)
    ? field.type.split('.').slice(-2).join('.')
    : (SCALARS[field.type] ?? field.type);
  if (wanted === 'slice') return `[]${one}`;
  if (wanted === 'map') return `map[string]${one}`;
  return wanted === field.type ? one : wanted;
}
