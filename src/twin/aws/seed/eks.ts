import { z } from 'zod';
import { tags } from './common.ts';

export const cluster = z.strictObject({
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

export const taint = z.strictObject({
  key: z.string(),
  value: z.string().optional(),
  /** As Kubernetes spells it: NoSchedule, PreferNoSchedule, NoExecute. */
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});
export const nodegroup = z.strictObject({
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

export const addon = z.strictObject({
  name: z.string(),
  /** Default: the twin's newest of that add-on. */
  version: z.string().optional(),
  /** JSON or YAML text, as EKS stores it. */
  configurationValues: z.string().nullable().default(null),
  serviceAccountRoleArn: z.string().nullable().default(null),
  tags,
});

export const selector = z.strictObject({
  namespace: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
export const fargateProfile = z.strictObject({
  name: z.string(),
  /** Role name or ARN. */
  role: z.string(),
  subnets: z.array(z.string()).optional(),
  selectors: z.array(selector).min(1),
  status: z.enum(['ACTIVE', 'CREATE_FAILED', 'DELETE_FAILED']).default('ACTIVE'),
  tags,
});

export const accessEntry = z.strictObject({
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

export const podIdentity = z.strictObject({
  namespace: z.string(),
  serviceAccount: z.string(),
  /** Role name or ARN. */
  role: z.string(),
  tags,
});
