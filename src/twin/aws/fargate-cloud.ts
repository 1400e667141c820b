import type { FargateProfile } from '../../model/index.ts';
import type { FargateCloud, FargateLaunch } from '../seams.ts';
import { usesEntries } from './eks/access-records.ts';
import { FARGATE_PRINCIPAL, profileSource } from './eks/profile-rules.ts';
import type { ClusterRecord, Eks, FargateProfileRecord } from './eks/state.ts';
import type { SubnetRecord } from './ec2/network.ts';
import { FARGATE_VCPU } from './quotas/quotas.ts';

const refused = (message: string, retry = true): FargateLaunch => ({
  kind: 'refused',
  message,
  retry,
});

/** How long Fargate tries before it says that a node did not come up: an assumption, no figure was found. */
const PROVISIONING_MS = 180_000;

const modelOf = (p: FargateProfileRecord): FargateProfile => ({
  name: p.name,
  arn: p.arn,
  podExecutionRoleArn: p.roleArn,
  subnetIds: p.subnets,
  selectors: p.selectors.map(({ namespace, labels }) => ({
    namespace,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  })),
  status: p.status,
  healthIssues: p.issues,
  tags: p.tags,
});

/**
 * What AWS gives a Fargate pod: an address of the profile's subnets and a share of the vCPU quota,
 * or a refusal. Texts are as reported of EKS, but for those of quota and addresses, which are the
 * ones of ECS and EC2: EKS' own were not found.
 * @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html,
 *   terraform-aws-modules/terraform-aws-eks#2912 (read 2026-11-23)
 */
export function createFargateCloud(eks: Eks, cluster: ClusterRecord): FargateCloud {
  const { context, network } = eks;
  const vcpuOf = new Map<string, number>();

  /** Why the profile as a whole can not launch. */
  const blocked = (profile: FargateProfileRecord): string | undefined => {
    const because = (why: string): string =>
      `Misconfigured Fargate Profile: fargate profile ${profile.name} blocked for new launches due to: ${why}`;
    const source = { arn: `${profileSource(eks, cluster, profile.name)}/*` };
    if (eks.directory.assumableBy(profile.roleArn, FARGATE_PRINCIPAL, source) !== 'yes')
      return because(
        'Failed to assume PodExecutionRole; Please make sure the role exists and trusts the eks-fargate-pods.amazonaws.com service principal',
      );
    const mapped = usesEntries(cluster)
      ? cluster.accessEntries.has(profile.roleArn)
      : (context.hooks().isFargateRoleMapped?.(profile.roleArn) ?? true);
    return mapped
      ? undefined
      : because(
          'Pod execution role is not found in auth config or does not have all required permissions for launching fargate pods.',
        );
  };

  const hasCapacity = (subnet: SubnetRecord): boolean =>
    !context.controls.noFargateCapacity.has('*') &&
    !context.controls.noFargateCapacity.has(subnet.zone);

  return {
    profiles: () => [...cluster.profiles.values()].map(modelOf),
    onProfilesChanged: (listener) => void eks.profileListeners.push(listener),
    launch(request) {
      const profile = cluster.profiles.get(request.profile);
      if (!profile)
        return refused(
          `Misconfigured Fargate Profile: fargate profile ${request.profile} not found`,
        );
      if (context.controls.accountBlocked)
        return refused(
          'Your AWS account is currently blocked and thus cannot launch any Fargate pods',
        );
      const why = blocked(profile);
      if (why !== undefined) return refused(why);
      const inUse = [...vcpuOf.values()].reduce((a, b) => a + b, eks.seed.fargateVcpuElsewhere);
      if (inUse + request.vcpu > eks.quotas.value('fargate', FARGATE_VCPU))
        return refused("You've reached the limit on the number of vCPUs you can run concurrently");
      const subnets = profile.subnets
        .flatMap((id) => network.subnets.get(id) ?? [])
        .filter((s) => request.zones === undefined || request.zones.includes(s.zone));
      const withCapacity = subnets.filter(hasCapacity);
      if (withCapacity.length === 0)
        return refused(
          'Fargate capacity is unavailable at this time. Please try again later or in a different availability zone',
        );
      const served = withCapacity.filter((s) => !context.controls.refusedZones.has(s.zone));
      if (served.length === 0)
        return refused(
          `Fargate is not supported in the requested availability zone: ${withCapacity[0]?.zone ?? ''}`,
        );
      const { fullSubnets, provisioningTimesOut } = context.controls;
      const name = `${request.namespace}/${request.pod}`;
      if ([...provisioningTimesOut].some((p) => p === '*' || name.startsWith(p)))
        return {
          kind: 'refused',
          message: `Pod provisioning timed out (will retry) for pod: ${name}`,
          retry: true,
          afterMs: PROVISIONING_MS,
        };
      const open = served.filter(
        (s) => s.pool.available > 0 && !fullSubnets.has('*') && !fullSubnets.has(s.id),
      );
      const subnet = open[context.ids.integer(open.length)];
      const face =
        subnet &&
        network.createInterface({
          subnetId: subnet.id,
          groups: [cluster.securityGroup],
          description: `fargate pod ${request.namespace}/${request.pod}`,
          requesterManaged: true,
        });
      if (!face)
        return refused(
          'The specified subnet does not have enough free addresses to satisfy the request.',
        );
      vcpuOf.set(face.id, request.vcpu);
      const { region } = context;
      const { id: subnetId, zone } = subnet;
      return { kind: 'launched', eniId: face.id, ip: face.ip, subnetId, zone, region };
    },
    release(eniId) {
      vcpuOf.delete(eniId);
      network.deleteInterface(eniId);
    },
  };
}
