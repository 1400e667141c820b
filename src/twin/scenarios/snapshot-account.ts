import { UserError } from '../../errors/index.ts';
import {
  text,
  verbatim,
  type AwsFacts,
  type Reading,
  type SecurityGroup,
  type Subnet,
  type Text,
} from '../../model/index.ts';
import type { AwsSeed } from '../aws/seed/index.ts';

/** The account of a snapshot as a seed: what was read becomes so, ids and all. */
export function accountOf(aws: AwsFacts): AwsSeed {
  const cluster = must(aws.cluster, text('the EKS cluster', 'EKS 클러스터'));
  const vpc = must(aws.vpc, verbatim('VPC'));
  const subnets = must(aws.subnets, text('the subnets', '서브넷'));
  const tables = must(aws.routeTables, text('the route tables', '라우팅 테이블'));
  const instances = may(aws.instances);
  const groups = may(aws.autoScalingGroups);
  const tableOf = (s: Subnet): string =>
    tables.find((t) => t.subnetIds.includes(s.id))?.id ?? 'main';
  return {
    vpc: {
      id: vpc.id,
      cidr: vpc.cidrs[0] ?? '10.0.0.0/16',
      secondaryCidrs: vpc.cidrs.slice(1),
      dnsSupport: vpc.enableDnsSupport,
      dnsHostnames: vpc.enableDnsHostnames,
    },
    subnets: subnets.map((s) => ({
      id: s.id,
      cidr: s.cidr,
      zone: s.availabilityZone,
      routes: tableOf(s),
      mapPublicIpOnLaunch: s.mapPublicIpOnLaunch,
      availableIps: s.availableIps,
      ...(s.outpostArn === null ? {} : { outpostArn: s.outpostArn }),
      tags: { ...s.tags },
    })),
    routeTables: tables.map((t) => ({
      id: t.id,
      main: t.isMain,
      routes: t.routes
        .filter((r) => r.target !== 'local')
        .map((r) => ({ to: r.destination, via: r.target })),
    })),
    natGateways: natsOf(
      tables.flatMap((t) => t.routes.map((r) => r.target)),
      subnets,
      tableOf,
      tables,
    ),
    ...zonesOf(aws),
    securityGroups: may(aws.securityGroups).map(groupOf),
    vpcEndpoints: may(aws.vpcEndpoints).map((e) => ({
      id: e.id,
      service: e.serviceName,
      type: e.type as 'Interface',
      subnets: [...e.subnetIds],
      routeTables: [...e.routeTableIds],
      securityGroups: [...e.securityGroupIds],
      privateDns: e.privateDnsEnabled,
    })),
    cluster: {
      name: cluster.name,
      version: cluster.version,
      subnets: [...cluster.subnetIds],
      securityGroup: cluster.clusterSecurityGroupId,
      additionalSecurityGroups: [...cluster.securityGroupIds],
      authenticationMode: cluster.authenticationMode as 'API',
      endpointPublicAccess: cluster.endpointPublicAccess,
      endpointPrivateAccess: cluster.endpointPrivateAccess,
      publicAccessCidrs: [...cluster.publicAccessCidrs],
      oidcProvider: may(aws.oidcProviders).some((p) =>
        p.url.endsWith((cluster.oidcIssuer ?? '?').replace('https://', '')),
      ),
      ...(cluster.oidcIssuer === null ? {} : { oidcIssuer: cluster.oidcIssuer }),
      tags: { ...cluster.tags },
    },
    nodegroups: may(aws.nodegroups).map((g) => {
      const own = instances.filter(
        (i) => i.autoScalingGroup !== null && g.autoScalingGroups.includes(i.autoScalingGroup),
      );
      return {
        name: g.name,
        instanceTypes: g.instanceTypes.length === 0 ? ['m5.large'] : [...g.instanceTypes],
        desired: g.scaling.desiredSize,
        min: g.scaling.minSize,
        max: g.scaling.maxSize,
        capacityType: g.capacityType as 'ON_DEMAND',
        amiType: g.amiType,
        diskSizeGiB: g.diskSizeGiB,
        subnets: [...g.subnetIds],
        role: g.nodeRoleArn,
        ...(own[0] ? { securityGroups: [...own[0].securityGroupIds] } : {}),
        labels: { ...g.labels },
        taints: g.taints.map((t) => ({ ...t, effect: taintEffect(t.effect) })),
        ...(g.version === null ? {} : { version: g.version }),
        groupTags: {
          ...(groups.find((a) => g.autoScalingGroups.includes(a.name))?.tags ?? {}),
        },
        instances: own.map((i) => ({
          id: i.id,
          subnet: i.subnetId,
          ip: i.privateIp,
          type: i.type,
        })),
        tags: { ...g.tags },
      };
    }),
    addons: may(aws.addons).map((a) => ({
      name: a.name,
      version: a.version,
      configurationValues: a.configurationValues,
      serviceAccountRoleArn: a.serviceAccountRoleArn,
      tags: { ...a.tags },
    })),
    fargateProfiles: may(aws.fargateProfiles).map((p) => ({
      name: p.name,
      role: p.podExecutionRoleArn,
      subnets: [...p.subnetIds],
      selectors: p.selectors.map((s) => ({ namespace: s.namespace, labels: { ...s.labels } })),
      status: p.status === 'CREATE_FAILED' ? ('CREATE_FAILED' as const) : ('ACTIVE' as const),
      tags: { ...p.tags },
    })),
    roles: may(aws.roles).map((r) => ({
      name: r.name,
      path: r.path,
      trust: (r.trustPolicy ?? {}) as Record<string, unknown>,
      policies: [...r.attachedPolicyArns],
      tags: { ...r.tags },
    })),
    podIdentityAssociations: may(aws.podIdentityAssociations).map((p) => ({
      namespace: p.namespace,
      serviceAccount: p.serviceAccount,
      role: p.roleArn,
    })),
    fileSystems: may(aws.fileSystems).map((f) => ({
      id: f.id,
      creationToken: f.creationToken,
      encrypted: f.encrypted,
      sizeBytes: f.sizeBytes,
      mountTargets: may(aws.mountTargets)
        .filter((m) => m.fileSystemId === f.id)
        .map((m) => ({
          id: m.id,
          subnet: m.subnetId,
          securityGroups: [...m.securityGroupIds],
          ip: m.ipAddress,
        })),
      accessPoints: may(aws.accessPoints)
        .filter((p) => p.fileSystemId === f.id)
        .map((p) => ({
          id: p.id,
          clientToken: p.clientToken,
          path: p.path,
          uid: p.uid,
          gid: p.gid,
          tags: { ...p.tags },
        })),
      tags: { ...f.tags },
    })),
    quotas: Object.fromEntries(may(aws.quotas).map((q) => [q.quotaCode, q.value])),
  };
}

