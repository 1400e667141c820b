import type { Ec2Instance, SecurityGroup, SecurityGroupRule, Tags } from '../../model/index.ts';
import { isNotFound } from '../../errors/index.ts';
import type { Ec2Port, NewIngressRule } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagMap } from './lazy.ts';

type Sdk = typeof import('@aws-sdk/client-ec2');
type IpPermission = import('@aws-sdk/client-ec2').IpPermission;
type RawGroup = import('@aws-sdk/client-ec2').SecurityGroup;

export function ec2Adapter(o: AwsOptions): Ec2Port {
  const run = service(o, 'ec2', async () => {
    const sdk: Sdk = await import('@aws-sdk/client-ec2');
    return { sdk, client: new sdk.EC2Client(clientConfig(o)) };
  });
  const inVpc = (vpcId: string) => [{ Name: 'vpc-id', Values: [vpcId] }];
  return {
    async describeVpc(id) {
      const vpc = await orUndefined(
        run('DescribeVpcs', async ({ sdk, client }) => {
          const found = await client.send(new sdk.DescribeVpcsCommand({ VpcIds: [id] }));
          return found.Vpcs?.[0];
        }),
      );
      if (!vpc) return undefined;
      const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
        run('DescribeVpcAttribute', ({ sdk, client }) =>
          client.send(new sdk.DescribeVpcAttributeCommand({ VpcId: id, Attribute })),
        );
      return {
        id,
        cidrs: (vpc.CidrBlockAssociationSet ?? []).map((c) => c.CidrBlock ?? ''),
        enableDnsSupport: (await attribute('enableDnsSupport')).EnableDnsSupport?.Value ?? false,
        enableDnsHostnames:
          (await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value ?? false,
      };
    },
    async describeSubnets(vpcId) {
      const all = await pages(
        (NextToken) =>
          run('DescribeSubnets', ({ sdk, client }) =>
            client.send(new sdk.DescribeSubnetsCommand({ Filters: inVpc(vpcId), NextToken })),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.Subnets ?? []).map((s) => ({
          id: s.SubnetId ?? '',
          vpcId: s.VpcId ?? '',
          cidr: s.CidrBlock ?? '',
          availabilityZone: s.AvailabilityZone ?? '',
          availableIps: s.AvailableIpAddressCount ?? 0,
          outpostArn: s.OutpostArn ?? null,
          mapPublicIpOnLaunch: s.MapPublicIpOnLaunch ?? false,
          tags: tagMap(s.Tags),
        })),
      );
    },
    async describeRouteTables(vpcId) {
      const all = await pages(
        (NextToken) =>
          run('DescribeRouteTables', ({ sdk, client }) =>
            client.send(new sdk.DescribeRouteTablesCommand({ Filters: inVpc(vpcId), NextToken })),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.RouteTables ?? []).map((t) => ({
          id: t.RouteTableId ?? '',
          vpcId: t.VpcId ?? '',
          isMain: (t.Associations ?? []).some((a) => a.Main === true),
          subnetIds: (t.Associations ?? []).flatMap((a) => a.SubnetId ?? []),
          routes: (t.Routes ?? []).map((r) => ({
            destination:
              r.DestinationCidrBlock ??
              r.DestinationIpv6CidrBlock ??
              r.DestinationPrefixListId ??
              '',
            target:
              r.GatewayId ??
              r.NatGatewayId ??
              r.TransitGatewayId ??
              r.VpcPeeringConnectionId ??
              r.NetworkInterfaceId ??
              r.EgressOnlyInternetGatewayId ??
              r.InstanceId ??
              '',
          })),
        })),
      );
    },
    describeAvailabilityZones: () =>
      run('DescribeAvailabilityZones', async ({ sdk, client }) =>
        (
          (await client.send(new sdk.DescribeAvailabilityZonesCommand({}))).AvailabilityZones ?? []
        ).map((z) => ({
          name: z.ZoneName ?? '',
          id: z.ZoneId ?? '',
          type: z.ZoneType ?? 'availability-zone',
        })),
      ),
    async describeSecurityGroups(vpcId) {
      const all = await pages(
        (NextToken) =>
          run('DescribeSecurityGroups', ({ sdk, client }) =>
            client.send(
              new sdk.DescribeSecurityGroupsCommand({ Filters: inVpc(vpcId), NextToken }),
            ),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) => (p.SecurityGroups ?? []).map(toGroup));
    },
    describeSecurityGroup: (id) =>
      orUndefined(
        run('DescribeSecurityGroups', async ({ sdk, client }) => {
          const group = (
            await client.send(new sdk.DescribeSecurityGroupsCommand({ GroupIds: [id] }))
          ).SecurityGroups?.[0];
          return group ? toGroup(group) : undefined;
        }),
      ),
    async describeVpcEndpoints(vpcId) {
      const all = await pages(
        (NextToken) =>
          run('DescribeVpcEndpoints', ({ sdk, client }) =>
            client.send(new sdk.DescribeVpcEndpointsCommand({ Filters: inVpc(vpcId), NextToken })),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.VpcEndpoints ?? []).map((e) => ({
          id: e.VpcEndpointId ?? '',
          serviceName: e.ServiceName ?? '',
          type: e.VpcEndpointType ?? '',
          subnetIds: e.SubnetIds ?? [],
          routeTableIds: e.RouteTableIds ?? [],
          securityGroupIds: (e.Groups ?? []).map((g) => g.GroupId ?? ''),
          privateDnsEnabled: e.PrivateDnsEnabled ?? false,
        })),
      );
    },
    async describeClusterInstances(cluster) {
      const all = await pages(
        (NextToken) =>
          run('DescribeInstances', ({ sdk, client }) =>
            client.send(
              new sdk.DescribeInstancesCommand({
                Filters: [
                  { Name: 'tag-key', Values: [`kubernetes.io/cluster/${cluster}`] },
                  {
                    Name: 'instance-state-name',
                    Values: ['pending', 'running', 'stopping', 'stopped'],
                  },
                ],
                NextToken,
              }),
            ),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) =>
        (p.Reservations ?? []).flatMap((r) => (r.Instances ?? []).map(toInstance)),
      );
    },
    authorizeIngress: (groupId, rule) =>
      run('AuthorizeSecurityGroupIngress', async ({ sdk, client }) => {
        await client.send(
          new sdk.AuthorizeSecurityGroupIngressCommand({
            GroupId: groupId,
            IpPermissions: [permission(rule)],
          }),
        );
      }),
    revokeIngress: (groupId, rule) =>
      run('RevokeSecurityGroupIngress', async ({ sdk, client }) => {
        await client.send(
          new sdk.RevokeSecurityGroupIngressCommand({
            GroupId: groupId,
            IpPermissions: [permission(rule)],
          }),
        );
      }),
  };
}

/** EC2 refuses an id that it does not know; to us that is "not there". */
async function orUndefined<T>(look: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const permission = (r: NewIngressRule): IpPermission => ({
  IpProtocol: r.protocol,
  FromPort: r.fromPort,
  ToPort: r.toPort,
  UserIdGroupPairs: [{ GroupId: r.referencedGroupId, Description: r.description }],
});

const toGroup = (g: RawGroup): SecurityGroup => ({
  id: g.GroupId ?? '',
  name: g.GroupName ?? '',
  vpcId: g.VpcId ?? '',
  rules: [
    ...(g.IpPermissions ?? []).flatMap((p) => toRules(p, 'ingress')),
    ...(g.IpPermissionsEgress ?? []).flatMap((p) => toRules(p, 'egress')),
  ],
  tags: tagMap(g.Tags),
});

function toRules(p: IpPermission, direction: 'ingress' | 'egress'): readonly SecurityGroupRule[] {
  const base = {
    id: null,
    direction,
    protocol: p.IpProtocol ?? '-1',
    fromPort: p.FromPort ?? null,
    toPort: p.ToPort ?? null,
  };
  const cidrs = [
    ...(p.IpRanges ?? []).map((r) => ({
      cidr: r.CidrIp ?? '',
      description: r.Description ?? null,
    })),
    ...(p.Ipv6Ranges ?? []).map((r) => ({
      cidr: r.CidrIpv6 ?? '',
      description: r.Description ?? null,
    })),
  ];
  return [
    ...cidrs.map((c) => ({
      ...base,
      cidr: c.cidr,
      referencedGroupId: null,
      description: c.description,
    })),
    ...(p.UserIdGroupPairs ?? []).map((u) => ({
      ...base,
      cidr: null,
      referencedGroupId: u.GroupId ?? '',
      description: u.Description ?? null,
    })),
    ...(p.PrefixListIds ?? []).map((l) => ({
      ...base,
      cidr: l.PrefixListId ?? '',
      referencedGroupId: null,
      description: l.Description ?? null,
    })),
  ];
}

function toInstance(i: import('@aws-sdk/client-ec2').Instance): Ec2Instance {
  const tags: Tags = tagMap(i.Tags);
  return {
    id: i.InstanceId ?? '',
    type: i.InstanceType ?? '',
    state: i.State?.Name ?? '',
    availabilityZone: i.Placement?.AvailabilityZone ?? '',
    subnetId: i.SubnetId ?? '',
    privateIp: i.PrivateIpAddress ?? '',
    privateDnsName: i.PrivateDnsName ?? '',
    lifecycle: i.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    securityGroupIds: (i.SecurityGroups ?? []).map((g) => g.GroupId ?? ''),
    autoScalingGroup: tags['aws:autoscaling:groupName'] ?? null,
    tags,
  };
}
