import { describe, expect, it } from 'vitest';
import { isFargatectlError } from '../../errors/index.ts';
import { productOf } from './price-list-item.ts';

const item = (dimensions: object, attributes: object = { usagetype: 'APN2-X' }): string =>
  JSON.stringify({
    product: { productFamily: 'Storage', attributes },
    terms: {
      OnDemand: { 't.1': { effectiveDate: '2026-07-01T00:00:00Z', priceDimensions: dimensions } },
      Reserved: { 't.2': { termAttributes: { LeaseContractLength: '1yr' } } },
    },
  });
const dimension = (beginRange: string, USD: string) => ({ unit: 'GB', beginRange, pricePerUnit: { USD } }); // prettier-ignore

describe('an item of a price list', () => {
  it('gives its on-demand price with usage type, unit and day', () => {
    expect(productOf(item({ a: dimension('0', '0.0590000000') }))).toEqual({
      usageType: 'APN2-X',
      attributes: { usagetype: 'APN2-X' },
      prices: [{ usageType: 'APN2-X', unit: 'GB', usd: 0.059, effectiveDate: '2026-07-01T00:00:00Z' }], // prettier-ignore
    });
  });

  it('gives the first tier that costs anything, whatever the order', () => {
    const tiers = {
      c: dimension('10240', '0.25'),
      b: dimension('5', '0.5'),
      a: dimension('0', '0'),
    };
    expect(productOf(item(tiers)).prices.map((p) => p.usd)).toEqual([0.5]);
  });

  it('has no price in another currency, without on-demand terms, or of nothing', () => {
    const none = [
      item({ a: { unit: 'GB', pricePerUnit: { CNY: '0.4' } } }),
      item({ a: dimension('0', '0.0000000000') }),
      JSON.stringify({ product: { attributes: { usagetype: 'X' } }, terms: { Reserved: {} } }),
      JSON.stringify({ product: { attributes: {} } }),
    ];
    for (const written of none) expect(productOf(written).prices).toEqual([]);
  });

  it('that is no such item is an error that names it', () => {
    for (const written of ['<html>', '{"sku":1}', 'null', '[]']) {
      const read = (): unknown => productOf(written);
      expect(read).toThrow(/form aws_v1/);
      try {
        read();
      } catch (error) {
        expect(isFargatectlError(error) && error.code).toBe('PRICE_LIST_UNREADABLE');
      }
    }
  });
});
