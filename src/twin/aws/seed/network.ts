import { z } from 'zod';
import { tags } from './common.ts';

export const vpc = z.strictObject({
  id: z.string(),
  cidr: z.string(),
  secondaryCidrs: z.array(z.string()).default([]),
  /** `enableDnsSupport` and `enableDnsHostnames`. */
  dnsSupport: z.boolean().default(true),
  dnsHostnames: z.boolean().default(true),
  tags,
});

export const subnet = z.strictObject({
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
export const rule = z.strictObject({
  id: z.string().optional(),
  protocol: z.string().default('tcp'),
  port: z.number().int().optional(),
  fromPort: z.number().int().optional(),
  toPort: z.number().int().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  description: z.string().optional(),
});
export const securityGroup = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string().default('managed by hand'),
  ingress: z.array(rule).default([]),
  /** Default: everything to 0.0.0.0/0, as AWS makes it. */
  egress: z.array(rule).optional(),
  tags,
});

export const routeTable = z.strictObject({
  id: z.string(),
  main: z.boolean().default(false),
  /** `via`: igw-…, nat-…, vpce-…, pcx-…, tgw-…, eni-…, i-…; the local route is always there. */
  routes: z.array(z.strictObject({ to: z.string(), via: z.string() })).default([]),
  tags,
});

export const vpcEndpoint = z.strictObject({
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

export const zone = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  type: z.enum(['availability-zone', 'local-zone', 'wavelength-zone']).default('availability-zone'),
});
