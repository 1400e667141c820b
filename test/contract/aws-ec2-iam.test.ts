import {
  DescribeSubnetsCommand,
  EC2Client,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { clientConfig } from '../../src/adapters/aws/client.ts';
import {
  ACCOUNT,
  CLUSTER,
  CLUSTER_GROUP,
  EXECUTION_ROLE,
  NODE_GROUP,
  openAccount,
  PRIVATE,
  REGION,
  sdkOptions,
  VPC,
  type Account,
} from './aws-account.ts';

describe('the network', () => {
  test('shows subnets with free addresses and the route tables that make them private', async () => {
    const { aws } = openAccount();
    const subnets = await aws.ec2.describeSubnets(VPC);
    expect(subnets.map((s) => s.availabilityZone)).toEqual([
      'ap-northeast-2a',
      'ap-northeast-2c',
      'ap-northeast-2a',
      'ap-northeast-2c',
    ]);
    const privateA = subnets.find((s) => s.id === PRIVATE[0]);
    expect(privateA?.availableIps).toBeLessThan(8187);
    expect(privateA?.availableIps).toBeGreaterThan(8000);
    const tables = await aws.ec2.describeRouteTables(VPC);
    const gateway = (id = ''): string | undefined =>
      tables
        .find((t) => t.subnetIds.includes(id))
        ?.routes.find((r) => r.destination === '0.0.0.0/0')?.target;
    expect(gateway(PRIVATE[0])).toMatch(/^nat-/);
    expect(gateway('subnet-0a1b2c3d4e5f6a001')).toMatch(/^igw-/);
    expect(tables.filter((t) => t.isMain)).toHaveLength(1);
    expect(tables[0]?.routes[0]).toEqual({ destination: '10.6.0.0/16', target: 'local' });
  });

  test('shows the VPC with its DNS switches, its zones and no endpoint', async () => {
    const { aws } = openAccount();
    expect(await aws.ec2.describeVpc(VPC)).toEqual({
      id: VPC,
      cidrs: ['10.6.0.0/16'],
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    expect(await aws.ec2.describeAvailabilityZones()).toContainEqual({
      name: 'ap-northeast-2a',
      id: 'apne2-az1',
      type: 'availability-zone',
    });
    expect(await aws.ec2.describeVpcEndpoints(VPC)).toEqual([]);
  });

  test('lists in pages of the size asked', async () => {
    const account = openAccount();
    const client = new EC2Client(clientConfig(sdkOptions(account)) as object);
    const sizes: number[] = [];
    for await (const page of paginateDescribeNetworkInterfaces({ client, pageSize: 7 }, {}))
      sizes.push(page.NetworkInterfaces?.length ?? 0);
    expect(sizes).toEqual([7, 3]);
    const few = client.send(new DescribeSubnetsCommand({ MaxResults: 4 }));
    await expect(few).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('shows instances with the tags by which a cluster’s are found', async () => {
    const { aws } = openAccount();
    const instances = await aws.ec2.describeClusterInstances(CLUSTER);
    expect(instances).toHaveLength(5);
    expect(instances[0]).toMatchObject({
      type: 'm5.large',
      state: 'running',
      lifecycle: 'on-demand',
      securityGroupIds: [NODE_GROUP],
      autoScalingGroup: expect.stringMatching(/^eks-general-/),
      privateDnsName: expect.stringMatching(/^ip-10-6-\d+-\d+\.ap-northeast-2\.compute\.internal$/),
    });
  });
});

describe('security groups', () => {
  const dns = {
    protocol: 'udp',
    fromPort: 53,
    toPort: 53,
    referencedGroupId: CLUSTER_GROUP,
    description: 'DNS from Fargate pods',
  };
  const has = async ({ aws }: Account): Promise<boolean> =>
    ((await aws.ec2.describeSecurityGroup(NODE_GROUP))?.rules ?? []).some(
      (r) => r.protocol === 'udp' && r.fromPort === 53 && r.referencedGroupId === CLUSTER_GROUP,
    );

  test('are opened once and closed again', async () => {
    const account = openAccount();
    await account.aws.ec2.authorizeIngress(NODE_GROUP, dns);
    expect(await has(account)).toBe(true);
    await expect(account.aws.ec2.authorizeIngress(NODE_GROUP, dns)).rejects.toMatchObject({
      call: { reason: 'InvalidPermission.Duplicate' },
    });
    await account.aws.ec2.revokeIngress(NODE_GROUP, dns);
    expect(await has(account)).toBe(false);
    await expect(account.aws.ec2.revokeIngress(NODE_GROUP, dns)).rejects.toMatchObject({
      call: { reason: 'InvalidPermission.NotFound' },
    });
  });

  test('that are not there are undefined', async () => {
    expect(await openAccount().aws.ec2.describeSecurityGroup('sg-0none')).toBeUndefined();
  });
});

describe('roles', () => {
  test('are read with their decoded trust policy', async () => {
    const role = await openAccount().aws.iam.getRole('Migration-EKS-Pod-Excution-Role');
    expect(role).toMatchObject({
      arn: EXECUTION_ROLE,
      trustPolicy: {
        Statement: [{ Principal: { Service: 'eks-fargate-pods.amazonaws.com' } }],
      },
      attachedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy'],
    });
  });

  test('are made, spread after a while, and go only when nothing is attached', async () => {
    const { aws, clock } = openAccount();
    const policy = 'arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy';
    const trustPolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'eks-fargate-pods.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    const role = await aws.iam.createRole({
      name: 'new-role',
      trustPolicy,
      description: 'for pods',
      tags: { a: 'b' },
    });
    expect(role).toMatchObject({ trustPolicy, tags: { a: 'b' } });
    const create = () =>
      aws.eks.createFargateProfile({
        cluster: CLUSTER,
        name: 'app',
        podExecutionRoleArn: role.arn,
        subnetIds: PRIVATE,
        selectors: [{ namespace: 'app' }],
        tags: {},
        token: 't',
      });
    await expect(create()).rejects.toThrow('Misconfigured PodExecutionRole Trust Policy');
    await clock.sleep(15_000);
    expect((await create()).status).toBe('CREATING');
    await aws.iam.attachRolePolicy('new-role', policy);
    await expect(aws.iam.deleteRole('new-role')).rejects.toMatchObject({
      call: { reason: expect.stringMatching(/^DeleteConflict/), status: 409 },
    });
    await aws.iam.detachRolePolicy('new-role', policy);
    await aws.iam.deleteRole('new-role');
    expect(await aws.iam.getRole('new-role')).toBeUndefined();
  });

  test('know the cluster’s issuer', async () => {
    const { aws } = openAccount();
    const issuer = (await aws.eks.describeCluster(CLUSTER))?.oidcIssuer ?? '';
    expect((await aws.iam.listOidcProviders()).map((p) => `https://${p.url}`)).toEqual([issuer]);
  });
});

describe('callers', () => {
  test('are told who they are', async () => {
    expect(await openAccount().aws.callerIdentity()).toEqual({
      accountId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
    });
  });

  test('bring kubectl’s token, which is taken for a quarter of an hour', async () => {
    const account = openAccount();
    const { world, clock } = account;
    const token = await tokenOf(account, CLUSTER);
    expect(world.authenticateToken(token)).toMatchObject({
      arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
    });
    await clock.sleep(16 * 60_000);
    expect(world.authenticateToken(token)).toBeUndefined();
    expect(world.authenticateToken('k8s-aws-v1.nonsense')).toBeUndefined();
  });

  test('are held to the cluster they signed for, when their secret is known', async () => {
    const account = openAccount((seed) => ({
      ...seed,
      identities: [
        {
          accessKeyId: 'TWIN',
          secretAccessKey: 'twin',
          arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
        },
      ],
    }));
    const arn = `arn:aws:iam::${ACCOUNT}:user/operator`;
    expect(account.world.authenticateToken(await tokenOf(account, CLUSTER))).toMatchObject({ arn });
    expect(account.world.authenticateToken(await tokenOf(account, 'other'))).toBeUndefined();
  });

  test('without permission are refused by EC2 and IAM in their own words', async () => {
    const { aws, world } = openAccount();
    world.controls.denied.add('ec2:DescribeSubnets').add('iam:*');
    await expect(aws.ec2.describeSubnets(VPC)).rejects.toMatchObject({
      call: { reason: 'UnauthorizedOperation', status: 403 },
    });
    await expect(aws.iam.getRole('x')).rejects.toMatchObject({
      call: { reason: expect.stringMatching(/^AccessDenied/), status: 403 },
    });
  });
});

interface Presigner {
  presign(
    request: object,
    options: object,
  ): Promise<{ readonly query?: Readonly<Record<string, string>> }>;
}

/** As `aws eks get-token` makes it: a presigned GetCallerIdentity that also signs the cluster's name. */
async function tokenOf(account: Account, cluster: string): Promise<string> {
  const client = new STSClient(clientConfig(sdkOptions(account)) as object);
  const signer = (await client.config.signer({
    name: 'sigv4',
    signingName: 'sts',
    signingRegion: REGION,
    properties: {},
  })) as unknown as Presigner;
  const hostname = `sts.${REGION}.amazonaws.com`;
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: hostname, 'x-k8s-aws-id': cluster },
  };
  const { query } = await signer.presign(request, {
    expiresIn: 60,
    signingDate: new Date(account.clock.now()),
    unhoistableHeaders: new Set(['x-k8s-aws-id']),
  });
  const url = `https://${hostname}/?${new URLSearchParams(query).toString()}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}
