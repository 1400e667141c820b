import { unread, type AwsFacts, type AwsPart, type Text } from '../../model/index.ts';

const PARTS: Readonly<Record<AwsPart, true>> = {
  cluster: true, fargateProfiles: true, nodegroups: true, autoScalingGroups: true, instances: true,
  addons: true, accessEntries: true, podIdentityAssociations: true, vpc: true, subnets: true,
  routeTables: true, availabilityZones: true, securityGroups: true, vpcEndpoints: true, roles: true,
  oidcProviders: true, fileSystems: true, mountTargets: true, accessPoints: true, loadBalancers: true,
  targetGroups: true, quotas: true,
}; // prettier-ignore

/** Every part of AWS that a snapshot can hold. */
export const AWS_PARTS = Object.keys(PARTS) as readonly AwsPart[];

/** AWS facts of which none was read, each for the same reason. */
export const awsUnread = (reason: Text): AwsFacts =>
  Object.fromEntries(AWS_PARTS.map((part) => [part, unread(reason)])) as unknown as AwsFacts;
