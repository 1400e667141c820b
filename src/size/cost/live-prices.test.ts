import { describe, expect, test } from 'vitest';
import { withLivePrices } from './live-prices.ts';
import type { PriceBook } from './price-book.ts';

const book: PriceBook = {
  fargate: () => ({ vcpuHour: 9, gbHour: 9, ephemeralGbHour: 9, source: 'a table', date: '2020-01-01' }), // prettier-ignore
  instance: () => null,
  volume: () => null,
  instanceType: () => null,
};
const rate = (usageType: string, usd: number, effectiveDate = '2026-07-01T00:00:00Z') => ({
  usageType,
  unit: 'hours',
  usd,
  effectiveDate,
});
const vcpu = rate('APN2-Fargate-vCPU-Hours:perCPU', 0.04656);
const memory = rate('APN2-Fargate-GB-Hours', 0.00511, '2026-08-01T00:00:00Z');
const live = (...prices: (typeof vcpu)[]) =>
  withLivePrices(book, { region: 'ap-northeast-2', prices, asked: '2026-11-24' });

describe('live prices', () => {
  test('stand for their Region with their usage types, their date and the day of asking', () => {
    expect(live(vcpu, memory)?.fargate('ap-northeast-2')).toEqual({
      vcpuHour: 0.04656,
      gbHour: 0.00511,
      ephemeralGbHour: null,
      source:
        'AWS Price List API: APN2-Fargate-vCPU-Hours:perCPU, APN2-Fargate-GB-Hours; in effect since 2026-08-01',
      date: '2026-11-24',
    });
    expect(live(vcpu, memory)?.fargate('us-east-1')?.source).toBe('a table');
  });

  test('need no prefix, which some usage types of us-east-1 lack', () => {
    const plain = live(rate('Fargate-vCPU-Hours:perCPU', 1), rate('Fargate-GB-Hours', 2));
    expect(plain?.fargate('ap-northeast-2')).toMatchObject({ vcpuHour: 1, gbHour: 2 });
  });

  test('are none at all when a rate is missing or given twice with two figures', () => {
    expect(live(vcpu)).toBeNull();
    expect(live(vcpu, memory, rate('X-Fargate-GB-Hours', 0.006))).toBeNull();
  });
});
