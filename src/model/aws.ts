/** AWS facts in our words: what the adapters make of AWS' answers. Ids and ARNs as AWS spells them. */
export type Tags = Readonly<Record<string, string>>;

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

export interface EksCluster {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly status: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly clusterSecurityGroupId: string;
  readonly securityGroupIds: readonly string[];
  readonly endpointPublicAccess: boolean;
  readonly endpointPrivateAccess: boolean;
  readonly publicAccessCidrs: readonly string[];
  readonly authenticationMode: string;
  readonly oidcIssuer: string | null;
  readonly supportType: string | null;
  readonly tags: Tags;
}

export interface FargateSelector {
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FargateProfile {
  readonly name: string;
  readonly arn: string;
  readonly podExecutionRoleArn: string;
  readonly subnetIds: readonly string[];
  readonly selectors: readonly FargateSelector[];
  /** CREATING, ACTIVE, DELETING, CREATE_FAILED, DELETE_FAILED */
  readonly status: string;
  readonly healthIssues: readonly { readonly code: string; readonly message: string }[];
  readonly tags: Tags;
}

export interface Nodegroup {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly amiType: string;
  readonly diskSizeGiB: number | null;
  readonly version: string | null;
  readonly subnetIds: readonly string[];
  readonly nodeRoleArn: string;
  readonly scaling: {
    readonly minSize: number;
    readonly maxSize: number;
    readonly desiredSize: number;
  };
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly launchTemplate: { readonly id: string; readonly version: string } | null;
  readonly autoScalingGroups: readonly string[];
  readonly healthIssues: readonly { readonly code: string; readonly message: string }[];
  readonly tags: Tags;
}

export interface Addon {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly status: string;
  /** The JSON or YAML text as given, or null when AWS' defaults hold. */
  readonly configurationValues: string | null;
  readonly serviceAccountRoleArn: string | null;
  readonly podIdentityAssociations: readonly string[];
  readonly tags: Tags;
}

export interface AccessEntry {
  readonly principalArn: string;
  readonly type: string;
  readonly username: string;
  readonly groups: readonly string[];
}

export interface PodIdentityAssociation {
  readonly id: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
}

export interface Vpc {
  readonly id: string;
  readonly cidrs: readonly string[];
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
  readonly availableIps: number;
  readonly outpostArn: string | null;
  readonly mapPublicIpOnLaunch: boolean;
  readonly tags: Tags;
}

export interface Route {
  readonly destination: string;
  /** `igw-…`, `nat-…`, `vpce-…`, `eni-…`, `local`, … */
  readonly target: string;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly isMain: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface AvailabilityZone {
  readonly name: string;
  readonly id: string;
  /** availability-zone, local-zone, wavelength-zone */
  readonly type: string;
}

export interface SecurityGroupRule {
  readonly id: string | null;
  readonly direction: 'ingress' | 'egress';
  /** tcp, udp, icmp, or -1 for all */
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidr: string | null;
  readonly referencedGroupId: string | null;
  readonly description: string | null;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly rules: readonly SecurityGroupRule[];
  readonly tags: Tags;
}

export interface VpcEndpoint {
  readonly id: string;
  readonly serviceName: string;
  readonly type: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly privateDnsEnabled: boolean;
}

export interface Ec2Instance {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly privateDnsName: string;
  readonly lifecycle: 'on-demand' | 'spot';
  readonly securityGroupIds: readonly string[];
  readonly autoScalingGroup: string | null;
  readonly tags: Tags;
}

export interface AutoScalingGroup {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly instanceIds: readonly string[];
  readonly tags: Tags;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  /** The decoded JSON of AssumeRolePolicyDocument. */
  readonly trustPolicy: unknown;
  readonly attachedPolicyArns: readonly string[];
  readonly tags: Tags;
}

export interface OidcProvider {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
}

export interface FileSystem {
  readonly id: string;
  readonly arn: string;
  readonly creationToken: string;
  readonly state: string;
  readonly encrypted: boolean;
  readonly sizeBytes: number;
  readonly tags: Tags;
}

export interface MountTarget {
  readonly id: string;
  readonly fileSystemId: string;
  readonly subnetId: string;
  readonly availabilityZone: string | null;
  readonly state: string;
  readonly ipAddress: string;
  readonly securityGroupIds: readonly string[];
}

export interface AccessPoint {
  readonly id: string;
  readonly arn: string;
  readonly fileSystemId: string;
  readonly clientToken: string;
  readonly state: string;
  readonly path: string;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly tags: Tags;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly type: string;
  readonly scheme: string;
  readonly vpcId: string;
  readonly state: string;
  readonly securityGroupIds: readonly string[];
  readonly tags: Tags;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: string;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly loadBalancerArns: readonly string[];
  readonly tags: Tags;
}

export interface TargetHealth {
  readonly targetId: string;
  readonly port: number | null;
  /** initial, healthy, unhealthy, unused, draining, unavailable */
  readonly state: string;
  readonly reason: string | null;
}

export interface Quota {
  readonly serviceCode: string;
  readonly quotaCode: string;
  readonly name: string;
  readonly value: number;
}

/** One price as the Pricing API states it. */
export interface Price {
  readonly usageType: string;
  readonly unit: string;
  readonly usd: number;
  readonly effectiveDate: string;
}

/** A price of one instance type (`m5.large`) or volume type (`gp3`). */
export interface TypedPrice extends Price {
  readonly type: string;
}

/** What is billed by the gigabyte: through NAT gateways, stored in EFS (a month), into CloudWatch Logs. */
export type PerGb = 'nat' | 'efs' | 'logs';
