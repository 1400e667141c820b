import { GetProductsCommand, paginateGetProducts, PricingClient } from '@aws-sdk/client-pricing';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../src/adapters/aws/client.ts';
import { loadPriceBook, NEW_NODE_TYPES, withLivePrices } from '../../src/size/index.ts';
import fargate from '../../src/twin/aws/pricing/fargate-usd.json' with { type: 'json' };
import { openAccount, REGION, sdkOptions } from './aws-account.ts';

describe('prices', () => {
  test('are those of x86 pods in the Region, with ephemeral storage from ECS’ list', async () => {
    const prices = await openAccount().aws.pricing.fargatePrices(REGION);
    expect(prices.map((p) => [p.usageType, p.usd])).toEqual([
      ['APN2-Fargate-vCPU-Hours:perCPU', 0.04656],
      ['APN2-Fargate-GB-Hours', 0.00511],
      ['APN2-Fargate-EphemeralStorage-GB-Hours', 0.000127],
    ]);
    expect(prices.every((p) => /^\d{4}-\d\d-\d\dT/.test(p.effectiveDate))).toBe(true);
  });

  test('of the twin are the dated ones of the tool, in every Region that it sells in', async () => {
    const { aws } = openAccount();
    const book = await loadPriceBook();
    for (const region of ['us-east-1', 'eu-west-1', 'ap-northeast-1', 'sa-east-1']) {
      const prices = await aws.pricing.fargatePrices(region);
      const { book: made } = withLivePrices(book, { region, fargate: prices, asked: '2026-11-24' });
      const live = made.fargate(region);
      const { vcpuHour, gbHour, ephemeralGbHour } = book.fargate(region) ?? {};
      expect(live).toMatchObject({ vcpuHour, gbHour, ephemeralGbHour });
      expect(live?.date).toBe('2026-11-24');
    }
  });

  test('of the twin’s instances and volumes are the dated ones of the tool, in every Region that it sells in', async () => {
    const { aws } = openAccount();
    const book = await loadPriceBook();
    for (const region of Object.keys(fargate.regions)) {
      const types = NEW_NODE_TYPES.filter((t) => book.instance(region, t) !== null);
      const instances = await aws.pricing.instancePrices(region, [...types, 't3.medium']);
      // One price a type: neither the capacity reservations beside it nor another purchase.
      expect(instances.map((p) => p.type).sort()).toEqual([...types, 't3.medium'].sort());
      for (const p of instances)
        expect([p.type, p.usd]).toEqual([p.type, book.instance(region, p.type)?.usdPerHour]);
      const volumes = await aws.pricing.volumePrices(region, ['gp2', 'gp3', 'io1', 'io2']);
      expect(volumes.map((p) => [p.type, p.usd, p.unit]).sort()).toEqual(
        ['gp2', 'gp3', 'io1'].map((t) => [t, book.volume(region, t)?.usdPerGbMonth, 'GB-Mo']),
      );
    }
  });

  test('of a gigabyte are the dated ones of the tool, and no look-alike’s: One Zone, infrequent access, gateway hours', async () => {
    const { aws } = openAccount();
    const book = await loadPriceBook();
    for (const region of Object.keys(fargate.regions))
      for (const what of ['nat', 'efs', 'logs'] as const) {
        const known = book.perGb(region, what);
        const prices = await aws.pricing.perGbPrices(region, what);
        expect([region, what, prices.map((p) => p.usd)]).toEqual([
          region,
          what,
          known ? [known.usdPerGb] : [],
        ]);
      }
    expect((await aws.pricing.perGbPrices(REGION, 'efs'))[0]?.usageType).toBe(
      'APN2-TimedStorage-ByteHrs',
    );
    expect((await aws.pricing.perGbPrices('us-east-1', 'nat'))[0]?.usageType).toBe(
      'NatGateway-Bytes',
    );
  });

  test('of an instance type that is not sold are none, and a name that is no type is not asked for', async () => {
    const { aws } = openAccount();
    expect(await aws.pricing.instancePrices(REGION, ['x9.large', 'm5.large,c5.large'])).toEqual([]);
    expect(await aws.pricing.instancePrices(REGION, [])).toEqual([]);
  });

  test('are nothing, not zero, in a Region without a list', async () => {
    expect(await openAccount().aws.pricing.fargatePrices('mars-north-1')).toEqual([]);
  });

  test('come in pages of JSON texts that pass every filter', async () => {
    const account = openAccount();
    const client = new PricingClient({ ...clientConfig(sdkOptions(account)), region: 'us-east-1' });
    const filters = [
      { Type: 'TERM_MATCH' as const, Field: 'regionCode', Value: REGION },
      { Type: 'CONTAINS' as const, Field: 'usagetype', Value: 'Fargate' },
    ];
    const texts: string[] = [];
    for await (const page of paginateGetProducts(
      { client, pageSize: 1 },
      { ServiceCode: 'AmazonEKS', Filters: filters },
    ))
      // prettier-ignore
      texts.push(...(page.PriceList ?? []).map(String));
    expect(texts).toHaveLength(2);
    const ask = (input: object) =>
      client.send(new GetProductsCommand({ ServiceCode: 'AmazonEKS', ...input }));
    await expect(ask({ ServiceCode: 'AmazonMars' })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(ask({ NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
    await expect(ask({ MaxResults: 101 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('may be the scenario’s own', async () => {
    const own = { vcpuHour: 1, gbHour: 2, ephemeralGbHour: 3 };
    const { aws } = openAccount((seed) => ({ ...seed, fargatePrices: own }));
    expect((await aws.pricing.fargatePrices(REGION)).map((p) => p.usd)).toEqual([1, 2, 3]);
  });
});
