import type * as Aws from '../model/aws.ts';
import type { CallOptions } from './kubernetes.ts';

type O = CallOptions;

/** Every AWS call that we make, in our words. Rejects with a CloudError; "not there" is `undefined`. Lists follow all pages. */
export interface AwsCloud {
  readonly region: string;
  callerIdentity(o?: O): Promise<Aws.CallerIdentity>;
  readonly eks: EksPort;
  readonly ec2: Ec2Port;
  readonly iam: IamPort;
  readonly efs: EfsPort;
  readonly elb: ElbPort;
  readonly autoScaling: AutoScalingPort;
  readonly quotas: { list(serviceCode: string, o?: O): Promise<readonly Aws.Quota[]> };
  readonly pricing: PricingPort;
}

/** On-demand list prices in US dollars. What the list lacks is not in the answer; nothing is 0 for lack of a price. */
export interface PricingPort {
  fargatePrices(region: string, o?: O): Promise<readonly Aws.Price[]>;
  /** Linux, shared tenancy, an hour. */
  instancePrices(
    region: string,
    types: readonly string[],
    o?: O,
  ): Promise<readonly Aws.TypedPrice[]>;
  /** EBS, a GB-month. */
  volumePrices(region: string, types: readonly string[], o?: O): Promise<readonly Aws.TypedPrice[]>;
  /** A GB through a NAT gateway, a GB-month in EFS' Standard class, a GB of logs into CloudWatch. */
  perGbPrices(region: string, what: Aws.PerGb, o?: O): Promise<readonly Aws.Price[]>;
}

export interface EksPort {
  describeCluster(name: string, o?: O): Promise<Aws.EksCluster | undefined>;
  listClusters(o?: O): Promise<readonly string[]>;
  listFargateProfiles(cluster: string, o?: O): Promise<readonly Aws.FargateProfile[]>;
  describeFargateProfile(
    cluster: string,
    name: string,
    o?: O,
  ): Promise<Aws.FargateProfile | undefined>;
  /** `token` makes the call safe to repeat. */
  createFargateProfile(
    input: {
      readonly cluster: string;
      readonly name: string;
      readonly podExecutionRoleArn: string;
      readonly subnetIds: readonly string[];
      readonly selectors: readonly Aws.FargateSelector[];
      readonly tags: Aws.Tags;
      readonly token: string;
    },
    o?: O,
  ): Promise<Aws.FargateProfile>;
  deleteFargateProfile(cluster: string, name: string, o?: O): Promise<void>;
  listNodegroups(cluster: string, o?: O): Promise<readonly Aws.Nodegroup[]>;
  describeNodegroup(cluster: string, name: string, o?: O): Promise<Aws.Nodegroup | undefined>;
  updateNodegroupScaling(
    input: {
      readonly cluster: string;
      readonly name: string;
      readonly scaling: Aws.Nodegroup['scaling'];
      readonly token: string;
    },
    o?: O,
  ): Promise<void>;
  deleteNodegroup(cluster: string, name: string, o?: O): Promise<void>;
  /** Makes a group again as it was described. */
  createNodegroup(cluster: string, nodegroup: Aws.Nodegroup, token: string, o?: O): Promise<void>;
  listAddons(cluster: string, o?: O): Promise<readonly Aws.Addon[]>;
  describeAddon(cluster: string, name: string, o?: O): Promise<Aws.Addon | undefined>;
  updateAddon(
    input: {
      readonly cluster: string;
      readonly name: string;
      readonly configurationValues: string | null;
      readonly token: string;
    },
    o?: O,
  ): Promise<void>;
  deleteAddon(
    input: { readonly cluster: string; readonly name: string; readonly preserve: boolean },
    o?: O,
  ): Promise<void>;
  createAddon(cluster: string, addon: Aws.Addon, token: string, o?: O): Promise<void>;
  listAccessEntries(cluster: string, o?: O): Promise<readonly Aws.AccessEntry[]>;
  listPodIdentityAssociations(
    cluster: string,
    o?: O,
  ): Promise<readonly Aws.PodIdentityAssociation[]>;
}

