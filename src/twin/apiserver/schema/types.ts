import { BugError } from '../../../errors/index.ts';
import data from './kubernetes-1.35.json' with { type: 'json' };

/** A scalar, `any` (kept as it is), or the name of a struct: `core.v1.Container`. */
export type TypeName = string;

/** One field of a struct, with what patches and server-side apply must know of it. */
export interface FieldType {
  readonly name: string;
  /** Protobuf field number. */
  readonly number: number;
  readonly shape: 'one' | 'list' | 'map';
  readonly type: TypeName;
  /** A list of objects identified by these fields. */
  readonly mapKeys: readonly string[] | undefined;
  /** A list of distinct scalars. */
  readonly isSet: boolean;
  /** Owned and replaced as a whole. */
  readonly atomic: boolean;
  /** Strategic merge: the field that identifies items; `true` for lists of scalars and for maps. */
  readonly merge: string | true | undefined;
  /** Strategic merge: `$retainKeys` is meant to be used. */
  readonly retainKeys: boolean;
  readonly required: boolean;
  /** In protobuf a message of its own, in JSON part of the parent. */
  readonly inline: boolean;
  /** In protobuf a message around the value, in JSON the bare value. */
  readonly wrapped: boolean;
  /** Go has a pointer: zero is a value of its own. */
  readonly pointer: boolean;
  /** Go leaves it out of JSON when it is zero or empty. */
  readonly omitsEmpty: boolean;
}

export interface StructType {
  readonly name: TypeName;
  readonly atomic: boolean;
  /** As protobuf has them, by number. */
  readonly byNumber: ReadonlyMap<number, FieldType>;
  /** As JSON has them, by name; inlined structs are part of it. */
  readonly fields: ReadonlyMap<string, FieldType>;
}

const RAW = data as unknown as Readonly<Record<string, Readonly<Record<string, string>>>>;
const structs = new Map<TypeName, StructType>();

/** A struct by name; `undefined` for scalars and unknown names. */
export function structOf(name: TypeName): StructType | undefined {
  const known = structs.get(name);
  if (known) return known;
  const raw = RAW[name];
  if (!raw) return undefined;
  const byNumber = new Map<number, FieldType>();
  const fields = new Map<string, FieldType>();
  for (const [key, text] of Object.entries(raw)) {
    if (key === '') continue;
    const field = parseField(key, text);
    byNumber.set(field.number, field);
    if (!field.inline) fields.set(key, field);
    else for (const [inner, f] of structOf(field.type)?.fields ?? []) fields.set(inner, f);
  }
  const struct = { name, atomic: raw[''] === 'atomic', byNumber, fields };
  structs.set(name, struct);
  return struct;
}

function parseField(name: string, text: string): FieldType {
  const [number, full, ...flags] = text.split(' ');
  if (number === undefined || full === undefined)
    throw BugError(`bad schema entry ${name}: ${text}`);
  const shape = full.startsWith('[]') ? 'list' : full.startsWith('{}') ? 'map' : 'one';
  const type = shape === 'one' ? full : full.slice(2);
  const flag = (key: string): string | undefined =>
    flags.find((f) => f.startsWith(`${key}=`))?.slice(key.length + 1);
  const merge = flag('merge') ?? (flags.includes('merge') ? (true as const) : undefined);
  const keys = flag('map')?.split(',');
  return {
    name,
    number: Number(number),
    shape,
    type,
    mapKeys: keys ?? (typeof merge === 'string' && shape === 'list' ? [merge] : undefined),
    isSet: flags.includes('set') || (shape === 'list' && merge === true),
    atomic: flags.includes('atomic'),
    merge,
    retainKeys: flags.includes('retain'),
    required: flags.includes('required'),
    inline: flags.includes('inline'),
    wrapped: flags.includes('wrapped'),
    pointer: flags.includes('ptr'),
    omitsEmpty: flags.includes('omit'),
  };
}

/** `core.v1.Pod` for `v1`/`Pod`. */
export function typeNameOf(apiVersion: string, kind: string): TypeName {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? 'core' : (apiVersion.slice(0, slash).split('.')[0] as string);
  return `${group}.${apiVersion.slice(slash + 1)}.${kind}`;
}

/** The struct of a built-in kind. */
export const kindType = (apiVersion: string, kind: string): StructType | undefined =>
  kind === 'Scale' ? structOf('autoscaling.v1.Scale') : structOf(typeNameOf(apiVersion, kind));

/** All struct names, for documents about everything. */
export const structNames = (): readonly TypeName[] => Object.keys(RAW);

/** Whole objects carry their own kind and apiVersion, also inside others (claim templates). */
export const isWholeObject = (struct: StructType): boolean =>
  struct.byNumber.get(1)?.type === 'meta.v1.ObjectMeta' && !struct.name.endsWith('TemplateSpec');
