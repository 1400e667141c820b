import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressPool } from './addresses.ts';

describe('the addresses of a subnet', () => {
  test('are each given once, never AWS’ own five, and come back when released', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(1000)), { maxLength: 60 }), (acts) => {
        const pool = new AddressPool('10.0.0.16/28');
        const held: string[] = [];
        for (const [take, chance] of acts) {
          if (take) {
            const ip = pool.take((below) => chance % below);
            expect(ip === undefined).toBe(held.length === 11);
            if (ip !== undefined) {
              expect(held).not.toContain(ip);
              const host = Number(ip.split('.')[3]);
              expect(host).toBeGreaterThanOrEqual(20);
              expect(host).toBeLessThan(31);
              held.push(ip);
            }
          } else {
            const ip = held.splice(chance % Math.max(1, held.length), 1)[0];
            if (ip !== undefined) pool.release(ip);
          }
          expect(pool.available).toBe(11 - held.length);
        }
      }),
    );
  });

  test('that others use are missing from the count', () => {
    const pool = new AddressPool('10.0.0.0/24', 2);
    expect([pool.take(() => 0), pool.take(() => 0), pool.take(() => 0)]).toEqual([
      '10.0.0.4',
      '10.0.0.5',
      undefined,
    ]);
  });

  test('can be claimed by name, once, and only inside the block', () => {
    const pool = new AddressPool('10.0.0.0/24');
    expect([pool.claim('10.0.0.9'), pool.claim('10.0.0.9'), pool.claim('10.0.1.9')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
