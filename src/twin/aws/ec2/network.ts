import { digest, type AwsContext } from '../context.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { AddressPool, isCidr } from './addresses.ts';
import { zonesOf, type ZoneRecord } from './zones.ts';

export type Tags = Record<string, string>;

export interface SubnetRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly mapPublicIpOnLaunch: boolean;
  readonly outpostArn: string | undefined;
  readonly pool: AddressPool;
  readonly tags: Tags;
}
export interface RouteTableRecord {
  readonly id: string;
  readonly main: boolean;
  readonly subnets: string[];
  readonly routes: { readonly to: string; readonly via: string }[];
  readonly tags: Tags;
}
export interface SecurityGroupRuleRecord {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr: string | undefined;
  readonly groupId: string | undefined;
  readonly description: string | undefined;
  readonly tags: Tags;
}
export interface SecurityGroupRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  rules: SecurityGroupRuleRecord[];
  readonly tags: Tags;
}
export interface NetworkInterfaceRecord {
  readonly id: string;
  readonly subnetId: string;
  readonly ip: string;
  readonly secondaryIps: readonly string[];
  readonly groups: readonly string[];
  readonly description: string;
  readonly instanceId: string | undefined;
  /** The service that manages it; ENIs of Fargate pods are not the customer's. */
  readonly requesterManaged: boolean;
  readonly tags: Tags;
}
export interface VpcEndpointRecord {
  readonly id: string;
  readonly serviceName: string;
  readonly type: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
  readonly privateDns: boolean;
  readonly tags: Tags;
}
export interface NatGatewayRecord {
  readonly id: string;
  readonly subnet: string;
  readonly publicIp: string;
  readonly privateIp: string;
}

/** The VPC and all that lies in it. */
export interface Network {
  readonly vpc: ResolvedSeed['vpc'];
  readonly dhcpOptionsId: string;
  readonly internetGateway: string | undefined;
  readonly natGateways: readonly NatGatewayRecord[];
  readonly zones: readonly ZoneRecord[];
  readonly subnets: ReadonlyMap<string, SubnetRecord>;
  readonly routeTables: readonly RouteTableRecord[];
  readonly securityGroups: Map<string, SecurityGroupRecord>;
  readonly endpoints: readonly VpcEndpointRecord[];
  readonly interfaces: Map<string, NetworkInterfaceRecord>;
  /** Explicit association, else the main table. */
  routeTableOf(subnetId: string): RouteTableRecord | undefined;
  /** Sends 0.0.0.0/0 or ::/0 to an internet gateway. */
  isPublic(subnetId: string): boolean;
  /** Takes a primary address and `secondary` more; undefined when the subnet has too few. */
  createInterface(request: {
    readonly subnetId: string;
    readonly groups: readonly string[];
    readonly description: string;
    readonly secondary?: number;
    readonly ip?: string;
    readonly instanceId?: string;
    readonly requesterManaged?: boolean;
    readonly tags?: Tags;
  }): NetworkInterfaceRecord | undefined;
  deleteInterface(id: string): void;
}

const PORTLESS = -1;

export function createNetwork(context: AwsContext, seed: ResolvedSeed): Network {
  const { ids, region } = context;
  const made = (prefix: string, what: string): string => `${prefix}-0${digest(what, 16)}`;
  const usesInternet =
    seed.subnets.some((s) => s.routes === 'public' || s.routes === 'nat') ||
    seed.routeTables.some((t) => t.routes.some((r) => r.via.startsWith('igw-')));
  const internetGateway =
    seed.internetGateway ?? (usesInternet ? made('igw', seed.vpc.id) : undefined);

  const subnets = new Map<string, SubnetRecord>(
    seed.subnets.map((s) => [
      s.id,
      {
        id: s.id,
        vpcId: seed.vpc.id,
        cidr: s.cidr,
        zone: s.zone,
        mapPublicIpOnLaunch: s.mapPublicIpOnLaunch ?? s.routes === 'public',
        outpostArn: s.outpostArn,
        pool: new AddressPool(s.cidr, s.availableIps),
        tags: { ...s.tags },
      },
    ]),
  );
  const natGateways = natGatewaysOf(seed).map((nat) => ({
    ...nat,
    privateIp: subnets.get(nat.subnet)?.pool.take((n) => ids.integer(n)) ?? '',
  }));
  const routeTables = routeTablesOf(seed, internetGateway, natGateways, made);
  const securityGroups = new Map<string, SecurityGroupRecord>(
    seed.securityGroups.map((group) => [group.id, securityGroupOf(group, made)]),
  );
  const interfaces = new Map<string, NetworkInterfaceRecord>();
  const routeTableOf = (subnetId: string): RouteTableRecord | undefined =>
    routeTables.find((t) => t.subnets.includes(subnetId)) ?? routeTables.find((t) => t.main);

  return {
    vpc: seed.vpc,
    dhcpOptionsId: made('dopt', seed.vpc.id),
    internetGateway,
    natGateways,
    zones: zonesOf(seed, region),
    subnets,
    routeTables,
    securityGroups,
    endpoints: seed.vpcEndpoints.map((e) => ({
      id: e.id ?? made('vpce', `${seed.vpc.id} ${e.service}`),
      serviceName: e.service.startsWith('com.')
        ? e.service
        : `com.amazonaws.${region}.${e.service}`,
      type: e.type,
      subnets: e.subnets,
      routeTables: e.routeTables,
      securityGroups: e.securityGroups,
      privateDns: e.privateDns,
      tags: e.tags,
    })),
    interfaces,
    routeTableOf,
    isPublic: (subnetId) =>
      routeTableOf(subnetId)?.routes.some(
        (r) => (r.to === '0.0.0.0/0' || r.to === '::/0') && r.via.startsWith('igw-'),
      ) ?? false,
    createInterface(request) {
      const pool = subnets.get(request.subnetId)?.pool;
      if (!pool || pool.available < 1 + (request.secondary ?? 0)) return undefined;
      const pick = (below: number): number => ids.integer(below);
      const wanted = request.ip !== undefined && pool.claim(request.ip) ? request.ip : undefined;
      const ip = wanted ?? pool.take(pick);
      if (ip === undefined) return undefined;
      const secondaryIps = Array.from(
        { length: request.secondary ?? 0 },
        () => pool.take(pick) ?? '',
      );
      const record: NetworkInterfaceRecord = {
        id: ids.resource('eni'),
        subnetId: request.subnetId,
        ip,
        secondaryIps,
        groups: request.groups,
        description: request.description,
        instanceId: request.instanceId,
        requesterManaged: request.requesterManaged ?? false,
        tags: request.tags ?? {},
      };
      interfaces.set(record.id, record);
      return record;
    },
    deleteInterface(id) {
      const record = interfaces.get(id);
      if (!record || !interfaces.delete(id)) return;
      const pool = subnets.get(record.subnetId)?.pool;
      for (const ip of [record.ip, ...record.secondaryIps]) pool?.release(ip);
    },
  };
}

