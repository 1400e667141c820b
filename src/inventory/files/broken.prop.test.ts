import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFargatectlError } from '../../errors/index.ts';
import { SnapshotReader, snapshotFromFiles } from './index.ts';

const pod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'app', managedFields: [{ a: '}]"' }], labels: { 'x-é': 'ü"\\' } },
  spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: 'hunter2' }] }] },
});
const list = (n: number): object => ({
  apiVersion: 'v1',
  kind: 'List',
  items: Array.from({ length: n }, (_, i) => pod(`p${i}`)),
});

/** What a text gives when its bytes come in pieces of the given sizes. */
function readInPieces(name: string, bytes: Uint8Array, sizes: readonly number[]): unknown {
  const reader = new SnapshotReader();
  const file = reader.file(name, { isOneOfMany: false });
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    file.push(bytes.subarray(at, at + size));
    at += size;
  }
  file.end();
  return reader.finish().snapshot;
}

/** Either a snapshot, or an error of ours that says what is wrong and what to do. */
function readsOrSays(name: string, bytes: Uint8Array): string {
  try {
    readInPieces(name, bytes, [1 << 16]);
    return 'read';
  } catch (error) {
    if (!isFargatectlError(error)) throw error;
    expect(error.remedy).not.toBe('');
    expect(error.message).not.toContain('hunter2');
    expect(error.code).toMatch(/^(INPUT|SNAPSHOT|NOT_A_SNAPSHOT)/);
    return error.code;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('reading in pieces', () => {
  const texts = [
    ['a.json', JSON.stringify(list(3))],
    ['a.json', JSON.stringify(list(2), null, 4)],
    ['a.json', `${JSON.stringify(pod('a'))}\n${JSON.stringify(pod('b'))}\n`],
    ['a.yaml', 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a, labels: {é: ü}}\n  spec:\n    containers:\n    - name: c\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: c}]}\n'],
  ] as const; // prettier-ignore

  it.each(texts)('gives the same wherever the pieces of %s end', (name, text) => {
    const bytes = Buffer.from(text, 'utf8');
    const whole = snapshotFromFiles([{ name, text }]).snapshot;
    fc.assert(
      fc.property(sizes, (s) => {
        expect(readInPieces(name, bytes, s)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['utf16le', 'utf16be'])('reads %s with its mark as it reads UTF-8', (encoding) => {
    const text = JSON.stringify(list(2), null, 2);
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    if (encoding === 'utf16be') bytes.swap16();
    const whole = snapshotFromFiles([{ name: 'a.json', text }]).snapshot;
    fc.assert(
      fc.property(sizes, (s) => {
        expect(readInPieces('a.json', bytes, s)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('parses exactly what JSON.parse parses, for any list of any values', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.boolean(), (values, indented) => {
        const items = values.map((value, i) => ({ ...pod(`p${i}`), status: { value } }));
        const text = JSON.stringify({ kind: 'List', items }, null, indented ? 4 : 0);
        const { objects } = snapshotFromFiles([{ name: 'a.json', text: `${text}\n${JSON.stringify(pod('z'))}` }]).snapshot; // prettier-ignore
        expect(objects.map((o) => o.metadata.name)).toEqual([
          ...values.map((_, i) => `p${i}`),
          'z',
        ]);
      }),
    );
  });
});

describe('broken input', () => {
  it('is read or refused with a reason, whatever bytes are changed', () => {
    const bytes = Buffer.from(JSON.stringify(list(3), null, 2));
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      byte: fc.constantFrom(...Buffer.from('{}[]",:\\\n\0 x1e')),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const broken = Buffer.from(bytes);
        for (const { at, byte } of edits) broken[at] = byte;
        readsOrSays('a.json', broken);
      }),
      { numRuns: 400 },
    );
  });

  it('is read or refused with a reason, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom('a.json', 'a.yaml', 'a'), (bytes, name) => {
        readsOrSays(name, bytes);
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });

  it('is refused where a field of an object has any other type', () => {
    const field = fc.constantFrom('metadata', 'spec', 'apiVersion', 'kind', 'status');
    fc.assert(
      fc.property(field, fc.jsonValue(), (key, value) => {
        readsOrSays('a.json', Buffer.from(JSON.stringify({ ...pod('a'), [key]: value })));
      }),
      { numRuns: 200 },
    );
  });

  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i] ?? ''}`).join(', ')}]`)].join('\n'); // prettier-ignore
  it.each([
    ['aliases that multiply', 'a.yaml', laughs, 'INPUT_NOT_YAML'],
    ['an alias of nothing', 'a.yaml', 'a: *b\n', 'INPUT_NOT_YAML'],
    ['deep lists of JSON', 'a.json', '['.repeat(200_000), 'INPUT_TOO_DEEP'],
    ['deep JSON in a list', 'a.json', `{"items":[${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}]}`, 'INPUT_TOO_DEEP'],
    ['deep lists of YAML', 'a.yaml', `a: ${'['.repeat(20_000)}`, 'INPUT_NOT_YAML'],
    ['deep mappings of YAML', 'a.yaml', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}\n`, 'INPUT_NOT_YAML'],
    ['NUL bytes', 'a.yaml', 'kind: Pod\0\0\n', 'INPUT_NOT_KUBERNETES'],
    ['a comma too many', 'a.json', '{"kind":"List","items":[{"a":1},]}', 'INPUT_NOT_JSON'],
    ['text after JSON', 'a.json', '{"kind":"List","items":[]} oops', 'INPUT_NOT_JSON'],
    ['a header of a snapshot alone', 's.jsonl', '{"apiVersion":"fargatectl/v1","kind":"Snapshot","objectCount":2,"source":"files","cluster":{}}\n{"metadata":{"name":"a"}}\n', 'SNAPSHOT_DAMAGED'],
  ])('%s: refused as such', (_what, name, text, code) => {
    expect(readsOrSays(name, Buffer.from(text))).toBe(code);
  }); // prettier-ignore
});
