import { UserError } from '../errors/index.ts';
import type {
  Addon,
  EksCluster,
  FargateProfile,
  KubeObject,
  Nodegroup,
  Reading,
  RouteTable,
  SecurityGroup,
  Snapshot,
  Subnet,
} from '../model/index.ts';
import type { PlanOptions } from './options.ts';

/** The facts that a plan cannot do without, taken out of a snapshot once. */
export interface World {
  readonly cluster: EksCluster;
  readonly accountId: string;
  readonly vpcId: string;
  readonly subnets: readonly Subnet[];
  readonly nodegroups: readonly Nodegroup[];
  readonly addons: readonly Addon[];
  readonly profiles: readonly FargateProfile[];
  readonly securityGroups: readonly SecurityGroup[];
  /** Security groups that EC2 nodes carry besides (or in place of) the cluster's. */
  readonly nodeSecurityGroupIds: readonly string[];
  readonly objects: readonly KubeObject[];
}

/** Refuses a snapshot that lacks what a plan rests on: missing evidence is never a plan. */
export function worldOf(snapshot: Snapshot, options: PlanOptions): World {
  const { aws } = snapshot;
  const cluster = need(aws.cluster, 'the EKS cluster', 'eks:DescribeCluster');
  const all = need(aws.subnets, 'the subnets', 'ec2:DescribeSubnets');
  const tables = need(aws.routeTables, 'the route tables', 'ec2:DescribeRouteTables');
  const instances = need(aws.instances, 'the instances', 'ec2:DescribeInstances');
  const subnets = options.subnetIds
    ? options.subnetIds.map(
        (id) => all.find((s) => s.id === id) ?? unknownSubnet(id, cluster.vpcId),
      )
    : all.filter((s) => cluster.subnetIds.includes(s.id) && isPrivate(s, tables));
  if (subnets.length === 0)
    throw UserError({
      code: 'NO_PRIVATE_SUBNET',
      message: `Cluster ${cluster.name} has no private subnet among ${cluster.subnetIds.join(', ') || 'its subnets'}, and Fargate pods run only in private ones.`,
      remedy:
        'Make private subnets with a NAT gateway in the VPC and name them: fargatectl plan --subnets subnet-…,subnet-….',
    });
  const nodeGroups = new Set(instances.flatMap((i) => i.securityGroupIds));
  nodeGroups.delete(cluster.clusterSecurityGroupId);
  return {
    cluster,
    accountId: snapshot.cluster.accountId ?? cluster.arn.split(':')[4] ?? '',
    vpcId: cluster.vpcId,
    subnets: [...subnets].sort((a, b) => (a.id < b.id ? -1 : 1)),
    nodegroups: need(aws.nodegroups, 'the node groups', 'eks:DescribeNodegroup'),
    addons: need(aws.addons, 'the add-ons', 'eks:DescribeAddon'),
    profiles: need(aws.fargateProfiles, 'the Fargate profiles', 'eks:DescribeFargateProfile'),
    securityGroups: need(aws.securityGroups, 'the security groups', 'ec2:DescribeSecurityGroups'),
    nodeSecurityGroupIds: instances.some(
      (i) => !i.securityGroupIds.includes(cluster.clusterSecurityGroupId),
    )
      ? [...nodeGroups].sort()
      : [],
    objects: snapshot.objects,
  };
}

function need<T>(reading: Reading<T>, what: string, call: string): T {
  if (reading.state === 'read') return reading.value;
  throw UserError({
    code: 'EVIDENCE_INCOMPLETE',
    message: `A plan needs ${what}, and the snapshot does not have them: ${reading.reason}.`,
    remedy: `Allow ${call} and take the snapshot from the live cluster: fargatectl snapshot -o snapshot.json.`,
    exitCode: 4,
  });
}

const unknownSubnet = (id: string, vpcId: string): never => {
  throw UserError({
    code: 'SUBNET_UNKNOWN',
    message: `Subnet ${id} is not in the cluster's VPC ${vpcId}.`,
    remedy: 'Name subnets of that VPC; aws ec2 describe-subnets lists them.',
  });
};

/** Private: its route table (the main one when none is associated) sends nothing to an internet gateway. */
export function isPrivate(subnet: Subnet, tables: readonly RouteTable[]): boolean {
  const table =
    tables.find((t) => t.subnetIds.includes(subnet.id)) ??
    tables.find((t) => t.isMain && t.vpcId === subnet.vpcId);
  return table !== undefined && !table.routes.some((r) => r.target.startsWith('igw-'));
}

/** Objects of one kind, in the snapshot's order. */
export const ofKind = (world: Pick<World, 'objects'>, kind: string): readonly KubeObject[] =>
  world.objects.filter((o) => o.kind === kind);