/** What was not read is left out: the twin takes AWS' defaults, and the rehearsal says what was missing. */
const may = <T>(reading: Reading<readonly T[]>): readonly T[] =>
  reading.state === 'read' ? reading.value : [];

function must<T>(reading: Reading<T>, what: Text): T {
  if (reading.state === 'read') return reading.value;
  throw UserError({
    code: 'SNAPSHOT_WITHOUT_AWS',
    message: text(
      `A rehearsal needs ${what.en}, which this snapshot does not hold: ${reading.reason.en}.`,
      `리허설에 필요한 정보(${what.ko})가 이 스냅샷에 없습니다: ${reading.reason.ko}.`,
    ),
    remedy: text(
      'Take the snapshot from the live cluster, with rights to read: fargatectl snapshot -o snapshot.json.',
      '읽기 권한을 갖추어 실제 클러스터에서 스냅샷을 만드십시오: fargatectl snapshot -o snapshot.json',
    ),
  });
}

const groupOf = (g: SecurityGroup): NonNullable<AwsSeed['securityGroups']>[number] => {
  const rules = (direction: 'ingress' | 'egress') =>
    g.rules
      .filter((r) => r.direction === direction)
      .map((r) => ({
        ...(r.id === null ? {} : { id: r.id }),
        protocol: r.protocol,
        ...(r.fromPort === null ? {} : { fromPort: r.fromPort }),
        ...(r.toPort === null ? {} : { toPort: r.toPort }),
        [direction === 'ingress' ? 'from' : 'to']: r.referencedGroupId ?? r.cidr ?? '0.0.0.0/0',
        ...(r.description === null ? {} : { description: r.description }),
      }));
  return {
    id: g.id,
    name: g.name,
    ingress: rules('ingress'),
    egress: rules('egress'),
    tags: { ...g.tags },
  };
};

/** NAT gateways are known by the routes that use them; each stands in some public subnet. */
function natsOf(
  targets: readonly string[],
  subnets: readonly Subnet[],
  tableOf: (s: Subnet) => string,
  tables: readonly {
    readonly id: string;
    readonly routes: readonly { readonly target: string }[];
  }[],
): NonNullable<AwsSeed['natGateways']> {
  const open = subnets.find((s) =>
    tables.find((t) => t.id === tableOf(s))?.routes.some((r) => r.target.startsWith('igw-')),
  );
  const subnet = open?.id ?? subnets[0]?.id ?? '';
  return [...new Set(targets.filter((t) => t.startsWith('nat-')))].map((id) => ({ id, subnet }));
}

const zonesOf = (aws: AwsFacts): Pick<AwsSeed, 'zones'> =>
  aws.availabilityZones.state === 'read'
    ? {
        zones: aws.availabilityZones.value.map((z) => ({
          name: z.name,
          id: z.id,
          type: z.type as 'availability-zone',
        })),
      }
    : {};

const EFFECTS: Readonly<Record<string, 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'>> = {
  NO_SCHEDULE: 'NoSchedule',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
  NO_EXECUTE: 'NoExecute',
};
const taintEffect = (effect: string): 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' =>
  EFFECTS[effect] ?? (effect as 'NoSchedule');
