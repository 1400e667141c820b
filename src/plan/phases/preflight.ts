import { resolveSurge } from '../rollout-arithmetic.ts';
import { steps } from '../../steps/index.ts';
import { PROBE_NAMESPACE, PROBE_POD, type PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';

/** AWS managed policies for pulling images and writing logs. */
export const EXECUTION_POLICIES = [
  'arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy',
  'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy',
];

export interface Preflight {
  readonly check: string;
  readonly role: string;
  readonly logging: string;
  /** None where there is no EC2 node to ask from. */
  readonly probe: string | undefined;
}

/** Looks once more, then makes what everything else rests on. */
export function preflight(b: PlanBuilder, c: PlanContext): Preflight {
  const { world, options } = c;
  const peak = c.choices.movers.reduce(
    (sum, { workload, assessment }) => {
      const pods = (workload.replicas ?? 1) + resolveSurge(workload.object, workload.replicas ?? 1);
      return { vcpu: sum.vcpu + pods * (assessment.fargate?.vcpu ?? 0.25), pods: sum.pods + pods };
    },
    { vcpu: 0.25 * c.profiles.length, pods: c.profiles.length },
  );
  const check = b.add(
    steps.checkPrerequisites,
    {
      cluster: world.cluster.name,
      vpcId: world.vpcId,
      subnetIds: world.subnets.map((s) => s.id),
      vcpuNeeded: peak.vcpu,
      addressesNeeded: peak.pods,
    },
    { name: '', after: [], because: ['subnet-not-private', 'subnet-ip-shortage', 'vcpu-quota'] },
  );
  const role = b.add(
    steps.createPodExecutionRole,
    {
      roleName: c.roleName,
      region: world.cluster.region,
      accountId: world.accountId,
      cluster: world.cluster.name,
      policyArns: EXECUTION_POLICIES,
    },
    {
      name: '',
      after: [check],
      because: ['every Fargate profile needs a pod execution role'],
      tutorialStep: 4,
    },
  );
  const logging = b.add(
    steps.enableLogging,
    { region: world.cluster.region, logGroup: `/aws/eks/${world.cluster.name}/fargate` },
    { name: '', after: [check], because: ['daemonset: log agents do not run on Fargate'] },
  );
  const keptGroup = c.nodegroups.kept[0]?.name;
  const probe = c.nodegroups.none
    ? undefined
    : b.add(
        steps.startDnsProbe,
        {
          namespace: PROBE_NAMESPACE,
          pod: PROBE_POD,
          image: options.probeImage,
          ...(keptGroup === undefined ? {} : { nodegroup: keptGroup }),
        },
        { name: '', after: [check], because: ['names must be answered through the whole move'] },
      );
  return { check, role, logging, probe };
}
