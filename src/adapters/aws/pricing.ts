import type { Filter } from '@aws-sdk/client-pricing';
import type { PerGb, Price, TypedPrice } from '../../model/index.ts';
import type { PricingPort } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service } from './lazy.ts';
import { productOf, type Product } from './price-list-item.ts';

/** Where the Pricing API answers. @source https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html (read 2026-11-23) */
const PRICING_REGION = 'us-east-1';

/** The longest value that a filter may have. @source https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_Filter.html (read 2026-11-25) */
const LONGEST_VALUE = 1024;

/** AWS' price list over the SDK: `GetProducts`, page by page, with the filters that single a price out. */
export function pricingAdapter(o: AwsOptions): PricingPort {
  const run = service(o, 'pricing', async () => {
    const sdk = await import('@aws-sdk/client-pricing');
    return { sdk, client: new sdk.PricingClient({ ...clientConfig(o), region: PRICING_REGION }) };
  });
  const productsOf = async (
    serviceCode: string,
    region: string,
    filters: readonly Filter[] = [],
  ): Promise<readonly Product[]> => {
    const all = await pages(
      (NextToken) =>
        run('GetProducts', ({ sdk, client }) =>
          client.send(
            new sdk.GetProductsCommand({
              ServiceCode: serviceCode,
              Filters: [equal('regionCode', region), ...filters],
              NextToken,
            }),
          ),
        ),
      (p) => p.NextToken,
    );
    return all.flatMap((p) => (p.PriceList ?? []).map((item: unknown) => productOf(String(item))));
  };
  return {
    async fargatePrices(region) {
      const named = (all: readonly Product[]): readonly Price[] =>
        all.filter((p) => FARGATE.test(p.usageType)).flatMap((p) => p.prices);
      const eks = named(await productsOf('AmazonEKS', region));
      // The same rates; ephemeral storage is only in ECS' list.
      const ecs = named(await productsOf('AmazonECS', region));
      return [...eks, ...ecs.filter((p) => !eks.some((known) => known.usageType === p.usageType))];
    },
    async instancePrices(region, types) {
      const asked = types.filter((t) => /^[a-z0-9-]+\.[a-z0-9-]+$/.test(t));
      const found = await Promise.all(
        inValues(asked).map((value) =>
          productsOf('AmazonEC2', region, [
            { Type: 'ANY_OF', Field: 'instanceType', Value: value },
            equal('operatingSystem', 'Linux'),
            equal('tenancy', 'Shared'),
            equal('capacitystatus', 'Used'),
            equal('preInstalledSw', 'NA'),
          ]),
        ),
      );
      return found.flat().flatMap((p) => typed(p, 'instanceType', (type) => `BoxUsage:${type}`));
    },
    async volumePrices(region, types) {
      const found = await Promise.all(
        inValues(types).map((value) =>
          productsOf('AmazonEC2', region, [
            equal('productFamily', 'Storage'),
            { Type: 'ANY_OF', Field: 'volumeApiName', Value: value },
          ]),
        ),
      );
      return found
        .flat()
        .flatMap((p) =>
          typed(p, 'volumeApiName', (type) => `EBS:VolumeUsage${VOLUME_USAGE[type] ?? `.${type}`}`),
        );
    },
    async perGbPrices(region, what) {
      const { serviceCode, filters, usage } = PER_GB[what];
      const found = await productsOf(serviceCode, region, filters);
      return found.filter((p) => isUsage(p.usageType, usage)).flatMap((p) => p.prices);
    },
  };
}

const equal = (Field: string, Value: string): Filter => ({ Type: 'TERM_MATCH', Field, Value });

/** Only these, exactly: a substring would also take `ARM-`, `Windows-` and `SpotUsage-`. */
const FARGATE = /^(?:[A-Z0-9]+-)?Fargate-(vCPU-Hours:perCPU|GB-Hours|EphemeralStorage-GB-Hours)$/;

/** Usage types say two volume types in older words. */
const VOLUME_USAGE: Readonly<Record<string, string>> = { io1: '.piops', standard: '' };

/**
 * What singles out the price of a gigabyte. NAT gateways are AmazonEC2's, not AmazonVPC's. EFS and
 * CloudWatch sell much beside (One Zone, infrequent access, vended logs): the usage type decides.
 * @source AWS' offer files of 2026-07 to 2026-10, as public records quote families, groups and usage types
 */
const PER_GB: Readonly<
  Record<PerGb, { readonly serviceCode: string; readonly filters: readonly Filter[]; readonly usage: string }>
> = {
  nat: {
    serviceCode: 'AmazonEC2',
    filters: [equal('productFamily', 'NAT Gateway'), equal('group', 'NGW:NatGateway')],
    usage: 'NatGateway-Bytes',
  },
  efs: {
    serviceCode: 'AmazonEFS',
    filters: [equal('productFamily', 'Storage'), equal('storageClass', 'General Purpose')],
    usage: 'TimedStorage-ByteHrs',
  },
  logs: {
    serviceCode: 'AmazonCloudWatch',
    filters: [equal('productFamily', 'Data Payload'), equal('operation', 'PutLogEvents')],
    usage: 'DataProcessing-Bytes',
  },
}; // prettier-ignore

/** With the Region's letters before it, or without. */
const isUsage = (usageType: string, wanted: string): boolean =>
  new RegExp(`^(?:[A-Z0-9]+-)?${wanted.replace(/[.]/g, '\\.')}$`).test(usageType);

/** Prices of the type that an attribute names, when the usage type says that it is this and no other purchase. */
function typed(
  p: Product,
  attribute: string,
  usage: (type: string) => string,
): readonly TypedPrice[] {
  const type = p.attributes[attribute];
  return type !== undefined && isUsage(p.usageType, usage(type))
    ? p.prices.map((price) => ({ ...price, type }))
    : [];
}

/** `a,b,c` in as few values as a filter's length allows. */
function inValues(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const word of [...new Set(words)].sort()) {
    const last = out.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_VALUE)
      out[out.length - 1] = `${last},${word}`;
    else out.push(word);
  }
  return out;
}
