import {
  DescribeAddonConfigurationCommand,
  DescribeAddonVersionsCommand,
  EKSClient,
} from '@aws-sdk/client-eks';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../src/adapters/aws/client.ts';
import {
  CLUSTER,
  EXECUTION_ROLE,
  NODE_GROUP,
  openAccount,
  PRIVATE,
  sdkOptions,
  until,
} from './aws-account.ts';

const profile = (name: string, subnetIds: readonly string[] = PRIVATE) => ({
  cluster: CLUSTER,
  name,
  podExecutionRoleArn: EXECUTION_ROLE,
  subnetIds,
  selectors: [{ namespace: 'app', labels: { tier: 'web' } }],
  tags: { made: 'here' },
  token: `token-${name}`,
});

describe('the cluster', () => {
  test('is described with its network, its issuer and its certificate', async () => {
    const { aws } = openAccount();
    const cluster = await aws.eks.describeCluster(CLUSTER);
    expect(cluster).toMatchObject({
      name: CLUSTER,
      version: '1.35',
      status: 'ACTIVE',
      region: 'ap-northeast-2',
      authenticationMode: 'API_AND_CONFIG_MAP',
      clusterSecurityGroupId: 'sg-0a1b2c3d4e5f6c1a5',
    });
    expect(Buffer.from(cluster?.certificateAuthority ?? '', 'base64').toString()).toContain(
      'BEGIN CERTIFICATE',
    );
    expect(await aws.eks.listClusters()).toEqual([CLUSTER]);
  });

  test('that is not there is undefined, not an error', async () => {
    expect(await openAccount().aws.eks.describeCluster('nowhere')).toBeUndefined();
  });
});

describe('Fargate profiles', () => {
  test('are created and deleted over minutes, one at a time', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    const first = await eks.createFargateProfile(profile('app'));
    expect(first.status).toBe('CREATING');
    await expect(eks.createFargateProfile(profile('other'))).rejects.toMatchObject({
      call: { reason: 'ResourceInUseException', status: 409 },
      message: expect.stringContaining(
        `Cannot create Fargate Profile other because cluster ${CLUSTER} currently has Fargate profile app in status CREATING`,
      ),
    });
    const status = async () => (await eks.describeFargateProfile(CLUSTER, 'app'))?.status;
    await until(account, async () => (await status()) === 'ACTIVE');
    expect(await eks.listFargateProfiles(CLUSTER)).toEqual([
      expect.objectContaining({
        name: 'app',
        subnetIds: PRIVATE,
        selectors: [{ namespace: 'app', labels: { tier: 'web' } }],
        tags: { made: 'here' },
      }),
    ]);
    const entries = await eks.listAccessEntries(CLUSTER);
    expect(entries.find((e) => e.principalArn === EXECUTION_ROLE)?.type).toBe('FARGATE_LINUX');
    account.podsOn.set('app', 1);
    await eks.deleteFargateProfile(CLUSTER, 'app');
    await account.clock.sleep(10 * 60_000);
    expect(await status()).toBe('DELETING');
    account.podsOn.set('app', 0);
    await until(account, async () => (await status()) === undefined);
  });

  test('are not created twice by a call that is repeated with its token', async () => {
    const { aws } = openAccount();
    const first = await aws.eks.createFargateProfile(profile('app'));
    expect((await aws.eks.createFargateProfile(profile('app'))).arn).toBe(first.arn);
  });

  test('refuse public subnets in EKS’ words', async () => {
    const { aws } = openAccount();
    const id = 'subnet-0a1b2c3d4e5f6a001';
    await expect(aws.eks.createFargateProfile(profile('app', [id]))).rejects.toThrow(
      `Subnet ${id} provided in Fargate Profile is not a private subnet`,
    );
  });

  test('give pods an address of their subnets until the vCPU quota is spent', async () => {
    const account = openAccount((seed) => ({ ...seed, quotas: { 'L-3032A538': 1 } }));
    await account.aws.eks.createFargateProfile(profile('app'));
    await account.clock.sleep(300_000);
    const pod = { namespace: 'app', pod: 'a', profile: 'app', vcpu: 0.75, memoryGB: 2 };
    const launched = account.world.fargate.launch(pod);
    expect(launched).toMatchObject({ kind: 'launched', region: 'ap-northeast-2' });
    expect(account.world.fargate.launch(pod)).toMatchObject({ kind: 'refused', retry: true });
    if (launched.kind === 'launched') account.world.fargate.release(launched.eniId);
    expect(account.world.fargate.launch(pod).kind).toBe('launched');
  });

  test('launch nothing in a zone without capacity', async () => {
    const account = openAccount();
    await account.aws.eks.createFargateProfile(profile('app'));
    await account.clock.sleep(300_000);
    account.world.controls.noFargateCapacity.add('*');
    const pod = { namespace: 'app', pod: 'a', profile: 'app', vcpu: 0.25, memoryGB: 0.5 };
    expect(account.world.fargate.launch(pod)).toMatchObject({
      message: expect.stringContaining('Fargate capacity is unavailable at this time'),
    });
  });
});

