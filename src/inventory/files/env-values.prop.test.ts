import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { dropEnvValues } from './env-values.ts';

function without(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.toString('utf8', 0, dropEnvValues(bytes, bytes.length));
}
/** What redaction makes of a text; undefined where it is no JSON. */
function redacted(text: string): unknown {
  try {
    return redactObject(JSON.parse(text) as KubeObject);
  } catch {
    return undefined;
  }
}

const scalar = fc.oneof(
  fc.constantFrom('env', 'value', 'name', '"env":[', 'a\\"env', '가', ''),
  fc.string({ maxLength: 6 }),
  fc.integer(),
  fc.constantFrom(null, true),
);
const name = fc.constantFrom('env', 'value', 'name', 'valueFrom', 'x', 'a"env', 'env\\');
const entry = fc.dictionary(name, scalar, { maxKeys: 4 });
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(fc.oneof(entry, tie('json')), { maxLength: 4 }),
    fc.dictionary(name, fc.oneof(tie('json'), fc.array(entry, { maxLength: 4 })), { maxKeys: 4 }),
  ),
}));
const object = json.map((spec) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec,
}));
const indent = fc.constantFrom(undefined, 1, '\t');

describe('env values', () => {
  it('go, and redaction gives the same as with them', () => {
    fc.assert(
      fc.property(object, indent, (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(redacted(without(text))).toEqual(redacted(text));
      }),
      { numRuns: 500 },
    );
  });

  it('leave a text no JSON that was none', () => {
    const broken = fc
      .tuple(
        object,
        indent,
        fc.nat(),
        fc.constantFrom('', ',', '"', '{', '}', '[', ']', ':', '\\', '\n', 'x'),
        fc.boolean(),
      )
      .map(([value, space, place, put, replace]) => {
        const text = JSON.stringify(value, null, space);
        const at = place % text.length;
        return text.slice(0, at) + put + text.slice(at + (replace ? 1 : 0));
      });
    fc.assert(
      fc.property(broken, (text) => {
        expect(redacted(without(text))).toEqual(redacted(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['{"env":[{"name":"A","value":"x"}]}', '{"env":[{"name":"A"}]}'],
    ['{"env":[{"value":"x","name":"A"}]}', '{"env":[{"name":"A"}]}'],
    [
      '{"env" : [ { "name": "A",\n "value" : "x" } , {"name":"B"} ]}',
      '{"env" : [ { "name": "A" } , {"name":"B"} ]}',
    ],
    [
      '{"env":[{"name":"A","value":"x","z":1},{"name":"B","value":"y"}],"value":"z"}',
      '{"env":[{"name":"A","z":1},{"name":"B"}],"value":"z"}',
    ],
  ])('of %s go', (text, left) => {
    expect(without(text)).toBe(left);
  });

  it.each([
    '{"env":[{"value":"x"}]}',
    '{"env":[{"name":"A","value":1}]}',
    '{"env":[{"name":"A","value":"a\\nb"}]}',
    '{"env":[{"value":"x",}]}',
    '{"env":[{,"value":"x"}]}',
    '{"env":[[1,"value":"x"]]}',
    '{"env":[{"name":"A","value":"x',
    '{"a\\"env":[{"name":"A","value":"x"}]}',
    '{"env":{"name":"A","value":"x"}}',
    '{"env":[{"name":"A","valueFrom":{"a":1,"value":"x"}}]}',
  ])('of %s stay for redaction', (text) => {
    expect(without(text)).toBe(text);
  });
});