export interface Ec2Port {
  describeVpc(id: string, o?: O): Promise<Aws.Vpc | undefined>;
  /** All subnets of a VPC. */
  describeSubnets(vpcId: string, o?: O): Promise<readonly Aws.Subnet[]>;
  describeRouteTables(vpcId: string, o?: O): Promise<readonly Aws.RouteTable[]>;
  describeAvailabilityZones(o?: O): Promise<readonly Aws.AvailabilityZone[]>;
  describeSecurityGroups(vpcId: string, o?: O): Promise<readonly Aws.SecurityGroup[]>;
  describeSecurityGroup(id: string, o?: O): Promise<Aws.SecurityGroup | undefined>;
  describeVpcEndpoints(vpcId: string, o?: O): Promise<readonly Aws.VpcEndpoint[]>;
  /** Instances that carry `kubernetes.io/cluster/NAME` or `eks:cluster-name`. */
  describeClusterInstances(cluster: string, o?: O): Promise<readonly Aws.Ec2Instance[]>;
  authorizeIngress(groupId: string, rule: NewIngressRule, o?: O): Promise<void>;
  revokeIngress(groupId: string, rule: NewIngressRule, o?: O): Promise<void>;
}

export interface NewIngressRule {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly referencedGroupId: string;
  readonly description: string;
}

export interface IamPort {
  getRole(name: string, o?: O): Promise<Aws.Role | undefined>;
  createRole(
    input: {
      readonly name: string;
      readonly trustPolicy: unknown;
      readonly description: string;
      readonly tags: Aws.Tags;
    },
    o?: O,
  ): Promise<Aws.Role>;
  deleteRole(name: string, o?: O): Promise<void>;
  attachRolePolicy(name: string, policyArn: string, o?: O): Promise<void>;
  detachRolePolicy(name: string, policyArn: string, o?: O): Promise<void>;
  listOidcProviders(o?: O): Promise<readonly Aws.OidcProvider[]>;
}

export interface EfsPort {
  listFileSystems(o?: O): Promise<readonly Aws.FileSystem[]>;
  listMountTargets(fileSystemId: string, o?: O): Promise<readonly Aws.MountTarget[]>;
  listAccessPoints(fileSystemId: string, o?: O): Promise<readonly Aws.AccessPoint[]>;
  createFileSystem(
    input: { readonly creationToken: string; readonly tags: Aws.Tags },
    o?: O,
  ): Promise<Aws.FileSystem>;
  deleteFileSystem(id: string, o?: O): Promise<void>;
  createMountTarget(
    input: {
      readonly fileSystemId: string;
      readonly subnetId: string;
      readonly securityGroupIds: readonly string[];
    },
    o?: O,
  ): Promise<Aws.MountTarget>;
  deleteMountTarget(id: string, o?: O): Promise<void>;
  createAccessPoint(
    input: {
      readonly fileSystemId: string;
      readonly clientToken: string;
      readonly path: string;
      readonly uid: number;
      readonly gid: number;
      readonly tags: Aws.Tags;
    },
    o?: O,
  ): Promise<Aws.AccessPoint>;
  deleteAccessPoint(id: string, o?: O): Promise<void>;
}

export interface ElbPort {
  describeLoadBalancers(vpcId: string, o?: O): Promise<readonly Aws.LoadBalancer[]>;
  describeTargetGroups(vpcId: string, o?: O): Promise<readonly Aws.TargetGroup[]>;
  describeTargetHealth(targetGroupArn: string, o?: O): Promise<readonly Aws.TargetHealth[]>;
}

export interface AutoScalingPort {
  describeGroups(names: readonly string[], o?: O): Promise<readonly Aws.AutoScalingGroup[]>;
}
