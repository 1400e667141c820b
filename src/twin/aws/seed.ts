/**
 * The AWS account of a twin as data: what a scenario's `aws.yaml` holds, and what a rehearsal makes
 * of a snapshot. Everything but `vpc`, `subnets` and `cluster.name` may be left out.
 *
 * ```yaml
 * vpc: { id: vpc-0a1b2c3d4e5f60001, cidr: 10.6.0.0/16 }
 * subnets:
 *   - { id: subnet-0aaaaaaaaaaaaa001, cidr: 10.6.0.0/20, zone: ap-northeast-2a, routes: public }
 *   - { id: subnet-0aaaaaaaaaaaaa011, cidr: 10.6.64.0/19, zone: ap-northeast-2a, routes: nat }
 * securityGroups:
 *   - { id: sg-0nodes, name: nodes, ingress: [{ protocol: tcp, port: 443, from: sg-0cluster }] }
 * cluster: { name: Migration-EKS, version: '1.35', securityGroup: sg-0cluster }
 * nodegroups:
 *   - { name: general, instanceTypes: [m5.large], desired: 3, securityGroups: [sg-0nodes] }
 * addons: [{ name: vpc-cni }, { name: coredns }]
 * roles:
 *   - { name: my-fargate-role, trust: eks-fargate-pods.amazonaws.com, policies: [AmazonEKSFargatePodExecutionRolePolicy] }
 * ```
 *
 * Ids are AWS' own and are how one part names another. Tags and labels are maps; tag values are
 * strings. Durations in `seconds` are `[from, to]`, drawn evenly with the twin's seeded chance.
 */
import { z } from 'zod';

const tags = z.record(z.string(), z.string()).default({});
const json = z.record(z.string(), z.unknown());
const range = z.tuple([z.number().min(0), z.number().min(0)]);

const vpc = z.strictObject({
  id: z.string(),
  cidr: z.string(),
  secondaryCidrs: z.array(z.string()).default([]),
  /** `enableDnsSupport` and `enableDnsHostnames`. */
  dnsSupport: z.boolean().default(true),
  dnsHostnames: z.boolean().default(true),
  tags,
});

const subnet = z.strictObject({
  id: z.string(),
  cidr: z.string(),
  zone: z.string(),
  /**
   * `public`: the shared table with an internet gateway · `nat`: a table of its zone with that
   * zone's NAT gateway, else the first · `isolated`: a table with the local route only · `main`: no
   * association, so the VPC's main table · `rtb-…`: that table of `routeTables`.
   */
  routes: z.string().default('nat'),
  mapPublicIpOnLaunch: z.boolean().optional(),
  /** Free addresses before the twin places anything; default: all but AWS' five. */
  availableIps: z.number().int().min(0).optional(),
  outpostArn: z.string().optional(),
  tags,
});

/** `from` (ingress) or `to` (egress): a CIDR or a security group. `port` is short for equal `fromPort` and `toPort`. */
const rule = z.strictObject({
  id: z.string().optional(),
  protocol: z.string().default('tcp'),
  port: z.number().int().optional(),
  fromPort: z.number().int().optional(),
  toPort: z.number().int().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  description: z.string().optional(),
});
const securityGroup = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string().default('managed by hand'),
  ingress: z.array(rule).default([]),
  /** Default: everything to 0.0.0.0/0, as AWS makes it. */
  egress: z.array(rule).optional(),
  tags,
});

const routeTable = z.strictObject({
  id: z.string(),
  main: z.boolean().default(false),
  /** `via`: igw-…, nat-…, vpce-…, pcx-…, tgw-…, eni-…, i-…; the local route is always there. */
  routes: z.array(z.strictObject({ to: z.string(), via: z.string() })).default([]),
  tags,
});

const vpcEndpoint = z.strictObject({
  id: z.string().optional(),
  /** `com.amazonaws.ap-northeast-2.s3`, or short: `s3`, `ecr.api`. */
  service: z.string(),
  type: z.enum(['Interface', 'Gateway', 'GatewayLoadBalancer']).default('Interface'),
  subnets: z.array(z.string()).default([]),
  routeTables: z.array(z.string()).default([]),
  securityGroups: z.array(z.string()).default([]),
  privateDns: z.boolean().default(true),
  tags,
});

const zone = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  type: z.enum(['availability-zone', 'local-zone', 'wavelength-zone']).default('availability-zone'),
});

