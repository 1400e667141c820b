import { trustFor } from '../iam/trust.ts';
import { addProvider } from '../iam/directory.ts';
import { managedPolicyArn } from '../iam/managed-policies.ts';
import { restJsonService, type AwsService } from '../wire/protocols.ts';
import { accessRoutes } from './access-entries.ts';
import { putAccessEntry } from './access-records.ts';
import { addonCatalogRoutes } from './addon-catalog-routes.ts';
import { clusterVersionRoute } from './cluster-versions.ts';
import { addonRoutes, seedAddons, watchAddonHealth } from './addons.ts';
import { clusterRoutes, seedCluster, type ClusterEndpoint } from './clusters.ts';
import { clusterUpdateRoutes } from './cluster-updates.ts';
import { admitRole, fargateProfileRoutes } from './fargate-profiles.ts';
import { EKS_INPUTS } from './input-rules.ts';
import { endEmptyNodegroups, nodegroupRoutes } from './nodegroups.ts';
import { seedNodegroups } from './nodegroup-records.ts';
import { operatorArn } from './operator.ts';
import { podIdentityRoutes, putPodIdentity } from './pod-identities.ts';
import { childArn, type ClusterRecord, type Eks } from './state.ts';

export { operatorArn } from './operator.ts';
export type { Eks } from './state.ts';

/** Builds EKS' state from the seed: the cluster and all that hangs on it, settled long ago. */
export function createEks(
  parts: Omit<Eks, 'clusters' | 'launchTemplates' | 'profileListeners'>,
  endpoint: ClusterEndpoint,
): Eks {
  const eks: Eks = {
    ...parts,
    clusters: new Map(),
    launchTemplates: new Map(),
    profileListeners: [],
  };
  const cluster = seedCluster(eks.context, eks.seed, eks.network, endpoint);
  eks.clusters.set(cluster.name, cluster);
  seedClusterRole(eks, cluster);
  if (eks.seed.cluster.oidcProvider)
    addProvider(eks.context, eks.directory, {
      url: cluster.oidcIssuer,
      clientIds: ['sts.amazonaws.com'],
      createdAt: cluster.createdAt,
    });
  putAccessEntry(eks, cluster, {
    principalArn: operatorArn(eks.context),
    type: 'STANDARD',
    policies: ['AmazonEKSClusterAdminPolicy'],
    settled: true,
  });
  seedNodegroups(eks, cluster);
  seedAddons(eks, cluster);
  seedProfiles(eks, cluster);
  for (const entry of eks.seed.accessEntries)
    putAccessEntry(eks, cluster, { ...entry, settled: true });
  for (const { role, ...association } of eks.seed.podIdentityAssociations)
    putPodIdentity(eks, cluster, {
      ...association,
      roleArn: eks.directory.arnOf(role),
      settled: true,
    });
  eks.fleet.onChanged(() => endEmptyNodegroups(eks));
  return eks;
}

function seedClusterRole(eks: Eks, cluster: ClusterRecord): void {
  if (eks.directory.byArn(cluster.roleArn) || eks.seed.cluster.roleArn !== undefined) return;
  const role = eks.directory.createRole({
    name: cluster.roleArn.split('/').at(-1) ?? '',
    path: '/',
    description: '',
    trust: trustFor('eks.amazonaws.com'),
    tags: {},
    settled: true,
  });
  role.attached = [managedPolicyArn(eks.context.accountId, 'AmazonEKSClusterPolicy')];
}

function seedProfiles(eks: Eks, cluster: ClusterRecord): void {
  for (const p of eks.seed.fargateProfiles) {
    const roleArn = eks.directory.arnOf(p.role);
    cluster.profiles.set(p.name, {
      name: p.name,
      arn: childArn(eks.context, 'fargateprofile', `${cluster.name}/${p.name}`, true),
      createdAt: cluster.createdAt,
      roleArn,
      subnets: p.subnets ?? cluster.subnets.filter((id) => !eks.network.isPublic(id)),
      selectors: p.selectors,
      status: p.status,
      issues: [],
      clientRequestToken: undefined,
      tags: { ...p.tags },
    });
    if (p.status === 'ACTIVE') admitRole(eks, cluster, roleArn, true);
  }
}

/** EKS on the wire. `stop` ends its own clockwork. */
export function eksService(eks: Eks): { readonly service: AwsService; readonly stop: () => void } {
  const service = restJsonService({
    routes: [
      clusterVersionRoute(eks),
      ...clusterRoutes(eks),
      ...clusterUpdateRoutes(eks),
      ...nodegroupRoutes(eks),
      ...addonRoutes(eks),
      ...addonCatalogRoutes,
      ...fargateProfileRoutes(eks),
      ...accessRoutes(eks),
      ...podIdentityRoutes(eks),
    ],
    rules: EKS_INPUTS,
    errorBody: (error) => ({ message: error.message, ...error.details }),
  });
  return { service, stop: watchAddonHealth(eks) };
}
