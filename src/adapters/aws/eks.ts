import { isNotFound } from '../../errors/index.ts';
import type { EksPort } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { taintToEks, toAddon, toCluster, toNodegroup, toProfile } from './eks-shapes.ts';
import { service } from './lazy.ts';

const orUndefined = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

export function eksAdapter(o: AwsOptions): EksPort {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-eks');
    return { sdk, client: new sdk.EKSClient(clientConfig(o)) };
  };
  type Loaded = Awaited<ReturnType<typeof load>>;
  const run = service(o, 'eks', load);
  /** Follows `nextToken` and describes each name. */
  const names = async (
    operation: string,
    page: (
      l: Loaded,
      nextToken: string | undefined,
    ) => Promise<{ names?: string[] | undefined; nextToken?: string | undefined }>,
  ): Promise<readonly string[]> => {
    const all: string[] = [];
    let token: string | undefined;
    do {
      const answer = await run(operation, (l) => page(l, token));
      all.push(...(answer.names ?? []));
      token = answer.nextToken;
    } while (token !== undefined && token !== '');
    return all;
  };
  const describeAll = async <T>(
    list: readonly string[],
    one: (name: string) => Promise<T | undefined>,
  ): Promise<readonly T[]> => {
    const found: T[] = [];
    for (const name of list) {
      const item = await one(name);
      if (item !== undefined) found.push(item);
    }
    return found;
  };

  const describeFargateProfile: EksPort['describeFargateProfile'] = (cluster, name) =>
    orUndefined(
      run('DescribeFargateProfile', async ({ sdk, client }) =>
        toProfile(
          (
            await client.send(
              new sdk.DescribeFargateProfileCommand({
                clusterName: cluster,
                fargateProfileName: name,
              }),
            )
          ).fargateProfile,
        ),
      ),
    );
  const describeNodegroup: EksPort['describeNodegroup'] = (cluster, name) =>
    orUndefined(
      run('DescribeNodegroup', async ({ sdk, client }) =>
        toNodegroup(
          (
            await client.send(
              new sdk.DescribeNodegroupCommand({ clusterName: cluster, nodegroupName: name }),
            )
          ).nodegroup,
        ),
      ),
    );
  const describeAddon: EksPort['describeAddon'] = (cluster, name) =>
    orUndefined(
      run('DescribeAddon', async ({ sdk, client }) =>
        toAddon(
          (
            await client.send(
              new sdk.DescribeAddonCommand({ clusterName: cluster, addonName: name }),
            )
          ).addon,
        ),
      ),
    );

  return {
    describeCluster: (name) =>
      orUndefined(
        run('DescribeCluster', async ({ sdk, client }) =>
          toCluster(
            (await client.send(new sdk.DescribeClusterCommand({ name }))).cluster,
            o.region,
          ),
        ),
      ),
    listClusters: () =>
      names('ListClusters', async ({ sdk, client }, nextToken) => {
        const a = await client.send(new sdk.ListClustersCommand({ nextToken }));
        return { names: a.clusters, nextToken: a.nextToken };
      }),
    listFargateProfiles: async (cluster) =>
      describeAll(
        await names('ListFargateProfiles', async ({ sdk, client }, nextToken) => {
          const a = await client.send(
            new sdk.ListFargateProfilesCommand({ clusterName: cluster, nextToken }),
          );
          return { names: a.fargateProfileNames, nextToken: a.nextToken };
        }),
        (name) => describeFargateProfile(cluster, name),
      ),
    describeFargateProfile,
    createFargateProfile: (i) =>
      run('CreateFargateProfile', async ({ sdk, client }) =>
        toProfile(
          (
            await client.send(
              new sdk.CreateFargateProfileCommand({
                clusterName: i.cluster,
                fargateProfileName: i.name,
                podExecutionRoleArn: i.podExecutionRoleArn,
                subnets: [...i.subnetIds],
                selectors: i.selectors.map((s) => ({
                  namespace: s.namespace,
                  ...(s.labels === undefined ? {} : { labels: { ...s.labels } }),
                })),
                tags: { ...i.tags },
                clientRequestToken: i.token,
              }),
            )
          ).fargateProfile,
        ),
      ),
    deleteFargateProfile: (cluster, name) =>
      run('DeleteFargateProfile', async ({ sdk, client }) => {
        await client.send(
          new sdk.DeleteFargateProfileCommand({ clusterName: cluster, fargateProfileName: name }),
        );
      }),
    listNodegroups: async (cluster) =>
      describeAll(
        await names('ListNodegroups', async ({ sdk, client }, nextToken) => {
          const a = await client.send(
            new sdk.ListNodegroupsCommand({ clusterName: cluster, nextToken }),
          );
          return { names: a.nodegroups, nextToken: a.nextToken };
        }),
        (name) => describeNodegroup(cluster, name),
      ),
    describeNodegroup,
    updateNodegroupScaling: (i) =>
      run('UpdateNodegroupConfig', async ({ sdk, client }) => {
        await client.send(
          new sdk.UpdateNodegroupConfigCommand({
            clusterName: i.cluster,
            nodegroupName: i.name,
            scalingConfig: { ...i.scaling },
            clientRequestToken: i.token,
          }),
        );
      }),
    deleteNodegroup: (cluster, name) =>
      run('DeleteNodegroup', async ({ sdk, client }) => {
        await client.send(
          new sdk.DeleteNodegroupCommand({ clusterName: cluster, nodegroupName: name }),
        );
      }),
    createNodegroup: (cluster, g, token) =>
      run('CreateNodegroup', async ({ sdk, client }) => {
        const input = {
          clusterName: cluster,
          nodegroupName: g.name,
          nodeRole: g.nodeRoleArn,
          subnets: [...g.subnetIds],
          scalingConfig: { ...g.scaling },
          capacityType: g.capacityType,
          labels: { ...g.labels },
          taints: g.taints.map((t) => ({
            key: t.key,
            value: t.value,
            effect: taintToEks(t.effect),
          })),
          tags: { ...g.tags },
          clientRequestToken: token,
          // With a launch template of one's own, EKS refuses what the template says.
          ...(g.launchTemplate
            ? { launchTemplate: { id: g.launchTemplate.id, version: g.launchTemplate.version } }
            : {}),
          ...(g.instanceTypes.length === 0 ? {} : { instanceTypes: [...g.instanceTypes] }),
          ...(g.launchTemplate ? {} : { amiType: g.amiType, diskSize: g.diskSizeGiB ?? undefined }),
        };
        await client.send(
          new sdk.CreateNodegroupCommand(
            input as ConstructorParameters<typeof sdk.CreateNodegroupCommand>[0],
          ),
        );
      }),
    listAddons: async (cluster) =>
      describeAll(
        await names('ListAddons', async ({ sdk, client }, nextToken) => {
          const a = await client.send(
            new sdk.ListAddonsCommand({ clusterName: cluster, nextToken }),
          );
          return { names: a.addons, nextToken: a.nextToken };
        }),
        (name) => describeAddon(cluster, name),
      ),
    describeAddon,
    updateAddon: (i) =>
      run('UpdateAddon', async ({ sdk, client }) => {
        await client.send(
          new sdk.UpdateAddonCommand({
            clusterName: i.cluster,
            addonName: i.name,
            // An empty object is how a configuration is taken back: leaving the field out keeps it.
            configurationValues: i.configurationValues ?? '{}',
            resolveConflicts: 'PRESERVE',
            clientRequestToken: i.token,
          }),
        );
      }),
    deleteAddon: (i) =>
      run('DeleteAddon', async ({ sdk, client }) => {
        await client.send(
          new sdk.DeleteAddonCommand({
            clusterName: i.cluster,
            addonName: i.name,
            preserve: i.preserve,
          }),
        );
      }),
    createAddon: (cluster, a, token) =>
      run('CreateAddon', async ({ sdk, client }) => {
        await client.send(
          new sdk.CreateAddonCommand({
            clusterName: cluster,
            addonName: a.name,
            addonVersion: a.version,
            resolveConflicts: 'OVERWRITE',
            ...(a.configurationValues === null
              ? {}
              : { configurationValues: a.configurationValues }),
            ...(a.serviceAccountRoleArn === null
              ? {}
              : { serviceAccountRoleArn: a.serviceAccountRoleArn }),
            tags: { ...a.tags },
            clientRequestToken: token,
          }),
        );
      }),
    listAccessEntries: async (cluster) => {
      const arns = await names('ListAccessEntries', async ({ sdk, client }, nextToken) => {
        const a = await client.send(
          new sdk.ListAccessEntriesCommand({ clusterName: cluster, nextToken }),
        );
        return { names: a.accessEntries, nextToken: a.nextToken };
      });
      return describeAll(arns, (principalArn) =>
        orUndefined(
          run('DescribeAccessEntry', async ({ sdk, client }) => {
            const { accessEntry: e } = await client.send(
              new sdk.DescribeAccessEntryCommand({ clusterName: cluster, principalArn }),
            );
            return {
              principalArn,
              type: e?.type ?? '',
              username: e?.username ?? '',
              groups: e?.kubernetesGroups ?? [],
            };
          }),
        ),
      );
    },
    listPodIdentityAssociations: async (cluster) => {
      const ids = await names('ListPodIdentityAssociations', async ({ sdk, client }, nextToken) => {
        const a = await client.send(
          new sdk.ListPodIdentityAssociationsCommand({ clusterName: cluster, nextToken }),
        );
        return {
          names: (a.associations ?? []).map((x) => x.associationId ?? ''),
          nextToken: a.nextToken,
        };
      });
      return describeAll(ids, (id) =>
        orUndefined(
          run('DescribePodIdentityAssociation', async ({ sdk, client }) => {
            const { association: a } = await client.send(
              new sdk.DescribePodIdentityAssociationCommand({
                clusterName: cluster,
                associationId: id,
              }),
            );
            return {
              id,
              namespace: a?.namespace ?? '',
              serviceAccount: a?.serviceAccount ?? '',
              roleArn: a?.roleArn ?? '',
            };
          }),
        ),
      );
    },
  };
}