const cluster = z.strictObject({
  name: z.string(),
  version: z.string().default('1.35'),
  platformVersion: z.string().default('eks.9'),
  /** ISO time. */
  createdAt: z.string().default('2025-02-03T04:05:06.000Z'),
  roleArn: z.string().optional(),
  /** Default: all subnets. */
  subnets: z.array(z.string()).optional(),
  /** The cluster security group (EKS' own). Made when `securityGroups` does not hold it. */
  securityGroup: z.string().optional(),
  additionalSecurityGroups: z.array(z.string()).default([]),
  authenticationMode: z
    .enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'])
    .default('API_AND_CONFIG_MAP'),
  endpointPublicAccess: z.boolean().default(true),
  endpointPrivateAccess: z.boolean().default(true),
  publicAccessCidrs: z.array(z.string()).default(['0.0.0.0/0']),
  serviceCidr: z.string().default('10.100.0.0/16'),
  /** Whether IAM knows the cluster's issuer (IRSA works). */
  oidcProvider: z.boolean().default(true),
  /** `https://oidc.eks.REGION.amazonaws.com/id/…`; made up when absent. */
  oidcIssuer: z.string().optional(),
  supportType: z.enum(['STANDARD', 'EXTENDED']).default('EXTENDED'),
  tags,
});

const taint = z.strictObject({
  key: z.string(),
  value: z.string().optional(),
  /** As Kubernetes spells it: NoSchedule, PreferNoSchedule, NoExecute. */
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});
const nodegroup = z.strictObject({
  name: z.string(),
  instanceTypes: z.array(z.string()).min(1).default(['m5.large']),
  desired: z.number().int().min(0).default(2),
  /** Default: 0 … the larger of desired + 2 and 4. */
  min: z.number().int().min(0).optional(),
  max: z.number().int().min(1).optional(),
  capacityType: z.enum(['ON_DEMAND', 'SPOT']).default('ON_DEMAND'),
  amiType: z.string().default('AL2023_x86_64_STANDARD'),
  diskSizeGiB: z.number().int().nullable().default(20),
  /** Default: the cluster's private subnets. */
  subnets: z.array(z.string()).optional(),
  /** Role name or ARN; default: one role `NAME-node-role` for all groups, made when missing. */
  role: z.string().optional(),
  /**
   * What the instances carry. Default: the cluster security group, as EKS does it. Other groups
   * mean a custom launch template, which is then made.
   */
  securityGroups: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(taint).default([]),
  version: z.string().optional(),
  /** Extra tags on the Auto Scaling group, such as cluster-autoscaler's. */
  groupTags: tags,
  /** Known instances, e.g. of a snapshot; the rest of `desired` is made up. */
  instances: z
    .array(
      z.strictObject({
        id: z.string(),
        subnet: z.string().optional(),
        ip: z.string().optional(),
        type: z.string().optional(),
      }),
    )
    .default([]),
  tags,
});

const addon = z.strictObject({
  name: z.string(),
  /** Default: the twin's newest of that add-on. */
  version: z.string().optional(),
  /** JSON or YAML text, as EKS stores it. */
  configurationValues: z.string().nullable().default(null),
  serviceAccountRoleArn: z.string().nullable().default(null),
  tags,
});

const selector = z.strictObject({
  namespace: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
const fargateProfile = z.strictObject({
  name: z.string(),
  /** Role name or ARN. */
  role: z.string(),
  subnets: z.array(z.string()).optional(),
  selectors: z.array(selector).min(1),
  status: z.enum(['ACTIVE', 'CREATE_FAILED', 'DELETE_FAILED']).default('ACTIVE'),
  tags,
});

const accessEntry = z.strictObject({
  principalArn: z.string(),
  type: z
    .enum(['STANDARD', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'EC2', 'HYBRID_LINUX'])
    .default('STANDARD'),
  username: z.string().optional(),
  groups: z.array(z.string()).default([]),
  /** Names of cluster access policies: AmazonEKSClusterAdminPolicy … */
  policies: z.array(z.string()).default([]),
  tags,
});

const podIdentity = z.strictObject({
  namespace: z.string(),
  serviceAccount: z.string(),
  /** Role name or ARN. */
  role: z.string(),
  tags,
});

const role = z.strictObject({
  name: z.string(),
  path: z.string().default('/'),
  description: z.string().default(''),
  /** A service principal (`ec2.amazonaws.com`) or a whole trust policy document. */
  trust: z.union([z.string(), json]),
  /** Managed policies: names of AWS' own, or ARNs. */
  policies: z.array(z.string()).default([]),
  /** Inline policies by name. */
  inlinePolicies: z.record(z.string(), json).default({}),
  tags,
});

const fileSystem = z.strictObject({
  id: z.string(),
  creationToken: z.string().optional(),
  encrypted: z.boolean().default(true),
  sizeBytes: z.number().int().default(6144),
  mountTargets: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        subnet: z.string(),
        securityGroups: z.array(z.string()).default([]),
        ip: z.string().optional(),
      }),
    )
    .default([]),
  accessPoints: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        clientToken: z.string().optional(),
        path: z.string().default('/'),
        uid: z.number().int().nullable().default(null),
        gid: z.number().int().nullable().default(null),
        tags,
      }),
    )
    .default([]),
  tags,
});