describe('node groups', () => {
  test('shrink by draining instances first', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    const before = await eks.describeNodegroup(CLUSTER, 'general');
    expect(before).toMatchObject({
      status: 'ACTIVE',
      scaling: { minSize: 2, maxSize: 6, desiredSize: 3 },
      instanceTypes: ['m5.large'],
      launchTemplate: { version: '1' },
    });
    await eks.updateNodegroupScaling({
      cluster: CLUSTER,
      name: 'general',
      scaling: { minSize: 0, maxSize: 6, desiredSize: 1 },
      token: 't',
    });
    await until(account, async () => {
      const groups = account.world.fleet.instances().filter((i) => i.nodegroup === 'general');
      return groups.filter((i) => i.state === 'running').length === 1;
    });
    expect(account.drained).toHaveLength(2);
    await account.clock.sleep(60_000);
    expect(await eks.describeNodegroup(CLUSTER, 'general')).toMatchObject({
      status: 'ACTIVE',
      scaling: { minSize: 0, desiredSize: 1 },
    });
  });

  test('are updated once for one token, however often it is asked', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    const scaling = { minSize: 0, maxSize: 6, desiredSize: 1 };
    const update = { cluster: CLUSTER, name: 'general', scaling, token: 'once' };
    await eks.updateNodegroupScaling(update);
    expect((await eks.describeNodegroup(CLUSTER, 'general'))?.status).toBe('UPDATING');
    await eks.updateNodegroupScaling(update);
    await expect(eks.updateNodegroupScaling({ ...update, token: 'another' })).rejects.toMatchObject(
      { call: { reason: 'ResourceInUseException', status: 409 } },
    );
    await account.clock.sleep(60_000);
    await eks.updateNodegroupScaling(update);
    expect((await eks.describeNodegroup(CLUSTER, 'general'))?.status).toBe('ACTIVE');
  });

  test('are deleted with their instances, and made again as they were described', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    const before = await eks.describeNodegroup(CLUSTER, 'burst');
    await eks.deleteNodegroup(CLUSTER, 'burst');
    expect((await eks.describeNodegroup(CLUSTER, 'burst'))?.status).toBe('DELETING');
    await until(account, async () => (await eks.describeNodegroup(CLUSTER, 'burst')) === undefined);
    expect(account.drained.map((i) => i.nodegroup)).toEqual(['burst', 'burst']);
    if (!before) throw new Error('the scenario has no group burst');
    await eks.createNodegroup(CLUSTER, before, 'again');
    await until(account, async () => {
      const group = await eks.describeNodegroup(CLUSTER, 'burst');
      return group?.status === 'ACTIVE';
    });
    const again = await eks.describeNodegroup(CLUSTER, 'burst');
    expect(again).toMatchObject({
      scaling: before.scaling,
      labels: before.labels,
      subnetIds: before.subnetIds,
      launchTemplate: before.launchTemplate,
    });
    const made = await account.aws.ec2.describeClusterInstances(CLUSTER);
    const burst = made.filter((i) => i.tags['eks:nodegroup-name'] === 'burst');
    expect(burst.map((i) => [i.state, i.securityGroupIds])).toEqual([
      ['running', [NODE_GROUP]],
      ['running', [NODE_GROUP]],
    ]);
  });

  test('refuse sizes that contradict each other', async () => {
    const { aws } = openAccount();
    const scaling = { minSize: 3, maxSize: 6, desiredSize: 1 };
    await expect(
      aws.eks.updateNodegroupScaling({ cluster: CLUSTER, name: 'general', scaling, token: 't' }),
    ).rejects.toMatchObject({ call: { reason: 'InvalidParameterException', status: 400 } });
  });
});

