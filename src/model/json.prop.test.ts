import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, jsonEqual } from './json.ts';

const value = fc.jsonValue({ maxDepth: 3 });

describe('equality of JSON', () => {
  it('is that of the canonical texts', () =>
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(jsonEqual(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
      { numRuns: 300 },
    ));

  it('holds after a trip over the wire, whatever the order of the keys', () =>
    fc.assert(
      fc.property(value, (a) => {
        expect(jsonEqual(a, JSON.parse(canonicalJson(a)))).toBe(true);
      }),
      { numRuns: 300 },
    ));

  it('takes a key that is undefined for absent, and null for null', () => {
    expect(jsonEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(jsonEqual({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(jsonEqual({ a: null }, {})).toBe(false);
    expect(jsonEqual([1, 2], [2, 1])).toBe(false);
    expect(jsonEqual([], {})).toBe(false);
  });
});
