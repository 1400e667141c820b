import type { Draft } from '../draft.ts';
import type { Registry, ResourceDefinition } from '../registry/index.ts';
import { apiVersionOf } from '../registry/index.ts';
import {
  isWholeObject,
  kindType,
  structNames,
  structOf,
  type FieldType,
  type StructType,
} from '../schema/types.ts';

/** v2 refers to `#/definitions/`, v3 to `#/components/schemas/`. */
export type Dialect = 'v2' | 'v3';

const prefix = (dialect: Dialect): string =>
  dialect === 'v2' ? '#/definitions/' : '#/components/schemas/';

/** `core.v1.Pod` → `io.k8s.api.core.v1.Pod`, the name that clients look for. */
export function publicName(type: string): string {
  if (type.startsWith('meta.')) return `io.k8s.apimachinery.pkg.apis.${type}`;
  if (type.startsWith('apiextensions.')) return `io.k8s.apiextensions-apiserver.pkg.apis.${type}`;
  if (type.startsWith('apiregistration.')) return `io.k8s.kube-aggregator.pkg.apis.${type}`;
  return `io.k8s.api.${type}`;
}

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';

/** What a field says of itself: its type, and how patches treat it. */
function fieldSchema(field: FieldType, dialect: Dialect): Draft {
  const one = typeSchema(field, dialect);
  const extensions: Draft = {};
  if (field.shape === 'list')
    extensions['x-kubernetes-list-type'] = field.mapKeys ? 'map' : field.isSet ? 'set' : 'atomic';
  if (field.shape === 'list' && field.mapKeys)
    extensions['x-kubernetes-list-map-keys'] = field.mapKeys;
  if (field.shape !== 'list' && field.atomic) extensions['x-kubernetes-map-type'] = 'atomic';
  if (field.merge !== undefined || field.retainKeys)
    extensions['x-kubernetes-patch-strategy'] = [
      ...(field.merge === undefined ? [] : ['merge']),
      ...(field.retainKeys ? ['retainKeys'] : []),
    ].join(',');
  if (typeof field.merge === 'string') extensions['x-kubernetes-patch-merge-key'] = field.merge;
  switch (field.shape) {
    case 'list':
      return { type: 'array', items: one, ...extensions };
    case 'map':
      return {
        type: 'object',
        additionalProperties: field.wrapped ? { type: 'array', items: one } : one,
        ...extensions,
      };
    case 'one':
      // A reference beside other keys must be wrapped in v3.
      return dialect === 'v3' && one['$ref'] !== undefined
        ? { allOf: [one], default: {}, ...extensions }
        : { ...one, ...extensions };
  }
}

function typeSchema(field: FieldType, dialect: Dialect): Draft {
  const ref = (name: string): Draft => ({ $ref: `${prefix(dialect)}${name}` });
  if (structOf(field.type)) return ref(publicName(field.type));
  switch (field.type) {
    case 'integer':
      return { type: 'integer', format: 'int64' };
    case 'number':
      return { type: 'number', format: 'double' };
    case 'boolean':
      return { type: 'boolean' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'time':
    case 'microtime':
      return { type: 'string', format: 'date-time' };
    case 'quantity':
      return ref(QUANTITY);
    case 'intorstring':
      return ref(INT_OR_STRING);
    case 'string':
      return { type: 'string' };
    default:
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  }
}

function structSchema(struct: StructType, dialect: Dialect): Draft {
  const properties: Draft = {};
  const required: string[] = [];
  if (isWholeObject(struct)) {
    properties['apiVersion'] = { type: 'string' };
    properties['kind'] = { type: 'string' };
  }
  for (const [name, field] of struct.fields) {
    properties[name] = fieldSchema(field, dialect);
    if (field.required && !field.pointer) required.push(name);
  }
  return {
    type: 'object',
    ...(struct.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}

const WELL_KNOWN: Draft = {
  [QUANTITY]: { type: 'string' },
};

/** Which kinds a struct is, as `x-kubernetes-group-version-kind`. */
function kindsOf(registry: Registry): Map<string, Draft[]> {
  const kinds = new Map<string, Draft[]>();
  for (const d of registry.all()) {
    const type = d.custom ? undefined : kindType(apiVersionOf(d), d.kind);
    if (!type) continue;
    const list = kinds.get(type.name) ?? [];
    list.push({ group: d.group, version: d.version, kind: d.kind });
    kinds.set(type.name, list);
  }
  kinds.set('policy.v1.Eviction', [{ group: 'policy', version: 'v1', kind: 'Eviction' }]);
  kinds.set('autoscaling.v1.Scale', [{ group: 'autoscaling', version: 'v1', kind: 'Scale' }]);
  return kinds;
}

/** Schemas of all built-in types, and of the custom kinds that the registry serves. */
export function allSchemas(registry: Registry, dialect: Dialect): Draft {
  const kinds = kindsOf(registry);
  const schemas: Draft = {
    ...WELL_KNOWN,
    [INT_OR_STRING]:
      dialect === 'v2'
        ? { type: 'string', format: 'int-or-string' }
        : { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  };
  for (const name of structNames()) {
    const struct = structOf(name);
    if (!struct) continue;
    const gvk = kinds.get(name);
    schemas[publicName(name)] = {
      ...structSchema(struct, dialect),
      ...(gvk ? { 'x-kubernetes-group-version-kind': gvk } : {}),
    };
  }
  for (const d of registry.all()) if (d.custom) schemas[schemaNameOf(d)] = customSchema(d, dialect);
  return schemas;
}

/** Under which name the kind of a resource is described. */
export function schemaNameOf(d: ResourceDefinition): string {
  const struct = d.custom ? undefined : kindType(apiVersionOf(d), d.kind);
  if (struct) return publicName(struct.name);
  return `${d.group.split('.').reverse().join('.')}.${d.version}.${d.kind}`;
}

function customSchema(d: ResourceDefinition, dialect: Dialect): Draft {
  const given = (d.custom?.schema ?? {}) as Draft;
  const own = (given['properties'] ?? {}) as Draft;
  const metadata = { $ref: `${prefix(dialect)}${publicName('meta.v1.ObjectMeta')}` };
  return {
    ...given,
    type: 'object',
    properties: {
      ...own,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: dialect === 'v3' ? { allOf: [metadata] } : metadata,
    },
    'x-kubernetes-group-version-kind': [{ group: d.group, version: d.version, kind: d.kind }],
  };
}
