import { describe, expect, it } from 'vitest';
import type { AwsCloud } from '../../src/ports/index.ts';

/** An account with a cluster in it, and how its time passes. */
export interface Stage {
  readonly aws: AwsCloud;
  readonly wait: (ms: number) => Promise<void>;
  readonly cluster: string;
  readonly vpc: string;
  /** Two, in two zones. */
  readonly privateSubnets: readonly string[];
  readonly publicSubnet: string;
  readonly group: string;
  readonly otherGroup: string;
  readonly nodeRole: string;
  readonly executionRole: string;
  readonly nodegroup: string;
  readonly autoScalingGroup: string;
}

const POLICY = 'arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'eks-fargate-pods.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};
const reason = (code: string) => ({
  call: { reason: expect.stringMatching(new RegExp(`^${code}`)) as string },
});

/**
 * What the AWS adapters promise, whoever answers. `differs` names the promises that this peer does
 * not keep, and why; each of them must fail there, so that the list never outlives its reasons.
 */
export function cloudContract(
  title: string,
  open: () => Promise<Stage>,
  differs: Readonly<Record<string, string>> = {},
): void {
  const known = new Set<string>();
  const promise = (name: string, body: (stage: Stage) => Promise<void>): void => {
    known.add(name);
    const why = differs[name];
    if (why === undefined) it(name, async () => body(await open()));
    else it.fails(`${name} — it does not: ${why}`, async () => body(await open()));
  };
  const until = async (stage: Stage, done: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 400; i += 1) {
      if (await done()) return;
      await stage.wait(5_000);
    }
    throw new Error('it does not come to pass');
  };

  describe(title, () => {
    promise('the caller has an account and an ARN in it', async ({ aws }) => {
      const { accountId, arn } = await aws.callerIdentity();
      expect(accountId).toMatch(/^\d{12}$/);
      expect(arn).toContain(`:${accountId}:`);
    });

    describe('the network', () => {
      promise('is a VPC with its DNS switches; another is undefined', async ({ aws, vpc }) => {
        expect(await aws.ec2.describeVpc(vpc)).toMatchObject({
          id: vpc,
          cidrs: [expect.stringMatching(/^10\.\d+\.0\.0\/16$/)],
          enableDnsSupport: true,
          enableDnsHostnames: true,
        });
        expect(await aws.ec2.describeVpc('vpc-0123456789abcdef0')).toBeUndefined();
      });

      promise('has subnets with free addresses in zones that are listed', async (stage) => {
        const { aws, vpc, privateSubnets } = stage;
        const subnets = await aws.ec2.describeSubnets(vpc);
        const zones = (await aws.ec2.describeAvailabilityZones()).map((z) => z.name);
        for (const id of [...privateSubnets, stage.publicSubnet]) {
          const subnet = subnets.find((s) => s.id === id);
          expect(subnet?.availableIps).toBeGreaterThan(100);
          expect(zones).toContain(subnet?.availabilityZone);
        }
      });

      promise('tells private from public subnets by routes, not by a flag', async (stage) => {
        const tables = await stage.aws.ec2.describeRouteTables(stage.vpc);
        const out = (id: string | undefined): string | undefined =>
          tables
            .find((t) => t.subnetIds.includes(id ?? ''))
            ?.routes.find((r) => r.destination === '0.0.0.0/0')?.target;
        expect(out(stage.publicSubnet)).toMatch(/^igw-/);
        for (const id of stage.privateSubnets) expect(out(id)).toMatch(/^nat-/);
        expect(tables.filter((t) => t.isMain)).toHaveLength(1);
      });

      promise('opens a security group once and closes it again', async (stage) => {
        const { ec2 } = stage.aws;
        const rule = {
          protocol: 'tcp',
          fromPort: 2049,
          toPort: 2049,
          referencedGroupId: stage.otherGroup,
          description: 'NFS',
        };
        const isOpen = async (): Promise<boolean> =>
          (await ec2.describeSecurityGroup(stage.group))?.rules.some(
            (r) => r.fromPort === 2049 && r.referencedGroupId === stage.otherGroup,
          ) ?? false;
        await ec2.authorizeIngress(stage.group, rule);
        expect(await isOpen()).toBe(true);
        await expect(ec2.authorizeIngress(stage.group, rule)).rejects.toMatchObject(
          reason('InvalidPermission.Duplicate'),
        );
        await ec2.revokeIngress(stage.group, rule);
        expect(await isOpen()).toBe(false);
        await expect(ec2.revokeIngress(stage.group, rule)).rejects.toMatchObject(
          reason('InvalidPermission.NotFound'),
        );
      });

      promise('takes no rule twice, whatever its description', async (stage) => {
        const { ec2 } = stage.aws;
        const rule = (description: string) => ({
          protocol: 'tcp',
          fromPort: 9443,
          toPort: 9443,
          referencedGroupId: stage.otherGroup,
          description,
        });
        await ec2.authorizeIngress(stage.group, rule('one'));
        await expect(ec2.authorizeIngress(stage.group, rule('two'))).rejects.toMatchObject(
          reason('InvalidPermission.Duplicate'),
        );
      });

      promise('has no group of an unknown id', async ({ aws }) => {
        expect(await aws.ec2.describeSecurityGroup('sg-0123456789abcdef0')).toBeUndefined();
      });
    });

    describe('roles', () => {
      promise('are made, given a policy, and go only when nothing is attached', async (stage) => {
        const { iam } = stage.aws;
        expect(await iam.getRole('contract')).toBeUndefined();
        const input = {
          name: 'contract',
          trustPolicy: TRUST,
          description: 'for pods',
          tags: { a: 'b' },
        };
        const made = await iam.createRole(input);
        expect(made).toMatchObject({ name: 'contract', path: '/', trustPolicy: TRUST });
        await expect(iam.createRole(input)).rejects.toMatchObject(reason('EntityAlreadyExists'));
        await iam.attachRolePolicy('contract', POLICY);
        expect(await iam.getRole('contract')).toMatchObject({
          arn: made.arn,
          attachedPolicyArns: [POLICY],
          tags: { a: 'b' },
        });
        await expect(iam.deleteRole('contract')).rejects.toMatchObject(reason('DeleteConflict'));
        await iam.detachRolePolicy('contract', POLICY);
        await iam.deleteRole('contract');
        expect(await iam.getRole('contract')).toBeUndefined();
      });

      promise('take no policy of AWS that does not exist', async ({ aws }) => {
        await aws.iam.createRole({ name: 'bare', trustPolicy: TRUST, description: '', tags: {} });
        const attached = aws.iam.attachRolePolicy('bare', `${POLICY}None`);
        await expect(attached).rejects.toMatchObject(reason('NoSuchEntity'));
      });

      promise('take no trust policy that is not one', async ({ aws }) => {
        const made = aws.iam.createRole({
          name: 'odd',
          trustPolicy: { no: 'policy' },
          description: '',
          tags: {},
        });
        await expect(made).rejects.toMatchObject(reason('MalformedPolicyDocument'));
      });
    });

    describe('file systems', () => {
      promise('are made once for a token, mounted once in a zone, and go when empty', async (s) => {
        const { efs } = s.aws;
        const made = await efs.createFileSystem({ creationToken: 'contract', tags: { a: 'b' } });
        const again = efs.createFileSystem({ creationToken: 'contract', tags: {} });
        await expect(again).rejects.toMatchObject(reason('FileSystemAlreadyExists'));
        const find = async () => (await efs.listFileSystems()).find((f) => f.id === made.id);
        await until(s, async () => (await find())?.state === 'available');
        expect(await find()).toMatchObject({ encrypted: true, tags: { a: 'b' } });
        const input = {
          fileSystemId: made.id,
          subnetId: s.privateSubnets[0] ?? '',
          securityGroupIds: [s.group],
        };
        const target = await efs.createMountTarget(input);
        await expect(efs.createMountTarget(input)).rejects.toMatchObject(
          reason('MountTargetConflict'),
        );
        const targets = () => efs.listMountTargets(made.id);
        await until(s, async () => (await targets()).every((t) => t.state === 'available'));
        expect(await targets()).toEqual([
          expect.objectContaining({ id: target.id, securityGroupIds: [s.group] }),
        ]);
        await expect(efs.deleteFileSystem(made.id)).rejects.toMatchObject(
          reason('FileSystemInUse'),
        );
        await efs.deleteMountTarget(target.id);
        await until(s, async () => (await targets()).length === 0);
        await efs.deleteFileSystem(made.id);
        await until(s, async () => (await find()) === undefined);
      });

      promise('have access points with an owner', async (stage) => {
        const { efs } = stage.aws;
        const fs = await efs.createFileSystem({ creationToken: 'points', tags: {} });
        const state = async () =>
          (await efs.listFileSystems()).find((f) => f.id === fs.id)?.state === 'available';
        await until(stage, state);
        const input = {
          fileSystemId: fs.id,
          clientToken: 'point',
          path: '/data',
          uid: 1000,
          gid: 1000,
          tags: { a: 'b' },
        };
        const made = await efs.createAccessPoint(input);
        const points = () => efs.listAccessPoints(fs.id);
        await until(stage, async () => (await points())[0]?.state === 'available');
        expect(await points()).toMatchObject([
          { id: made.id, path: '/data', uid: 1000, gid: 1000, tags: { a: 'b' } },
        ]);
        await efs.deleteAccessPoint(made.id);
        await until(stage, async () => (await points()).length === 0);
      });

      promise('refuse a second access point with the same token', async (stage) => {
        const { efs } = stage.aws;
        const fs = await efs.createFileSystem({ creationToken: 'twice', tags: {} });
        const state = async () =>
          (await efs.listFileSystems()).find((f) => f.id === fs.id)?.state === 'available';
        await until(stage, state);
        const input = { fileSystemId: fs.id, clientToken: 'twice', path: '/', uid: 1, gid: 1, tags: {} }; // prettier-ignore
        await efs.createAccessPoint(input);
        await expect(efs.createAccessPoint(input)).rejects.toMatchObject(
          reason('AccessPointAlreadyExists'),
        );
      });
    });

    describe('load balancers', () => {
      promise('are those of the VPC, with groups and the health of targets', async (stage) => {
        const { elb } = stage.aws;
        await until(stage, async () => (await elb.describeLoadBalancers(stage.vpc)).length > 0);
        const [balancer] = await elb.describeLoadBalancers(stage.vpc);
        expect(balancer).toMatchObject({
          type: 'application',
          scheme: expect.stringMatching(/^internet-facing$|^internal$/) as string,
        });
        expect(await elb.describeLoadBalancers('vpc-0123456789abcdef0')).toEqual([]);
        const groups = await elb.describeTargetGroups(stage.vpc);
        expect(groups.map((g) => g.loadBalancerArns).flat()).toContain(balancer?.arn);
        for (const group of groups)
          for (const target of await elb.describeTargetHealth(group.arn))
            expect(target.state).toMatch(/^(initial|healthy|unhealthy|unused|draining)$/);
      });
    });

    describe('Auto Scaling groups', () => {
      promise('are found by name; an unknown name finds none', async (stage) => {
        const { autoScaling } = stage.aws;
        const [group] = await autoScaling.describeGroups([stage.autoScalingGroup]);
        expect(group).toMatchObject({ name: stage.autoScalingGroup });
        expect(group?.instanceIds.length).toBe(group?.desiredCapacity);
        expect(await autoScaling.describeGroups(['nobody'])).toEqual([]);
      });
    });

    describe('EKS', () => {
      const profile = (stage: Stage, name: string) => ({
        cluster: stage.cluster,
        name,
        podExecutionRoleArn: stage.executionRole,
        subnetIds: stage.privateSubnets,
        selectors: [{ namespace: 'app', labels: { tier: 'web' } }],
        tags: { a: 'b' },
        token: `token-${name}`,
      });

      promise('lists its cluster; another is undefined', async ({ aws, cluster }) => {
        expect(await aws.eks.listClusters()).toContain(cluster);
        expect(await aws.eks.describeCluster(cluster)).toMatchObject({ status: 'ACTIVE' });
        expect(await aws.eks.describeCluster('nobody')).toBeUndefined();
      });

      promise('tells the cluster’s VPC, security group and authentication', async (stage) => {
        expect(await stage.aws.eks.describeCluster(stage.cluster)).toMatchObject({
          vpcId: stage.vpc,
          clusterSecurityGroupId: expect.stringMatching(/^sg-/) as string,
          authenticationMode: expect.stringMatching(/^API|^CONFIG_MAP$/) as string,
        });
      });

      promise('makes a profile, lists it and deletes it', async (stage) => {
        const { eks } = stage.aws;
        await eks.createFargateProfile(profile(stage, 'web'));
        const status = async () => (await eks.describeFargateProfile(stage.cluster, 'web'))?.status;
        await until(stage, async () => (await status()) === 'ACTIVE');
        expect(await eks.listFargateProfiles(stage.cluster)).toEqual([
          expect.objectContaining({
            name: 'web',
            subnetIds: stage.privateSubnets,
            selectors: [{ namespace: 'app', labels: { tier: 'web' } }],
            tags: { a: 'b' },
          }),
        ]);
        const again = eks.createFargateProfile({ ...profile(stage, 'web'), token: 'another' });
        await expect(again).rejects.toMatchObject(reason('ResourceInUseException'));
        await eks.deleteFargateProfile(stage.cluster, 'web');
        await until(stage, async () => (await status()) === undefined);
      });

      promise('makes a profile over minutes, and no other meanwhile', async (stage) => {
        const { eks } = stage.aws;
        expect((await eks.createFargateProfile(profile(stage, 'slow'))).status).toBe('CREATING');
        const other = eks.createFargateProfile(profile(stage, 'other'));
        await expect(other).rejects.toMatchObject(reason('ResourceInUseException'));
      });

      promise('refuses a profile without selectors', async (stage) => {
        const made = stage.aws.eks.createFargateProfile({
          ...profile(stage, 'none'),
          selectors: [],
        });
        await expect(made).rejects.toMatchObject(reason('InvalidParameterException'));
      });

      promise('refuses a profile in a public subnet', async (stage) => {
        const made = stage.aws.eks.createFargateProfile({
          ...profile(stage, 'public'),
          subnetIds: [stage.publicSubnet],
        });
        await expect(made).rejects.toThrow('is not a private subnet');
      });

      promise('refuses a profile whose role nobody has', async (stage) => {
        const made = stage.aws.eks.createFargateProfile({
          ...profile(stage, 'nobody'),
          podExecutionRoleArn: stage.executionRole.replace(/[^/]+$/, 'nobody'),
        });
        await expect(made).rejects.toMatchObject(reason('InvalidParameterException'));
      });

      promise('refuses a profile with six selectors', async (stage) => {
        const made = stage.aws.eks.createFargateProfile({
          ...profile(stage, 'six'),
          selectors: Array.from({ length: 6 }, (_, i) => ({ namespace: `n${i}` })),
        });
        await expect(made).rejects.toThrow('Request contains more than 5 Selectors');
      });

      promise('lists node groups with their size; another is undefined', async (stage) => {
        const { eks } = stage.aws;
        const groups = await eks.listNodegroups(stage.cluster);
        expect(groups.find((g) => g.name === stage.nodegroup)).toMatchObject({
          status: 'ACTIVE',
          nodeRoleArn: stage.nodeRole,
          subnetIds: stage.privateSubnets,
        });
        expect(await eks.describeNodegroup(stage.cluster, 'nobody')).toBeUndefined();
      });

      promise('says that a cluster is not there when its node groups are asked for', async (s) => {
        await expect(s.aws.eks.listNodegroups('nobody')).rejects.toMatchObject(
          reason('ResourceNotFoundException'),
        );
      });

      promise('scales a node group, within its own bounds only', async (stage) => {
        const { eks } = stage.aws;
        const scale = (minSize: number, desiredSize: number, maxSize: number, token: string) =>
          eks.updateNodegroupScaling({
            cluster: stage.cluster,
            name: stage.nodegroup,
            scaling: { minSize, maxSize, desiredSize },
            token,
          });
        const read = () => eks.describeNodegroup(stage.cluster, stage.nodegroup);
        await scale(0, 1, 3, 'one');
        await until(stage, async () => (await read())?.status === 'ACTIVE');
        expect((await read())?.scaling).toEqual({ minSize: 0, desiredSize: 1, maxSize: 3 });
        await expect(scale(3, 2, 1, 'two')).rejects.toMatchObject(
          reason('InvalidParameterException'),
        );
      });

      promise('deletes a node group', async (stage) => {
        const { eks } = stage.aws;
        await eks.deleteNodegroup(stage.cluster, stage.nodegroup);
        await until(
          stage,
          async () => (await eks.describeNodegroup(stage.cluster, stage.nodegroup)) === undefined,
        );
      });

      promise('lists add-ons and access entries', async (stage) => {
        expect((await stage.aws.eks.listAddons(stage.cluster)).length).toBeGreaterThan(0);
        expect((await stage.aws.eks.listAccessEntries(stage.cluster)).length).toBeGreaterThan(0);
      });
    });

    it('has no difference on its list that is not a promise', () => {
      expect(Object.keys(differs).filter((name) => !known.has(name))).toEqual([]);
    });
  });
}
