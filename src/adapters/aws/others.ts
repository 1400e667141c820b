import type { AwsCloud } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagMap } from './lazy.ts';

/** Where the Pricing API answers. @source https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html (read 2026-11-23) */
const PRICING_REGION = 'us-east-1';

export function stsAdapter(o: AwsOptions): AwsCloud['callerIdentity'] {
  const run = service(o, 'sts', async () => {
    const sdk = await import('@aws-sdk/client-sts');
    return { sdk, client: new sdk.STSClient(clientConfig(o)) };
  });
  return () =>
    run('GetCallerIdentity', async ({ sdk, client }) => {
      const who = await client.send(new sdk.GetCallerIdentityCommand({}));
      return { accountId: who.Account ?? '', arn: who.Arn ?? '' };
    });
}

export function autoScalingAdapter(o: AwsOptions): AwsCloud['autoScaling'] {
  const run = service(o, 'autoscaling', async () => {
    const sdk = await import('@aws-sdk/client-auto-scaling');
    return { sdk, client: new sdk.AutoScalingClient(clientConfig(o)) };
  });
  return {
    async describeGroups(names) {
      if (names.length === 0) return [];
      const all = await pages(
        (NextToken) =>
          run('DescribeAutoScalingGroups', ({ sdk, client }) =>
            client.send(
              new sdk.DescribeAutoScalingGroupsCommand({
                AutoScalingGroupNames: [...names],
                NextToken,
              }),
            ),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.AutoScalingGroups ?? []).map((g) => ({
          name: g.AutoScalingGroupName ?? '',
          minSize: g.MinSize ?? 0,
          maxSize: g.MaxSize ?? 0,
          desiredCapacity: g.DesiredCapacity ?? 0,
          instanceIds: (g.Instances ?? []).map((i) => i.InstanceId ?? ''),
          tags: tagMap(g.Tags),
        })),
      );
    },
  };
}

export function quotasAdapter(o: AwsOptions): AwsCloud['quotas'] {
  const run = service(o, 'servicequotas', async () => {
    const sdk = await import('@aws-sdk/client-service-quotas');
    return { sdk, client: new sdk.ServiceQuotasClient(clientConfig(o)) };
  });
  return {
    async list(serviceCode) {
      const all = await pages(
        (NextToken) =>
          run('ListServiceQuotas', ({ sdk, client }) =>
            client.send(new sdk.ListServiceQuotasCommand({ ServiceCode: serviceCode, NextToken })),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.Quotas ?? []).map((q) => ({
          serviceCode,
          quotaCode: q.QuotaCode ?? '',
          name: q.QuotaName ?? '',
          value: q.Value ?? 0,
        })),
      );
    },
  };
}

export function pricingAdapter(o: AwsOptions): AwsCloud['pricing'] {
  const run = service(o, 'pricing', async () => {
    const sdk = await import('@aws-sdk/client-pricing');
    return { sdk, client: new sdk.PricingClient({ ...clientConfig(o), region: PRICING_REGION }) };
  });
  const productsOf = async (serviceCode: string, region: string): Promise<readonly string[]> => {
    const all = await pages(
      (NextToken) =>
        run('GetProducts', ({ sdk, client }) =>
          client.send(
            new sdk.GetProductsCommand({
              ServiceCode: serviceCode,
              Filters: [{ Type: 'TERM_MATCH', Field: 'regionCode', Value: region }],
              NextToken,
            }),
          ),
        ),
      (p) => p.NextToken,
    );
    return all.flatMap((p) => (p.PriceList ?? []).map((item: unknown) => String(item)));
  };
  return {
    async fargatePrices(region) {
      const eks = (await productsOf('AmazonEKS', region)).flatMap(toPrices);
      // The same rates; ephemeral storage is only in ECS' list.
      const ecs = (await productsOf('AmazonECS', region)).flatMap(toPrices);
      return [...eks, ...ecs.filter((p) => !eks.some((known) => known.usageType === p.usageType))];
    },
  };
}

/** Only these, exactly: a substring would also take `ARM-`, `Windows-` and `SpotUsage-`. */
const USAGE = /^(?:[A-Z0-9]+-)?Fargate-(vCPU-Hours:perCPU|GB-Hours|EphemeralStorage-GB-Hours)$/;

function toPrices(
  text: string,
): readonly { usageType: string; unit: string; usd: number; effectiveDate: string }[] {
  const item = JSON.parse(text) as {
    product?: { attributes?: { usagetype?: string } };
    terms?: {
      OnDemand?: Record<
        string,
        {
          effectiveDate?: string;
          priceDimensions?: Record<string, { unit?: string; pricePerUnit?: { USD?: string } }>;
        }
      >;
    };
  };
  const usageType = item.product?.attributes?.usagetype ?? '';
  if (!USAGE.test(usageType)) return [];
  return Object.values(item.terms?.OnDemand ?? {}).flatMap((term) =>
    Object.values(term.priceDimensions ?? {})
      .map((d) => ({
        usageType,
        unit: d.unit ?? '',
        usd: Number(d.pricePerUnit?.USD),
        effectiveDate: term.effectiveDate ?? '',
      }))
      .filter((p) => p.usd > 0),
  );
}
