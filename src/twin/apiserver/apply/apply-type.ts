import { at, childOf, isDraft, own, type Draft } from '../draft.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';
import { kindType, structOf, type FieldType, type StructType } from '../schema/types.ts';

/** How ownership sees a value: as one piece, key by key, or item by item. */
export type ApplyType =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'map'; readonly field: (key: string) => ApplyField }
  | { readonly kind: 'keyed'; readonly keys: readonly string[]; readonly item: ApplyType }
  | { readonly kind: 'set' };

export interface ApplyField {
  readonly type: ApplyType;
  /** A field of the type, not a key that somebody chose. */
  readonly declared: boolean;
  /** Always there in memory, so nobody owns its mere presence. */
  readonly always: boolean;
}

const LEAF: ApplyType = { kind: 'leaf' };
const KEY_OF_LEAVES: ApplyType = {
  kind: 'map',
  field: () => ({ type: LEAF, declared: false, always: false }),
};
/** Where no schema says more: objects by key, lists as one piece. */
const UNTYPED: ApplyType = {
  kind: 'map',
  field: () => ({ type: UNTYPED, declared: false, always: false }),
};

const structTypes = new Map<string, ApplyType>();

function ofStruct(struct: StructType): ApplyType {
  if (struct.atomic) return LEAF;
  let type = structTypes.get(struct.name);
  if (!type) {
    const fields = new Map<string, ApplyField>();
    type = {
      kind: 'map',
      field(key) {
        const known = fields.get(key);
        if (known) return known;
        const field = struct.fields.get(key);
        const made: ApplyField = field
          ? { type: ofField(field), declared: true, always: isAlways(field) }
          : { type: LEAF, declared: key === 'kind' || key === 'apiVersion', always: false };
        fields.set(key, made);
        return made;
      },
    };
    structTypes.set(struct.name, type);
  }
  return type;
}

const isAlways = (field: FieldType): boolean =>
  (field.shape === 'one' && !field.pointer && structOf(field.type) !== undefined) ||
  (field.shape === 'list' && field.name === 'containers');

function ofField(field: FieldType): ApplyType {
  if (field.atomic) return LEAF;
  const struct = structOf(field.type);
  switch (field.shape) {
    case 'map':
      return struct
        ? {
            kind: 'map',
            field: () => ({ type: ofStruct(struct), declared: false, always: false }),
          }
        : KEY_OF_LEAVES;
    case 'list':
      if (field.mapKeys && struct)
        return { kind: 'keyed', keys: field.mapKeys, item: ofStruct({ ...struct, atomic: false }) };
      return field.isSet ? { kind: 'set' } : LEAF;
    case 'one':
      if (struct) return ofStruct(struct);
      return field.type === 'any' || field.type === 'raw' ? UNTYPED : LEAF;
  }
}

/** From a CRD's OpenAPI schema. */
function ofSchema(schema: Draft | undefined): ApplyType {
  if (!schema) return UNTYPED;
  if (schema['x-kubernetes-map-type'] === 'atomic') return LEAF;
  if (schema['type'] === 'array') {
    const items = childOf(schema, 'items');
    const keys = schema['x-kubernetes-list-map-keys'];
    if (schema['x-kubernetes-list-type'] === 'map' && Array.isArray(keys))
      return { kind: 'keyed', keys: keys.map(String), item: ofSchema(items) };
    return schema['x-kubernetes-list-type'] === 'set' ? { kind: 'set' } : LEAF;
  }
  if (schema['type'] !== 'object') return schema['type'] === undefined ? UNTYPED : LEAF;
  const properties = childOf(schema, 'properties') ?? {};
  const others = at(schema, 'additionalProperties');
  return {
    kind: 'map',
    field: (key) => {
      const property = own(properties, key);
      return isDraft(property)
        ? { type: ofSchema(property), declared: true, always: false }
        : { type: isDraft(others) ? ofSchema(others) : UNTYPED, declared: false, always: false };
    },
  };
}

const META = structOf('meta.v1.ObjectMeta');

/** The type of a resource's objects. */
export function applyTypeOf(definition: ResourceDefinition): ApplyType {
  const struct = definition.custom
    ? undefined
    : kindType(apiVersionOf(definition), definition.kind);
  if (struct) return ofStruct(struct);
  const root = ofSchema(childOf(definition.custom, 'schema'));
  if (root.kind !== 'map' || !META) return root;
  const metadata: ApplyField = { type: ofStruct(META), declared: true, always: true };
  return { kind: 'map', field: (key) => (key === 'metadata' ? metadata : root.field(key)) };
}

/** Ports without a protocol are TCP ports, also as a key. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The path element of an item in a keyed list. */
export function keyElement(item: unknown, keys: readonly string[]): string {
  const values: Draft = {};
  for (const key of [...keys].sort()) {
    const value = isDraft(item) ? (own(item, key) ?? KEY_DEFAULTS[key]) : undefined;
    if (value !== undefined) values[key] = value;
  }
  return `k:${JSON.stringify(values)}`;
}

export const valueElement = (item: unknown): string => `v:${JSON.stringify(item)}`;

/** Items of a list by their path element, in order. */
export function itemsByElement(type: ApplyType, value: unknown): Map<string, unknown> {
  const items = new Map<string, unknown>();
  if (!Array.isArray(value)) return items;
  for (const item of value)
    items.set(type.kind === 'keyed' ? keyElement(item, type.keys) : valueElement(item), item);
  return items;
}