const volume = z.strictObject({
  id: z.string(),
  sizeGiB: z.number().int(),
  zone: z.string(),
  type: z.string().default('gp3'),
  tags,
});

const instanceType = z.strictObject({
  vcpu: z.number(),
  memoryMiB: z.number(),
  arch: z.enum(['amd64', 'arm64']).default('amd64'),
  enis: z.number().int(),
  ipsPerEni: z.number().int(),
  allocatableMilliCpu: z.number().int(),
  allocatableMemoryMiB: z.number().int(),
});

/** One identity that may call. Unknown access keys are `operator` of the account. */
const identity = z.strictObject({
  accessKeyId: z.string(),
  /** When given, kubectl's tokens made with this key are checked for a true signature and cluster name. */
  secretAccessKey: z.string().optional(),
  arn: z.string(),
});

const seconds = z
  .strictObject({
    fargateProfileCreate: range.default([60, 150]),
    fargateProfileDelete: range.default([30, 90]),
    nodegroupCreate: range.default([60, 120]),
    nodegroupUpdate: range.default([8, 25]),
    instanceStart: range.default([30, 60]),
    instanceStop: range.default([20, 45]),
    /** EKS' patience with a drain when a group shrinks, and when it is deleted. */
    drainOnShrink: range.default([900, 900]),
    drainOnDelete: range.default([900, 900]),
    addonChange: range.default([15, 40]),
    addonDelete: range.default([10, 25]),
    /** An add-on that is not healthy by then is CREATE_FAILED, or DEGRADED after an update. */
    addonTimeout: range.default([1200, 1200]),
    fileSystemCreate: range.default([5, 12]),
    mountTargetCreate: range.default([60, 100]),
    accessPointCreate: range.default([2, 6]),
    efsDelete: range.default([5, 15]),
    /** Until a new role or trust policy is seen by other services. */
    iamPropagation: range.default([5, 12]),
    loadBalancerProvision: range.default([90, 150]),
    healthCheckInterval: range.default([15, 15]),
    deregistrationDelay: range.default([300, 300]),
  })
  .prefault({});

export const awsSeedSchema = z.strictObject({
  vpc,
  /** Default id: igw-… made up; only there when a subnet or route table uses it. */
  internetGateway: z.string().optional(),
  /** Default: one in the first public subnet when a subnet says `routes: nat`. */
  natGateways: z
    .array(
      z.strictObject({
        id: z.string(),
        subnet: z.string(),
        publicIp: z.string().default('3.35.120.7'),
      }),
    )
    .optional(),
  subnets: z.array(subnet).min(1),
  routeTables: z.array(routeTable).default([]),
  /** Default: the zones of the subnets and the region's usual a–d. */
  zones: z.array(zone).optional(),
  securityGroups: z.array(securityGroup).default([]),
  vpcEndpoints: z.array(vpcEndpoint).default([]),
  volumes: z.array(volume).default([]),
  /** Added to the built-in table of instance types. */
  instanceTypes: z.record(z.string(), instanceType).default({}),
  cluster,
  nodegroups: z.array(nodegroup).default([]),
  addons: z.array(addon).default([]),
  fargateProfiles: z.array(fargateProfile).default([]),
  /** Beside those that EKS makes itself (node roles, Fargate roles, the creator). */
  accessEntries: z.array(accessEntry).default([]),
  podIdentityAssociations: z.array(podIdentity).default([]),
  roles: z.array(role).default([]),
  /** Beside the cluster's own issuer. */
  oidcProviders: z
    .array(
      z.strictObject({
        url: z.string(),
        clientIds: z.array(z.string()).default(['sts.amazonaws.com']),
      }),
    )
    .default([]),
  fileSystems: z.array(fileSystem).default([]),
  /** Applied values by quota code: L-3032A538 (Fargate vCPU), L-33415657 (profiles), L-23414FF3 (label pairs). */
  quotas: z.record(z.string(), z.number()).default({}),
  /** Fargate vCPU that other clusters and ECS tasks of the account use. */
  fargateVcpuElsewhere: z.number().default(0),
  /** USD an hour; default: the list prices of the region (ephemeral: a GB above 20). */
  fargatePrices: z
    .strictObject({ vcpuHour: z.number(), gbHour: z.number(), ephemeralGbHour: z.number() })
    .optional(),
  /** Zones where Fargate is not offered. */
  fargateUnsupportedZones: z.array(z.string()).default([]),
  identities: z.array(identity).default([]),
  seconds,
});

/** A seed as people write it. */
export type AwsSeed = z.input<typeof awsSeedSchema>;
/** A seed with every default in place. */
export type ResolvedSeed = z.output<typeof awsSeedSchema>;
export type Durations = ResolvedSeed['seconds'];
