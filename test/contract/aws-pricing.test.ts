import { GetProductsCommand, paginateGetProducts, PricingClient } from '@aws-sdk/client-pricing';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../src/adapters/aws/client.ts';
import { loadPriceBook, withLivePrices } from '../../src/size/index.ts';
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
      const live = withLivePrices(book, { region, prices, asked: '2026-11-24' })?.fargate(region);
      const { vcpuHour, gbHour, ephemeralGbHour } = book.fargate(region) ?? {};
      expect(live).toMatchObject({ vcpuHour, gbHour, ephemeralGbHour });
    }
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
