import { describe, expect, test } from 'vitest';
import type { PerGb, Price, TypedPrice } from '../../model/index.ts';
import { withLivePrices, type LivePrices } from './live-prices.ts';
import type { PriceBook } from './price-book.ts';

const REGION = 'ap-northeast-2';
const table = { source: 'a table', date: '2020-01-01' };
const book: PriceBook = {
  fargate: () => ({ vcpuHour: 9, gbHour: 9, ephemeralGbHour: 9, ...table }),
  instance: (_, type) => (type === 'x9.large' ? null : { usdPerHour: 9, ...table }),
  volume: (_, type) => (type === 'io9' ? null : { usdPerGbMonth: 9, ...table }),
  perGb: (_, what) => (what === 'logs' ? null : { usdPerGb: 9, ...table }),
  instanceType: () => null,
};
const rate = (usageType: string, usd: number, effectiveDate = '2026-07-01T00:00:00Z'): Price => ({
  usageType,
  unit: 'hours',
  usd,
  effectiveDate,
});
const of = (type: string, usageType: string, usd: number): TypedPrice => ({
  ...rate(usageType, usd),
  type,
});
const vcpu = rate('APN2-Fargate-vCPU-Hours:perCPU', 0.04656);
const memory = rate('APN2-Fargate-GB-Hours', 0.00511, '2026-08-01T00:00:00Z');
const live = (given: Partial<LivePrices>) => {
  const { book: made, missing } = withLivePrices(book, { region: REGION, asked: '2026-11-24', ...given }); // prettier-ignore
  return { made, missing: missing.map((m) => m.en) };
};
const fargate = (...prices: Price[]) => live({ fargate: prices });
const perGb = (what: PerGb, ...prices: Price[]) => live({ perGb: { [what]: prices } });

describe('live prices', () => {
  test('stand for their Region with their usage types, their date and the day of asking', () => {
    const { made, missing } = fargate(vcpu, memory);
    expect(made.fargate(REGION)).toEqual({
      vcpuHour: 0.04656,
      gbHour: 0.00511,
      ephemeralGbHour: null,
      source:
        'AWS Price List API: APN2-Fargate-vCPU-Hours:perCPU, APN2-Fargate-GB-Hours; in effect since 2026-08-01',
      date: '2026-11-24',
    });
    expect(made.fargate('us-east-1')?.source).toBe('a table');
    expect(missing).toEqual([]);
  });

  test('need no prefix, which some usage types of us-east-1 lack', () => {
    const plain = fargate(rate('Fargate-vCPU-Hours:perCPU', 1), rate('Fargate-GB-Hours', 2));
    expect(plain.made.fargate(REGION)).toMatchObject({ vcpuHour: 1, gbHour: 2 });
  });

  test('are the table’s, and named, when a Fargate rate is missing or given twice with two figures', () => {
    for (const found of [fargate(vcpu), fargate(vcpu, memory, rate('X-Fargate-GB-Hours', 0.006))]) {
      expect(found.made.fargate(REGION)).toMatchObject({ vcpuHour: 9, ...table });
      expect(found.missing).toEqual([
        'Fargate: the Price List API gives no single price; the dated table’s is used (2020-01-01)',
      ]);
    }
  });

  test('of instances and volumes are taken one by one; what is missing is the table’s, and named', () => {
    const { made, missing } = live({
      instances: {
        types: ['m5.large', 'm9.large', 'm8.large'],
        prices: [
          of('m5.large', 'APN2-BoxUsage:m5.large', 0.118),
          of('m8.large', 'APN2-BoxUsage:m8.large', 1),
          of('m8.large', 'APN2-BoxUsage:m8.large', 2),
        ],
      },
      volumes: { types: ['gp3', 'gp2'], prices: [of('gp3', 'APN2-EBS:VolumeUsage.gp3', 0.0912)] },
    });
    expect(made.instance(REGION, 'm5.large')).toEqual({
      usdPerHour: 0.118,
      source: 'AWS Price List API: APN2-BoxUsage:m5.large; in effect since 2026-07-01',
      date: '2026-11-24',
    });
    for (const type of ['m9.large', 'm8.large'])
      expect(made.instance(REGION, type)).toEqual({ usdPerHour: 9, ...table });
    expect(made.instance('us-east-1', 'm5.large')).toEqual({ usdPerHour: 9, ...table });
    expect(made.volume(REGION, 'gp3')).toMatchObject({ usdPerGbMonth: 0.0912, date: '2026-11-24' });
    expect(made.volume(REGION, 'gp2')).toEqual({ usdPerGbMonth: 9, ...table });
    expect(missing).toEqual([
      'm9.large, m8.large: the Price List API gives no single price; the dated table’s are used (2020-01-01)',
      'EBS gp2: the Price List API gives no single price; the dated table’s are used (2020-01-01)',
    ]);
  });

  test('stay unknown where neither AWS nor a table knows them, and are never 0', () => {
    const { made, missing } = perGb('logs');
    expect(made.perGb(REGION, 'logs')).toBeNull();
    expect(missing).toEqual([
      'CloudWatch Logs: the Price List API gives no single price and no table has one: it is not known',
    ]);
    const types = ['x9.large'];
    expect(live({ instances: { types, prices: [] } }).made.instance(REGION, 'x9.large')).toBeNull();
  });

  test('of a gigabyte stand beside the table’s, and a question without an answer changes nothing', () => {
    const { made, missing } = perGb('nat', rate('APN2-NatGateway-Bytes', 0.059));
    expect(made.perGb(REGION, 'nat')).toMatchObject({ usdPerGb: 0.059, date: '2026-11-24' });
    expect(made.perGb(REGION, 'efs')).toEqual({ usdPerGb: 9, ...table });
    expect(missing).toEqual([]);
    const none = live({});
    expect(none.missing).toEqual([]);
    expect(none.made.fargate(REGION)?.source).toBe('a table');
  });
});
