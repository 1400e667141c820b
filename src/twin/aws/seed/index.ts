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

import { json, range, tags } from './common.ts';
import { accessEntry, addon, cluster, fargateProfile, nodegroup, podIdentity } from './eks.ts';
import { routeTable, securityGroup, subnet, vpc, vpcEndpoint, zone } from './network.ts';

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
    clusterUpdate: range.default([60, 150]),
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
