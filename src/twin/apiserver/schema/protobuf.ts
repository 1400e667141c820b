import { set, type Draft } from '../draft.ts';
import { timestamp, microTimestamp } from '../kernel.ts';
import { badRequest, unsupportedMediaType } from '../status-error.ts';
import { kindType, structOf, type FieldType, type StructType } from './types.ts';

/** `k8s` and a zero byte, before everything that Kubernetes writes in protobuf. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/**
 * Reads the protobuf bodies that kubectl sends for built-in kinds, as the JSON they stand for.
 * Answers are never written in protobuf: clients always accept JSON too.
 * @source https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding (read 2026-11-23)
 */
export function decodeProtobuf(body: Uint8Array, whose = ''): Draft {
  if (!MAGIC.every((byte, i) => body[i] === byte))
    throw badRequest(
      `${whose}provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]`,
    );
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  for (const [number, value] of entriesOf(body.subarray(MAGIC.length))) {
    if (number === 1 && value instanceof Uint8Array)
      for (const [n, v] of entriesOf(value)) {
        if (n === 1 && v instanceof Uint8Array) apiVersion = textOf(v);
        if (n === 2 && v instanceof Uint8Array) kind = textOf(v);
      }
    if (number === 2 && value instanceof Uint8Array) raw = value;
  }
  const type =
    kind === 'DeleteOptions'
      ? structOf('meta.v1.DeleteOptions')
      : kindType(apiVersion === 'policy/v1beta1' ? 'policy/v1' : apiVersion, kind);
  if (!type)
    throw unsupportedMediaType(
      `${apiVersion} ${kind} cannot be read in protobuf: send application/json`,
    );
  return { apiVersion, kind, ...message(type, raw) };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

type Wire = bigint | number | Uint8Array;

/** Field numbers with their values as they lie on the wire. */
function* entriesOf(bytes: Uint8Array): Generator<readonly [number, Wire]> {
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined || shift > 63n) throw badRequest('protobuf: unexpected end of data');
      at += 1;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield [number, BigInt.asIntN(64, varint())];
        break;
      case 1:
        if (at + 8 > bytes.length) throw badRequest('protobuf: unexpected end of data');
        yield [number, view.getFloat64(at, true)];
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        if (at + length > bytes.length) throw badRequest('protobuf: unexpected end of data');
        yield [number, bytes.subarray(at, at + length)];
        at += length;
        break;
      }
      default:
        throw badRequest(`protobuf: illegal wireType ${tag & 7}`);
    }
  }
}

function message(struct: StructType, bytes: Uint8Array): Draft {
  const result: Draft = {};
  for (const [number, wire] of entriesOf(bytes)) {
    const field = struct.byNumber.get(number);
    if (!field) continue;
    if (field.inline && wire instanceof Uint8Array) {
      const inner = structOf(field.type);
      if (inner) Object.assign(result, message(inner, wire));
    } else if (field.shape === 'list') {
      const list = (result[field.name] ??= []) as unknown[];
      list.push(scalar(field, wire));
    } else if (field.shape === 'map' && wire instanceof Uint8Array) {
      const map = (result[field.name] ??= {}) as Draft;
      const [key, value] = mapEntry(field, wire);
      set(map, key, value);
    } else {
      const value = scalar(field, wire);
      if (field.pointer || !isZero(value)) result[field.name] = value;
    }
  }
  return result;
}

function mapEntry(field: FieldType, bytes: Uint8Array): [string, unknown] {
  let key = '';
  let value: unknown = field.type === 'quantity' ? '0' : structOf(field.type) ? {} : '';
  for (const [number, wire] of entriesOf(bytes)) {
    if (number === 1 && wire instanceof Uint8Array) key = textOf(wire);
    if (number === 2)
      value = field.wrapped && wire instanceof Uint8Array ? listOfTexts(wire) : scalar(field, wire);
  }
  return [key, value];
}

const listOfTexts = (bytes: Uint8Array): string[] =>
  [...entriesOf(bytes)].flatMap(([, wire]) => (wire instanceof Uint8Array ? [textOf(wire)] : []));

function scalar(field: FieldType, wire: Wire): unknown {
  if (!(wire instanceof Uint8Array)) return field.type === 'boolean' ? wire !== 0n : Number(wire);
  const struct = structOf(field.type);
  if (struct) return message(struct, wire);
  switch (field.type) {
    case 'bytes':
      return Buffer.from(wire).toString('base64');
    case 'quantity':
      return firstText(wire) ?? '0';
    case 'time':
    case 'microtime':
      return timeOf(wire, field.type);
    case 'intorstring':
      return intOrString(wire);
    case 'raw':
    case 'any':
      return embedded(wire);
    default:
      return textOf(wire);
  }
}

const firstText = (bytes: Uint8Array): string | undefined => {
  for (const [, wire] of entriesOf(bytes)) if (wire instanceof Uint8Array) return textOf(wire);
  return undefined;
};

function timeOf(bytes: Uint8Array, type: string): string | null {
  let seconds = 0n;
  let nanos = 0;
  for (const [number, wire] of entriesOf(bytes)) {
    if (number === 1 && typeof wire === 'bigint') seconds = wire;
    if (number === 2) nanos = Number(wire);
  }
  if (bytes.length === 0) return null;
  const ms = Number(seconds) * 1000 + Math.floor(nanos / 1e6);
  return type === 'time' ? timestamp(ms) : microTimestamp(ms);
}

function intOrString(bytes: Uint8Array): string | number {
  let type = 0;
  let int = 0;
  let text = '';
  for (const [number, wire] of entriesOf(bytes)) {
    if (number === 1) type = Number(wire);
    if (number === 2) int = Number(wire);
    if (number === 3 && wire instanceof Uint8Array) text = textOf(wire);
  }
  return type === 1 ? text : int;
}

function embedded(bytes: Uint8Array): unknown {
  const text = firstText(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest('an embedded object is not JSON');
  }
}

const isZero = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  value === null ||
  value === undefined ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
