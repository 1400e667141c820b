import type { AwsCloud } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagMap } from './lazy.ts';

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
