import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from './json.ts';

describe('JSON in pieces', () => {
  it('is the text that JSON.stringify gives', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.oneof(
            fc.jsonValue(),
            fc.constant(undefined),
            fc.array(fc.oneof(fc.jsonValue(), fc.constant(undefined)), { maxLength: 3 }),
            fc.tuple(fc.integer({ min: 499, max: 1_001 }), fc.jsonValue()).map(([n, v]) => Array.from({ length: n }, () => v)), // prettier-ignore
          ),
        ),
        (value) => {
          expect([...jsonPieces(value)].join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
        },
      ),
      { numRuns: 200 },
    );
  });
});
