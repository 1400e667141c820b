import { isPrivate } from '../assess/index.ts';
import { UserError } from '../errors/index.ts';
import {
  text,
  type Addon,
  type EksCluster,
  type FargateProfile,
  type KubeObject,
  type Nodegroup,
  type Reading,
  type SecurityGroup,
  type Snapshot,
  type Subnet,
  type Text,
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
  const cluster = need(aws.cluster, text('the EKS cluster', 'EKS 클러스터'), 'eks:DescribeCluster');
  const all = need(aws.subnets, text('the subnets', '서브넷'), 'ec2:DescribeSubnets');
  const tables = need(
    aws.routeTables,
    text('the route tables', '라우팅 테이블'),
    'ec2:DescribeRouteTables',
  );
  const instances = need(aws.instances, text('the instances', '인스턴스'), 'ec2:DescribeInstances');
  const subnets = options.subnetIds
    ? options.subnetIds.map(
        (id) => all.find((s) => s.id === id) ?? unknownSubnet(id, cluster.vpcId),
      )
    : all.filter((s) => cluster.subnetIds.includes(s.id) && isPrivate(s, tables));
  if (subnets.length === 0)
    throw UserError({
      code: 'NO_PRIVATE_SUBNET',
      message: text(
        `Cluster ${cluster.name} has no private subnet among ${cluster.subnetIds.join(', ') || 'its subnets'}, and Fargate pods run only in private ones.`,
        `클러스터 ${cluster.name}의 서브넷(${cluster.subnetIds.join(', ') || '없음'}) 가운데 프라이빗 서브넷이 없습니다. Fargate 파드는 프라이빗 서브넷에서만 실행됩니다.`,
      ),
      remedy: text(
        'Make private subnets with a NAT gateway in the VPC and name them: fargatectl plan --subnets subnet-…,subnet-….',
        'VPC에 NAT 게이트웨이가 있는 프라이빗 서브넷을 만들고 지정하십시오: fargatectl plan --subnets subnet-…,subnet-…',
      ),
    });
  const nodeGroups = new Set(instances.flatMap((i) => i.securityGroupIds));
  nodeGroups.delete(cluster.clusterSecurityGroupId);
  return {
    cluster,
    accountId: snapshot.cluster.accountId ?? cluster.arn.split(':')[4] ?? '',
    vpcId: cluster.vpcId,
    subnets: [...subnets].sort((a, b) => (a.id < b.id ? -1 : 1)),
    nodegroups: need(aws.nodegroups, text('the node groups', '노드 그룹'), 'eks:DescribeNodegroup'),
    addons: need(aws.addons, text('the add-ons', '애드온'), 'eks:DescribeAddon'),
    profiles: need(
      aws.fargateProfiles,
      text('the Fargate profiles', 'Fargate 프로필'),
      'eks:DescribeFargateProfile',
    ),
    securityGroups: need(
      aws.securityGroups,
      text('the security groups', '보안 그룹'),
      'ec2:DescribeSecurityGroups',
    ),
    nodeSecurityGroupIds: instances.some(
      (i) => !i.securityGroupIds.includes(cluster.clusterSecurityGroupId),
    )
      ? [...nodeGroups].sort()
      : [],
    objects: snapshot.objects,
  };
}

function need<T>(reading: Reading<T>, what: Text, call: string): T {
  if (reading.state === 'read') return reading.value;
  throw UserError({
    code: 'EVIDENCE_INCOMPLETE',
    message: text(
      `A plan needs ${what.en}, and the snapshot does not have them: ${reading.reason.en}.`,
      `계획에 필요한 정보(${what.ko})가 스냅샷에 없습니다: ${reading.reason.ko}.`,
    ),
    remedy: text(
      `Allow ${call} and take the snapshot from the live cluster: fargatectl snapshot -o snapshot.json.`,
      `${call} 권한을 허용하고 실제 클러스터에서 스냅샷을 만드십시오: fargatectl snapshot -o snapshot.json`,
    ),
    exitCode: 4,
  });
}

const unknownSubnet = (id: string, vpcId: string): never => {
  throw UserError({
    code: 'SUBNET_UNKNOWN',
    message: text(
      `Subnet ${id} is not in the cluster's VPC ${vpcId}.`,
      `서브넷 ${id}이(가) 클러스터의 VPC ${vpcId}에 없습니다.`,
    ),
    remedy: text(
      'Name subnets of that VPC; aws ec2 describe-subnets lists them.',
      '그 VPC의 서브넷을 지정하십시오. 목록 보기: aws ec2 describe-subnets',
    ),
  });
};

/** Objects of one kind, in the snapshot's order. */
export const ofKind = (world: Pick<World, 'objects'>, kind: string): readonly KubeObject[] =>
  world.objects.filter((o) => o.kind === kind);