type Made = (prefix: string, what: string) => string;

function natGatewaysOf(seed: ResolvedSeed): { id: string; subnet: string; publicIp: string }[] {
  if (seed.natGateways) return seed.natGateways;
  const subnet = seed.subnets.find((s) => s.routes === 'public');
  if (!subnet || !seed.subnets.some((s) => s.routes === 'nat')) return [];
  return [{ id: `nat-0${digest(subnet.id, 16)}`, subnet: subnet.id, publicIp: '3.35.120.7' }];
}

function routeTablesOf(
  seed: ResolvedSeed,
  internetGateway: string | undefined,
  nats: readonly NatGatewayRecord[],
  made: Made,
): RouteTableRecord[] {
  const zoneOf = (subnetId: string): string =>
    seed.subnets.find((s) => s.id === subnetId)?.zone ?? '';
  const tables = new Map<string, RouteTableRecord>(
    seed.routeTables.map((t) => [
      t.id,
      { id: t.id, main: t.main, subnets: [], routes: [...t.routes], tags: { ...t.tags } },
    ]),
  );
  const table = (
    id: string,
    name: string,
    via: string | undefined,
    main = false,
  ): RouteTableRecord => {
    const known = tables.get(id);
    if (known) return known;
    const routes = via === undefined ? [] : [{ to: '0.0.0.0/0', via }];
    const record = { id, main, subnets: [], routes, tags: { Name: name } };
    tables.set(id, record);
    return record;
  };
  for (const s of seed.subnets) {
    const id = (what: string): string => made('rtb', `${seed.vpc.id} ${what}`);
    if (s.routes === 'main') continue;
    if (s.routes === 'public') table(id('public'), 'public', internetGateway).subnets.push(s.id);
    else if (s.routes === 'isolated')
      table(id('isolated'), 'isolated', undefined).subnets.push(s.id);
    else if (s.routes === 'nat') {
      const nat = nats.find((n) => zoneOf(n.subnet) === s.zone) ?? nats[0];
      table(id(`nat ${s.zone}`), `private-${s.zone}`, nat?.id).subnets.push(s.id);
    } else table(s.routes, s.routes, undefined).subnets.push(s.id);
  }
  if (![...tables.values()].some((t) => t.main))
    table(made('rtb', `${seed.vpc.id} main`), 'main', undefined, true);
  return [...tables.values()];
}

function securityGroupOf(
  group: ResolvedSeed['securityGroups'][number],
  made: Made,
): SecurityGroupRecord {
  const rule = (
    r: (typeof group.ingress)[number],
    egress: boolean,
    index: number,
  ): SecurityGroupRuleRecord => {
    const peer = (egress ? r.to : r.from) ?? '0.0.0.0/0';
    const all = r.protocol === '-1';
    return {
      id: r.id ?? made('sgr', `${group.id} ${egress ? 'out' : 'in'} ${index}`),
      egress,
      protocol: r.protocol,
      fromPort: all ? PORTLESS : (r.fromPort ?? r.port ?? 0),
      toPort: all ? PORTLESS : (r.toPort ?? r.port ?? 65535),
      cidr: isCidr(peer) || peer.includes(':') ? peer : undefined,
      groupId: isCidr(peer) || peer.includes(':') ? undefined : peer,
      description: r.description,
      tags: {},
    };
  };
  const egress = group.egress ?? [{ protocol: '-1', to: '0.0.0.0/0' }];
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    rules: [
      ...group.ingress.map((r, i) => rule(r, false, i)),
      ...egress.map((r, i) => rule(r, true, i)),
    ],
    tags: { ...group.tags },
  };
}
