import {
  EKSClient,
  UpdateClusterConfigCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../src/adapters/aws/client.ts';
import { CLUSTER, EXECUTION_ROLE, openAccount, PRIVATE, sdkOptions, until } from './aws-account.ts';

describe('the authentication mode', () => {
  const old = () =>
    openAccount((seed) => ({
      ...seed,
      cluster: { ...seed.cluster, authenticationMode: 'CONFIG_MAP' },
      fargateProfiles: [
        { name: 'app', role: EXECUTION_ROLE, subnets: PRIVATE, selectors: [{ namespace: 'app' }] },
      ],
    }));

  test('of an old cluster changes over minutes, and lets in the roles that EKS itself had let in', async () => {
    const account = old();
    const { eks } = account.aws;
    const client = new EKSClient(clientConfig(sdkOptions(account)));
    const update = (authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP') =>
      client.send(
        new UpdateClusterConfigCommand({ name: CLUSTER, accessConfig: { authenticationMode } }),
      );
    await expect(eks.listAccessEntries(CLUSTER)).rejects.toThrow('authentication mode');
    expect((await update('API_AND_CONFIG_MAP')).update).toMatchObject({
      type: 'AccessConfigUpdate',
      status: 'InProgress',
    });
    expect((await eks.describeCluster(CLUSTER))?.status).toBe('UPDATING');
    await expect(update('API')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await until(account, async () => (await eks.describeCluster(CLUSTER))?.status === 'ACTIVE');
    const types = (await eks.listAccessEntries(CLUSTER)).map((e) => [
      e.principalArn.split('/').at(-1),
      e.type,
    ]);
    expect(types).toEqual(
      expect.arrayContaining([
        ['operator', 'STANDARD'],
        ['Migration-EKS-node-role', 'EC2_LINUX'],
        ['Migration-EKS-Pod-Excution-Role', 'FARGATE_LINUX'],
      ]),
    );
    await expect(update('CONFIG_MAP')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Unsupported authentication mode update from API_AND_CONFIG_MAP to CONFIG_MAP',
    });
  });
});

describe('the endpoint', () => {
  test('while it changes lets no profile be made', async () => {
    const account = openAccount();
    const client = new EKSClient(clientConfig(sdkOptions(account)));
    const resourcesVpcConfig = { publicAccessCidrs: ['203.0.113.0/24'] };
    await client.send(new UpdateClusterConfigCommand({ name: CLUSTER, resourcesVpcConfig }));
    const made = account.aws.eks.createFargateProfile({
      cluster: CLUSTER,
      name: 'app',
      podExecutionRoleArn: EXECUTION_ROLE,
      subnetIds: PRIVATE,
      selectors: [{ namespace: 'app' }],
      tags: {},
      token: 't',
    });
    await expect(made).rejects.toMatchObject({ call: { reason: 'ResourceInUseException' } });
  });
});

describe('a node group', () => {
  test('keeps the taints that a change does not name, and gives the others up', async () => {
    const account = openAccount();
    const client = new EKSClient(clientConfig(sdkOptions(account)));
    const change = (taints: UpdateNodegroupConfigCommand['input']['taints']) =>
      client.send(
        new UpdateNodegroupConfigCommand({ clusterName: CLUSTER, nodegroupName: 'burst', taints }),
      );
    const settled = () =>
      until(
        account,
        async () =>
          (await account.aws.eks.describeNodegroup(CLUSTER, 'burst'))?.status === 'ACTIVE',
      );
    const a = { key: 'a', value: '1', effect: 'NO_SCHEDULE' as const };
    const b = { key: 'b', value: '2', effect: 'NO_EXECUTE' as const };
    await change({ addOrUpdateTaints: [a, b] });
    await settled();
    await change({ addOrUpdateTaints: [{ ...b, value: '3' }], removeTaints: [a] });
    await settled();
    expect((await account.aws.eks.describeNodegroup(CLUSTER, 'burst'))?.taints).toEqual([
      expect.objectContaining({ key: 'b', value: '3' }),
    ]);
  });
});
