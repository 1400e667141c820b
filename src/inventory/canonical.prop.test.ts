import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../model/index.ts';
import { CanonicalWriter } from './canonical.ts';

function written(...values: readonly unknown[]): string {
  const pieces: Buffer[] = [];
  const writer = new CanonicalWriter((bytes) => pieces.push(Buffer.from(bytes)));
  for (const value of values) writer.value(value);
  writer.flush();
  return Buffer.concat(pieces).toString('utf8');
}

/** Keys that engines and sorting treat in their own ways among ordinary ones. */
const key = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('0', '9', '10', '01', '-1', '4294967294', '4294967295', 'a"b', 'a\\b', '가', '.'),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, undefined, -0, NaN, Infinity),
    fc.double(),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 60, size: 'small' })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('canonical bytes', () => {
  it('are those of the canonical text, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const wanted = values.map((v) => canonicalJson(v) ?? 'null').join('');
        expect(written(...values)).toBe(Buffer.from(wanted, 'utf8').toString('utf8'));
      }),
    );
  });

  it('do not depend on the order of keys', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, fc.integer()), { selector: ([k]) => k }),
        (entries) => {
          const [one, other] = [entries, [...entries].reverse()].map((e) => Object.fromEntries(e));
          expect(written(one)).toBe(written(other));
        },
      ),
    );
  });

  it('are whole where a string, a key or a list is longer than what is held at once', () => {
    const long = 'x'.repeat(300_000);
    const escaped = '\n"가\u{1f600}\ud800'.repeat(80_000);
    const value = {
      [long]: long,
      b: escaped,
      c: Array.from({ length: 70_000 }, (_, i) => i),
      d: [long, escaped, long],
    };
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(digest(written(value))).toBe(digest(canonicalJson(value)));
  });

  it('are those of the whole where values share their parts', () => {
    const parts = fc.array(value, { minLength: 1, maxLength: 3 });
    const uses = fc.array(fc.tuple(fc.constantFrom('a', 'b', '0'), fc.nat(2)), { maxLength: 20 });
    fc.assert(
      fc.property(parts, uses, fc.constantFrom(0, 100, 150_000, 300_000), (shared, used, size) => {
        const whole = { long: 'x'.repeat(size), shared };
        const values = used.map(([k, i]) => ({
          [k]: shared[i % shared.length],
          c: { a: whole },
          d: whole,
        }));
        expect(written(...values)).toBe(values.map((v) => canonicalJson(v)).join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('stay right when there are more sequences of keys than are remembered', () => {
    const many = Array.from({ length: 1_500 }, (_, i) => ({
      [`k${i}`]: 1,
      a: { [`z${i}`]: i, b: 2 },
    }));
    expect(written(many, many)).toBe(canonicalJson(many).repeat(2));
  });
});
