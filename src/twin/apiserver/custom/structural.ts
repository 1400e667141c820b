import { at, childOf, copyJson, isDraft, own, sameJson, set, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import { invalidValue, required, unsupported } from '../validation/causes.ts';

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';

/**
 * What a CRD's schema makes of an object, which is written to: absent fields get their defaults and
 * unknown ones are dropped; answers the paths of those.
 * @source https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema (read 2026-11-23)
 */
export function shapeCustom(schema: unknown, object: Draft): string[] {
  const dropped: string[] = [];
  if (!isDraft(schema)) return dropped;
  fillDefaults(schema, object, true);
  prune(schema, object, '', dropped);
  return dropped;
}

/** Fields that every object has, whatever its schema says. */
const COMMON = new Set(['apiVersion', 'kind', 'metadata']);

function fillDefaults(schema: Draft, value: unknown, root = false): void {
  if (Array.isArray(value)) {
    const items = childOf(schema, 'items');
    if (items) for (const item of value) fillDefaults(items, item);
    return;
  }
  if (!isDraft(value)) return;
  for (const [key, property] of Object.entries(childOf(schema, 'properties') ?? {})) {
    if (!isDraft(property) || (root && COMMON.has(key))) continue;
    const current = own(value, key);
    const nullable = property['nullable'] === true;
    if (
      property['default'] !== undefined &&
      (current === undefined || (current === null && !nullable))
    )
      set(value, key, copyJson(property['default']));
    fillDefaults(property, own(value, key));
  }
  const others = childOf(schema, 'additionalProperties');
  if (others) for (const item of Object.values(value)) fillDefaults(others, item);
}

function prune(schema: Draft, value: unknown, path: string, dropped: string[]): void {
  if (Array.isArray(value)) {
    const items = childOf(schema, 'items');
    if (items) value.forEach((item, i) => prune(items, item, `${path}[${i}]`, dropped));
    return;
  }
  if (!isDraft(value)) return;
  const properties = childOf(schema, 'properties') ?? {};
  const others = at(schema, 'additionalProperties');
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  for (const [key, inner] of Object.entries(value)) {
    if ((path === '' || embedded) && COMMON.has(key)) continue;
    const here = path === '' ? key : `${path}.${key}`;
    const property = own(properties, key);
    if (isDraft(property)) prune(property, inner, here, dropped);
    else if (isDraft(others)) prune(others, inner, here, dropped);
    else if (others !== true && schema[PRESERVE] !== true) {
      dropped.push(here);
      delete value[key];
    }
  }
}

/** Faults of an object by its CRD's schema: types, required fields, enumerations, ranges, patterns. */
export function customFaults(schema: unknown, object: Draft): StatusCause[] {
  const faults: StatusCause[] = [];
  if (isDraft(schema)) check(schema, object, '', faults);
  return faults;
}

function typeFits(schema: Draft, value: unknown): boolean {
  if (schema['x-kubernetes-int-or-string'] === true)
    return typeof value === 'string' || Number.isInteger(value);
  switch (schema['type']) {
    case 'object':
      return isDraft(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function check(schema: Draft, value: unknown, path: string, faults: StatusCause[]): void {
  if (value === null && schema['nullable'] === true) return;
  if (!typeFits(schema, value)) {
    faults.push({
      reason: 'FieldValueTypeInvalid',
      message: `Invalid value: ${JSON.stringify(typeName(value))}: ${path} in body must be of type ${String(schema['type'])}: ${JSON.stringify(typeName(value))}`,
      field: path,
    });
    return;
  }
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.some((a) => sameJson(a, value)))
    faults.push(unsupported(path, value, allowed.map(String)));
  if (typeof value === 'number') checkNumber(schema, value, path, faults);
  if (typeof value === 'string') checkText(schema, value, path, faults);
  if (Array.isArray(value)) {
    const items = childOf(schema, 'items');
    if (items) value.forEach((item, i) => check(items, item, `${path}[${i}]`, faults));
    const limit = schema['maxItems'];
    if (typeof limit === 'number' && value.length > limit)
      faults.push(
        invalidValue(path, value.length, `${path} in body should have at most ${limit} items`),
      );
  }
  if (isDraft(value)) checkObject(schema, value, path, faults);
}

function checkObject(schema: Draft, value: Draft, path: string, faults: StatusCause[]): void {
  const join = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const wanted = schema['required'];
  if (Array.isArray(wanted))
    for (const key of wanted.map(String))
      if (own(value, key) === undefined) faults.push(required(join(key)));
  const properties = childOf(schema, 'properties') ?? {};
  const others = childOf(schema, 'additionalProperties');
  for (const [key, inner] of Object.entries(value)) {
    if (path === '' && COMMON.has(key)) continue;
    const property = own(properties, key);
    if (isDraft(property)) check(property, inner, join(key), faults);
    else if (others) check(others, inner, join(key), faults);
  }
}

function checkNumber(schema: Draft, value: number, path: string, faults: StatusCause[]): void {
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum)
    faults.push(
      invalidValue(path, value, `${path} in body should be greater than or equal to ${minimum}`),
    );
  if (typeof maximum === 'number' && value > maximum)
    faults.push(
      invalidValue(path, value, `${path} in body should be less than or equal to ${maximum}`),
    );
}

function checkText(schema: Draft, value: string, path: string, faults: StatusCause[]): void {
  const { pattern, minLength, maxLength } = schema;
  if (typeof pattern === 'string' && !matches(pattern, value))
    faults.push(invalidValue(path, value, `${path} in body should match '${pattern}'`));
  if (typeof minLength === 'number' && value.length < minLength)
    faults.push(
      invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`),
    );
  if (typeof maxLength === 'number' && value.length > maxLength)
    faults.push({
      reason: 'FieldValueTooLong',
      field: path,
      message: `Too long: may not be more than ${maxLength} bytes`,
    });
}

/** Go's and JavaScript's patterns differ in corners; one that only Go reads is not held against anybody. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}
