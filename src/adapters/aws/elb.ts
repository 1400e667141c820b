import type { ElbPort } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagMap } from './lazy.ts';

/** DescribeTags takes at most this many ARNs. */
const TAG_BATCH = 20;

export function elbAdapter(o: AwsOptions): ElbPort {
  const run = service(o, 'elasticloadbalancing', async () => {
    const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
    return { sdk, client: new sdk.ElasticLoadBalancingV2Client(clientConfig(o)) };
  });
  const tagsOf = async (
    arns: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> => {
    const all = new Map<string, Readonly<Record<string, string>>>();
    for (let i = 0; i < arns.length; i += TAG_BATCH) {
      const batch = arns.slice(i, i + TAG_BATCH);
      const answer = await run('DescribeTags', ({ sdk, client }) =>
        client.send(new sdk.DescribeTagsCommand({ ResourceArns: batch })),
      );
      for (const d of answer.TagDescriptions ?? []) all.set(d.ResourceArn ?? '', tagMap(d.Tags));
    }
    return all;
  };
  return {
    async describeLoadBalancers(vpcId) {
      const all = await pages(
        (Marker) =>
          run('DescribeLoadBalancers', ({ sdk, client }) =>
            client.send(new sdk.DescribeLoadBalancersCommand({ Marker })),
          ),
        (p) => p.NextMarker,
      );
      const own = all.flatMap((p) => p.LoadBalancers ?? []).filter((l) => l.VpcId === vpcId);
      const tags = await tagsOf(own.map((l) => l.LoadBalancerArn ?? ''));
      return own.map((l) => ({
        arn: l.LoadBalancerArn ?? '',
        name: l.LoadBalancerName ?? '',
        dnsName: l.DNSName ?? '',
        type: l.Type ?? '',
        scheme: l.Scheme ?? '',
        vpcId,
        state: l.State?.Code ?? '',
        securityGroupIds: l.SecurityGroups ?? [],
        tags: tags.get(l.LoadBalancerArn ?? '') ?? {},
      }));
    },
    async describeTargetGroups(vpcId) {
      const all = await pages(
        (Marker) =>
          run('DescribeTargetGroups', ({ sdk, client }) =>
            client.send(new sdk.DescribeTargetGroupsCommand({ Marker })),
          ),
        (p) => p.NextMarker,
      );
      const own = all.flatMap((p) => p.TargetGroups ?? []).filter((g) => g.VpcId === vpcId);
      const tags = await tagsOf(own.map((g) => g.TargetGroupArn ?? ''));
      return own.map((g) => ({
        arn: g.TargetGroupArn ?? '',
        name: g.TargetGroupName ?? '',
        targetType: g.TargetType ?? '',
        port: g.Port ?? null,
        protocol: g.Protocol ?? null,
        loadBalancerArns: g.LoadBalancerArns ?? [],
        tags: tags.get(g.TargetGroupArn ?? '') ?? {},
      }));
    },
    describeTargetHealth: (arn) =>
      run('DescribeTargetHealth', async ({ sdk, client }) =>
        (
          (await client.send(new sdk.DescribeTargetHealthCommand({ TargetGroupArn: arn })))
            .TargetHealthDescriptions ?? []
        ).map((d) => ({
          targetId: d.Target?.Id ?? '',
          port: d.Target?.Port ?? null,
          state: d.TargetHealth?.State ?? '',
          reason: d.TargetHealth?.Reason ?? null,
        })),
      ),
  };
}
