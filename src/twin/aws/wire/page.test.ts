import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paginate } from './page.ts';

const refuse = (): Error => new Error('bad token');

test('pages put together are the list, whatever their size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (all, size) => {
        const seen: number[] = [];
        let token: string | undefined;
        do {
          const page = paginate(all, { size, token }, refuse);
          expect(page.items.length).toBeLessThanOrEqual(size);
          seen.push(...page.items);
          token = page.nextToken;
        } while (token !== undefined);
        expect(seen).toEqual(all);
      },
    ),
  );
});

test('a token of somebody’s invention is refused', () => {
  expect(() => paginate([1], { size: 1, token: 'nonsense' }, refuse)).toThrow('bad token');
});
