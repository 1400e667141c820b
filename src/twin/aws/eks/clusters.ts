import { arn, digest, iamArn, type AwsContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { Network } from '../ec2/network.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import {
  clusterOf,
  epoch,
  listOf,
  pageOf,
  tagsOf,
  updateView,
  type ClusterRecord,
  type Eks,
} from './state.ts';

/** Where the cluster answers, as the twin's host says. */
export interface ClusterEndpoint {
  readonly url: string;
  /** PEM; empty when nobody checks. */
  readonly certificateAuthority: string;
}

/** The seed's cluster, without the things in it. Its security group is made when the seed has none. */
export function seedCluster(
  context: AwsContext,
  seed: ResolvedSeed,
  network: Network,
  endpoint: ClusterEndpoint,
): ClusterRecord {
  const { cluster } = seed;
  const issuer = `https://oidc.eks.${context.region}.amazonaws.com/id/${digest(cluster.name, 32).toUpperCase()}`;
  return {
    name: cluster.name,
    arn: arn(context, 'eks', `cluster/${cluster.name}`),
    createdAt: cluster.createdAt,
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    status: 'ACTIVE',
    roleArn: cluster.roleArn ?? iamArn(context, `role/${cluster.name}-cluster-role`),
    endpoint: endpoint.url,
    certificateAuthority: Buffer.from(endpoint.certificateAuthority).toString('base64'),
    subnets: cluster.subnets ?? seed.subnets.map((s) => s.id),
    securityGroup: clusterSecurityGroup(seed, network),
    additionalSecurityGroups: cluster.additionalSecurityGroups,
    authenticationMode: cluster.authenticationMode,
    endpointPublicAccess: cluster.endpointPublicAccess,
    endpointPrivateAccess: cluster.endpointPrivateAccess,
    publicAccessCidrs: cluster.publicAccessCidrs,
    serviceCidr: cluster.serviceCidr,
    oidcIssuer: cluster.oidcIssuer ?? issuer,
    supportType: cluster.supportType,
    tags: { ...cluster.tags },
    profiles: new Map(),
    nodegroups: new Map(),
    addons: new Map(),
    accessEntries: new Map(),
    podIdentities: new Map(),
    updates: new Map(),
  };
}

/** EKS' own group: everything among its members, everything out. */
function clusterSecurityGroup(seed: ResolvedSeed, network: Network): string {
  const { name } = seed.cluster;
  const id = seed.cluster.securityGroup ?? `sg-0${digest(`${name} cluster`, 16)}`;
  if (network.securityGroups.has(id)) return id;
  const rule = (egress: boolean) => ({
    id: `sgr-0${digest(`${id} ${egress ? 'out' : 'in'}`, 16)}`,
    egress,
    protocol: '-1',
    fromPort: -1,
    toPort: -1,
    cidr: egress ? '0.0.0.0/0' : undefined,
    groupId: egress ? undefined : id,
    description: undefined,
    tags: {},
  });
  network.securityGroups.set(id, {
    id,
    name: `eks-cluster-sg-${name}-${digest(name, 9)}`,
    description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    rules: [rule(false), rule(true)],
    tags: { 'aws:eks:cluster-name': name, [`kubernetes.io/cluster/${name}`]: 'owned' },
  });
  return id;
}

const view = (eks: Eks, c: ClusterRecord): unknown => ({
  name: c.name,
  arn: c.arn,
  createdAt: epoch(c.createdAt),
  version: c.version,
  endpoint: c.endpoint,
  roleArn: c.roleArn,
  resourcesVpcConfig: {
    subnetIds: c.subnets,
    securityGroupIds: c.additionalSecurityGroups,
    clusterSecurityGroupId: c.securityGroup,
    vpcId: eks.network.vpc.id,
    endpointPublicAccess: c.endpointPublicAccess,
    endpointPrivateAccess: c.endpointPrivateAccess,
    publicAccessCidrs: c.publicAccessCidrs,
  },
  kubernetesNetworkConfig: {
    serviceIpv4Cidr: c.serviceCidr,
    ipFamily: 'ipv4',
    elasticLoadBalancing: { enabled: false },
  },
  logging: {
    clusterLogging: [
      {
        types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
        enabled: false,
      },
    ],
  },
  identity: { oidc: { issuer: c.oidcIssuer } },
  status: c.status,
  certificateAuthority: { data: c.certificateAuthority },
  platformVersion: c.platformVersion,
  tags: c.tags,
  health: { issues: [] },
  accessConfig: { authenticationMode: c.authenticationMode },
  upgradePolicy: { supportType: c.supportType },
  deletionProtection: false,
});

/** Clusters, their updates, and the tags of everything EKS keeps. */
export function clusterRoutes(eks: Eks): readonly RestRoute[] {
  return [
    {
      method: 'GET',
      path: '/clusters',
      operation: 'ListClusters',
      run: (input) => pageOf(input, 'clusters', [...eks.clusters.keys()].sort()),
    },
    {
      method: 'GET',
      path: '/clusters/{name}',
      operation: 'DescribeCluster',
      run: (input) => ({ cluster: view(eks, clusterOf(eks, input['name'])) }),
    },
    {
      method: 'GET',
      path: '/clusters/{name}/updates',
      operation: 'ListUpdates',
      run: (input) => {
        const wanted = (u: { nodegroup?: unknown; addon?: unknown }): boolean =>
          u.nodegroup === input['nodegroupName'] && u.addon === input['addonName'];
        const updates = [...clusterOf(eks, input['name']).updates.values()].filter(wanted);
        return pageOf(
          input,
          'updateIds',
          updates.map((u) => u.id),
        );
      },
    },
    {
      method: 'GET',
      path: '/clusters/{name}/updates/{updateId}',
      operation: 'DescribeUpdate',
      run: (input) => {
        const update = clusterOf(eks, input['name']).updates.get(String(input['updateId']));
        if (!update)
          throw new AwsError(
            'ResourceNotFoundException',
            `No update found for ID: ${String(input['updateId'])}`,
            404,
          );
        return { update: updateView(update) };
      },
    },
    ...tagRoutes(eks),
  ];
}

function tagRoutes(eks: Eks): readonly RestRoute[] {
  const tagsAt = (input: JsonInput): Record<string, string> => {
    const wanted = String(input['resourceArn']);
    for (const c of eks.clusters.values())
      for (const record of [
        c,
        ...c.profiles.values(),
        ...c.nodegroups.values(),
        ...c.addons.values(),
        ...c.accessEntries.values(),
        ...c.podIdentities.values(),
      ])
        if (record.arn === wanted) return record.tags;
    throw new AwsError('NotFoundException', `Resource not found for ARN: ${wanted}`, 404);
  };
  const path = '/tags/{resourceArn}';
  return [
    {
      method: 'GET',
      path,
      operation: 'ListTagsForResource',
      run: (input) => ({ tags: tagsAt(input) }),
    },
    {
      method: 'POST',
      path,
      operation: 'TagResource',
      run: (input) => {
        Object.assign(tagsAt(input), tagsOf(input['tags']));
        return {};
      },
    },
    {
      method: 'DELETE',
      path,
      operation: 'UntagResource',
      run: (input) => {
        const tags = tagsAt(input);
        for (const key of listOf(input['tagKeys'])) delete tags[key];
        return {};
      },
    },
  ];
}
