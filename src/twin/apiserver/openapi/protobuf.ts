import { isDraft, type Draft } from '../draft.ts';

export const PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/**
 * The OpenAPI v2 document in protobuf, the only form in which kubectl reads it: kinds with their
 * fields, types and extensions. Paths and descriptions are left out.
 * @source https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto (known, not read again)
 */
export function openApiProtobuf(document: Draft): Buffer {
  const info = document['info'] as { title: string; version: string };
  const definitions = (document['definitions'] ?? {}) as Record<string, Draft>;
  return Buffer.concat([
    text(1, '2.0'),
    message(2, text(1, info.title), text(2, info.version)),
    message(8),
    message(9, ...named(1, definitions, (schema) => schemaMessage(schema))),
  ]);
}

function schemaMessage(schema: Draft): Buffer {
  const parts: Buffer[] = [];
  if (typeof schema['$ref'] === 'string') parts.push(text(1, schema['$ref']));
  if (typeof schema['format'] === 'string') parts.push(text(2, schema['format']));
  if (typeof schema['description'] === 'string') parts.push(text(4, schema['description']));
  if (Array.isArray(schema['required']))
    for (const name of schema['required']) parts.push(text(19, String(name)));
  const additional = schema['additionalProperties'];
  if (isDraft(additional)) parts.push(message(21, message(1, schemaMessage(additional))));
  if (typeof schema['type'] === 'string') parts.push(message(22, text(1, schema['type'])));
  if (isDraft(schema['items'])) parts.push(message(23, message(1, schemaMessage(schema['items']))));
  if (isDraft(schema['properties']))
    parts.push(
      message(25, ...named(1, schema['properties'] as Record<string, Draft>, schemaMessage)),
    );
  const extensions = Object.entries(schema).filter(([key]) => key.startsWith('x-'));
  for (const [key, value] of extensions)
    // Extensions travel as YAML, of which JSON is a part.
    parts.push(message(31, text(1, key), message(2, text(2, JSON.stringify(value)))));
  return Buffer.concat(parts);
}

const named = (
  field: number,
  entries: Readonly<Record<string, Draft>>,
  encode: (value: Draft) => Buffer,
): Buffer[] =>
  Object.entries(entries).map(([name, value]) =>
    message(field, text(1, name), message(2, encode(value))),
  );

/** A length-delimited field. */
function message(field: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
}
const text = (field: number, value: string): Buffer => message(field, Buffer.from(value));

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