describe('add-ons', () => {
  test('take a configuration, install it and become active when healthy', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    account.ill.set('coredns', [{ code: 'InsufficientNumberOfReplicas', message: 'none ready' }]);
    const configurationValues = '{"computeType":"Fargate"}';
    await eks.updateAddon({ cluster: CLUSTER, name: 'coredns', configurationValues, token: 't' });
    await account.clock.sleep(120_000);
    expect((await eks.describeAddon(CLUSTER, 'coredns'))?.status).toBe('UPDATING');
    account.ill.clear();
    await account.clock.sleep(30_000);
    expect(await eks.describeAddon(CLUSTER, 'coredns')).toMatchObject({
      status: 'ACTIVE',
      configurationValues,
    });
    expect(account.installed).toEqual([
      expect.objectContaining({ name: 'coredns', configurationValues }),
    ]);
  });

  test('refuse a configuration that their schema does not know', async () => {
    const { aws } = openAccount();
    const configurationValues = '{"compute":"Fargate"}';
    await expect(
      aws.eks.updateAddon({ cluster: CLUSTER, name: 'coredns', configurationValues, token: 't' }),
    ).rejects.toThrow('$.compute: is not defined in the schema');
  });

  test('leave their objects behind when deleted with preserve', async () => {
    const account = openAccount();
    const { eks } = account.aws;
    await eks.deleteAddon({ cluster: CLUSTER, name: 'aws-efs-csi-driver', preserve: true });
    await until(
      account,
      async () => (await eks.describeAddon(CLUSTER, 'aws-efs-csi-driver')) === undefined,
    );
    expect(account.removed).toEqual([{ name: 'aws-efs-csi-driver', preserve: true }]);
    expect((await eks.listAddons(CLUSTER)).map((a) => a.name)).toEqual([
      'aws-ebs-csi-driver',
      'coredns',
      'kube-proxy',
      'vpc-cni',
    ]);
  });

  test('tell where they may run and what their configuration may say', async () => {
    const account = openAccount();
    const client = new EKSClient(clientConfig(sdkOptions(account)) as object);
    const { addons } = await client.send(new DescribeAddonVersionsCommand({}));
    const onFargate = addons?.filter((a) =>
      a.addonVersions?.some((v) => v.computeTypes?.includes('fargate')),
    );
    expect(onFargate?.map((a) => a.addonName)).toEqual([
      'coredns',
      'metrics-server',
      'snapshot-controller',
    ]);
    const answer = await client.send(
      new DescribeAddonConfigurationCommand({
        addonName: 'coredns',
        addonVersion: 'v1.13.1-eksbuild.1',
      }),
    );
    expect(answer.configurationSchema).toContain('"computeType"');
  });

  test('that stay ill for minutes are called degraded', async () => {
    const account = openAccount();
    account.ill.set('vpc-cni', [{ code: 'InsufficientNumberOfReplicas', message: 'none' }]);
    await account.clock.sleep(10 * 60_000);
    expect((await account.aws.eks.describeAddon(CLUSTER, 'vpc-cni'))?.status).toBe('DEGRADED');
  });
});

describe('lists', () => {
  test('come in pages, none lost and none twice', async () => {
    const { aws } = openAccount((seed) => ({
      ...seed,
      podIdentityAssociations: Array.from({ length: 230 }, (_, i) => ({
        namespace: 'app',
        serviceAccount: `sa-${i}`,
        role: 'Migration-EKS-Pod-Excution-Role',
      })),
    }));
    const found = await aws.eks.listPodIdentityAssociations(CLUSTER);
    expect(new Set(found.map((a) => a.serviceAccount)).size).toBe(230);
    expect(found).toHaveLength(230);
  });
});

describe('denials', () => {
  test('are told as EKS tells them', async () => {
    const account = openAccount();
    account.world.controls.denied.add('eks:ListAddons');
    await expect(account.aws.eks.listAddons(CLUSTER)).rejects.toMatchObject({
      call: { reason: 'AccessDeniedException', status: 403 },
      message: expect.stringContaining('is not authorized to perform: eks:ListAddons'),
    });
  });
});
