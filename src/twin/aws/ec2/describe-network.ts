import { arn, digest } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { QueryOperations } from '../wire/protocols.ts';
import { chosen, filtered, missing, paged, pagedUpTo, tagSet } from './filters.ts';
import type {
  NatGatewayRecord,
  RouteTableRecord,
  SubnetRecord,
  VpcEndpointRecord,
} from './network.ts';
import type { Ec2 } from './service.ts';

const noTags = (): Record<string, string> => ({});
const byId = <T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> =>
  new Map(records.map((r) => [r.id, r]));

/**
 * What a VPC is made of, as EC2 describes it.
 * @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html (read 2026-11-23)
 */
export function networkOperations(ec2: Ec2): QueryOperations {
  const { network, context } = ec2;
  const { vpc } = network;
  const owner = context.accountId;
  return {
    DescribeVpcs: (params) => {
      const found = chosen(
        params.list('VpcId'),
        new Map([[vpc.id, vpc]]),
        missing('InvalidVpcID.NotFound', 'vpc ID'),
      );
      const fields = {
        'vpc-id': () => vpc.id,
        cidr: () => vpc.cidr,
        'is-default': () => 'false',
        state: () => 'available',
      };
      return paged(
        params,
        'vpcSet',
        filtered(params, found, fields, (v) => v.tags),
        () => vpcView(ec2),
      );
    },
    DescribeVpcAttribute: (params) => {
      const id = params.need('VpcId');
      if (id !== vpc.id) throw missing('InvalidVpcID.NotFound', 'vpc ID')(id);
      const attribute = params.need('Attribute');
      const values: Readonly<Record<string, boolean>> = {
        enableDnsSupport: vpc.dnsSupport,
        enableDnsHostnames: vpc.dnsHostnames,
        enableNetworkAddressUsageMetrics: false,
      };
      const value = Object.hasOwn(values, attribute) ? values[attribute] : undefined;
      if (value === undefined)
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${attribute}) for parameter attribute is invalid.`,
        );
      return { vpcId: id, [attribute]: { value } };
    },
    DescribeSubnets: (params) => {
      const found = chosen(
        params.list('SubnetId'),
        network.subnets,
        missing('InvalidSubnetID.NotFound', 'subnet ID'),
      );
      const fields = {
        'vpc-id': (s: SubnetRecord) => s.vpcId,
        'subnet-id': (s: SubnetRecord) => s.id,
        'availability-zone': (s: SubnetRecord) => s.zone,
        'cidr-block': (s: SubnetRecord) => s.cidr,
        'map-public-ip-on-launch': (s: SubnetRecord) => String(s.mapPublicIpOnLaunch),
        state: () => 'available',
      };
      return paged(
        params,
        'subnetSet',
        filtered(params, found, fields, (s) => s.tags),
        (s) => subnetView(ec2, s),
      );
    },
    DescribeRouteTables: (params) => {
      const found = chosen(
        params.list('RouteTableId'),
        byId(network.routeTables),
        missing('InvalidRouteTableID.NotFound', 'routeTable ID'),
      );
      const fields = {
        'vpc-id': () => vpc.id,
        'route-table-id': (t: RouteTableRecord) => t.id,
        'association.main': (t: RouteTableRecord) => String(t.main),
        'association.subnet-id': (t: RouteTableRecord) => t.subnets,
        'route.gateway-id': (t: RouteTableRecord) => t.routes.map((r) => r.via),
        'route.nat-gateway-id': (t: RouteTableRecord) => t.routes.map((r) => r.via),
      };
      return pagedUpTo(100)(
        params,
        'routeTableSet',
        filtered(params, found, fields, (t) => t.tags),
        (t) => routeTableView(ec2, t),
      );
    },
    DescribeAvailabilityZones: (params) => {
      const wanted = params.list('ZoneName');
      const zones = network.zones.filter((z) => wanted.length === 0 || wanted.includes(z.name));
      return {
        availabilityZoneInfo: zones.map((z) => ({
          zoneName: z.name,
          zoneId: z.id,
          zoneType: z.type,
          zoneState: 'available',
          regionName: context.region,
          optInStatus: z.type === 'availability-zone' ? 'opt-in-not-required' : 'opted-in',
        })),
      };
    },
    DescribeVpcEndpoints: (params) => {
      const found = chosen(
        params.list('VpcEndpointId'),
        byId(network.endpoints),
        missing('InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
      );
      const fields = {
        'vpc-id': () => vpc.id,
        'service-name': (e: VpcEndpointRecord) => e.serviceName,
        'vpc-endpoint-id': (e: VpcEndpointRecord) => e.id,
        'vpc-endpoint-type': (e: VpcEndpointRecord) => e.type,
        'vpc-endpoint-state': () => 'available',
      };
      return paged(
        params,
        'vpcEndpointSet',
        filtered(params, found, fields, (e) => e.tags),
        (e) => endpointView(ec2, e),
      );
    },
    DescribeNatGateways: (params) => {
      const found = chosen(
        params.list('NatGatewayId'),
        byId(network.natGateways),
        missing('NatGatewayNotFound', 'NAT gateway'),
      );
      const fields = {
        'vpc-id': () => vpc.id,
        'subnet-id': (n: NatGatewayRecord) => n.subnet,
        'nat-gateway-id': (n: NatGatewayRecord) => n.id,
        state: () => 'available',
      };
      return paged(params, 'natGatewaySet', filtered(params, found, fields, noTags), (n) => ({
        natGatewayId: n.id,
        subnetId: n.subnet,
        vpcId: vpc.id,
        state: 'available',
        connectivityType: 'public',
        natGatewayAddressSet: [{ publicIp: n.publicIp, privateIp: n.privateIp, isPrimary: true }],
      }));
    },
    DescribeInternetGateways: (params) => {
      const gateways = network.internetGateway === undefined ? [] : [network.internetGateway];
      const fields = {
        'attachment.vpc-id': () => vpc.id,
        'internet-gateway-id': (id: string) => id,
      };
      return paged(
        params,
        'internetGatewaySet',
        filtered(params, gateways, fields, noTags),
        (id) => ({
          internetGatewayId: id,
          ownerId: owner,
          attachmentSet: [{ vpcId: vpc.id, state: 'attached' }],
        }),
      );
    },
  };
}

function vpcView({ network, context }: Ec2): unknown {
  const { vpc } = network;
  return {
    vpcId: vpc.id,
    ownerId: context.accountId,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: [vpc.cidr, ...vpc.secondaryCidrs].map((cidrBlock) => ({
      associationId: `vpc-cidr-assoc-0${digest(`${vpc.id} ${cidrBlock}`, 16)}`,
      cidrBlock,
      cidrBlockState: { state: 'associated' },
    })),
    dhcpOptionsId: network.dhcpOptionsId,
    instanceTenancy: 'default',
    isDefault: false,
    tagSet: tagSet(vpc.tags),
  };
}

const subnetView = ({ network, context }: Ec2, s: SubnetRecord): unknown => ({
  subnetId: s.id,
  subnetArn: arn(context, 'ec2', `subnet/${s.id}`),
  vpcId: s.vpcId,
  ownerId: context.accountId,
  state: 'available',
  cidrBlock: s.cidr,
  availableIpAddressCount: s.pool.available,
  availabilityZone: s.zone,
  availabilityZoneId: network.zones.find((z) => z.name === s.zone)?.id,
  defaultForAz: false,
  mapPublicIpOnLaunch: s.mapPublicIpOnLaunch,
  outpostArn: s.outpostArn,
  tagSet: tagSet(s.tags),
});

/** Which member of a route names its target follows from the target's id. */
const ROUTE_MEMBER: readonly (readonly [prefix: string, member: string])[] = [
  ['nat-', 'natGatewayId'],
  ['tgw-', 'transitGatewayId'],
  ['pcx-', 'vpcPeeringConnectionId'],
  ['eni-', 'networkInterfaceId'],
  ['eigw-', 'egressOnlyInternetGatewayId'],
  ['i-', 'instanceId'],
];

function routeView({ to, via }: { readonly to: string; readonly via: string }): unknown {
  const member = ROUTE_MEMBER.find(([prefix]) => via.startsWith(prefix))?.[1] ?? 'gatewayId';
  const destination = to.startsWith('pl-')
    ? 'destinationPrefixListId'
    : to.includes(':')
      ? 'destinationIpv6CidrBlock'
      : 'destinationCidrBlock';
  return { [destination]: to, [member]: via, state: 'active', origin: 'CreateRoute' };
}

function routeTableView({ network, context }: Ec2, t: RouteTableRecord): unknown {
  const local = [network.vpc.cidr, ...network.vpc.secondaryCidrs].map((cidr) => ({
    destinationCidrBlock: cidr,
    gatewayId: 'local',
    state: 'active',
    origin: 'CreateRouteTable',
  }));
  const association = (subnetId: string | undefined) => ({
    routeTableAssociationId: `rtbassoc-0${digest(`${t.id} ${subnetId ?? 'main'}`, 16)}`,
    routeTableId: t.id,
    subnetId,
    main: subnetId === undefined,
    associationState: { state: 'associated' },
  });
  return {
    routeTableId: t.id,
    vpcId: network.vpc.id,
    ownerId: context.accountId,
    routeSet: [...local, ...t.routes.map(routeView)],
    associationSet: [...(t.main ? [undefined] : []), ...t.subnets].map(association),
    tagSet: tagSet(t.tags),
  };
}

const endpointView = ({ network, context }: Ec2, e: VpcEndpointRecord): unknown => ({
  vpcEndpointId: e.id,
  vpcEndpointType: e.type,
  vpcId: network.vpc.id,
  serviceName: e.serviceName,
  state: 'available',
  ownerId: context.accountId,
  subnetIdSet: e.subnets,
  routeTableIdSet: e.routeTables,
  groupSet: e.securityGroups.map((groupId) => ({
    groupId,
    groupName: network.securityGroups.get(groupId)?.name,
  })),
  privateDnsEnabled: e.type === 'Interface' && e.privateDns,
  tagSet: tagSet(e.tags),
});
