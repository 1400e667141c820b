import { z } from 'zod';
import { defineMigrationStep, type StepContext } from './define.ts';

const input = z.object({
  cluster: z.string(),
  vpcId: z.string(),
  subnetIds: z.array(z.string()),
  /** Peak Fargate vCPUs and addresses that the move needs, surge included. */
  vcpuNeeded: z.number(),
  addressesNeeded: z.number(),
});
type Input = z.infer<typeof input>;

/** Fargate On-Demand vCPU resource count. @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html (read 2026-11-23) */
const VCPU_QUOTA = { service: 'fargate', code: 'L-3032A538' };
const WRITES: readonly [verb: string, group: string, resource: string, subresource?: string][] = [
  ['patch', 'apps', 'deployments'],
  ['patch', 'apps', 'daemonsets'],
  ['patch', '', 'nodes'],
  ['create', '', 'pods'],
  ['create', '', 'pods', 'exec'],
  ['create', '', 'pods', 'eviction'],
  ['create', '', 'configmaps'],
  ['create', 'coordination.k8s.io', 'leases'],
];

/** Looks once more, at the live account, before anything is written: subnets, addresses, quota, permissions. */
export const checkPrerequisites = defineMigrationStep<Input>({
  id: 'check-prerequisites',
  phase: 'preflight',
  input,
  describe: (i) => ({
    title: `Check subnets, ${i.addressesNeeded} free addresses, a quota of ${i.vcpuNeeded} vCPU, and our permissions`,
    effects: [],
    estimateSeconds: 5,
    reversible: true,
  }),
  async precondition(context, i) {
    const problem =
      (await subnetProblem(context, i)) ??
      (await quotaProblem(context, i)) ??
      (await permissionProblem(context));
    return problem ? { state: 'blocked', ...problem } : { state: 'ready' };
  },
  apply: () => Promise.resolve(),
  async verify(context, i) {
    const cluster = await context.ports.aws.eks.describeCluster(i.cluster, {
      signal: context.signal,
    });
    return cluster?.status === 'ACTIVE'
      ? {
          state: 'ok',
          evidence: `${i.cluster} is ACTIVE, ${i.subnetIds.length} private subnets, permissions hold`,
        }
      : {
          state: 'failed',
          reason: `Cluster ${i.cluster} is ${cluster?.status ?? 'not there'}.`,
          remedy: 'Wait until it is ACTIVE, then fargatectl migrate --resume.',
        };
  },
});

interface Problem {
  readonly reason: string;
  readonly remedy: string;
}

async function subnetProblem(
  { ports, signal }: StepContext,
  i: Input,
): Promise<Problem | undefined> {
  const subnets = (await ports.aws.ec2.describeSubnets(i.vpcId, { signal })).filter((s) =>
    i.subnetIds.includes(s.id),
  );
  const missing = i.subnetIds.filter((id) => !subnets.some((s) => s.id === id));
  if (missing.length > 0)
    return {
      reason: `Subnets ${missing.join(', ')} are not in ${i.vpcId}.`,
      remedy: 'Make a new snapshot and a new plan.',
    };
  const tables = await ports.aws.ec2.describeRouteTables(i.vpcId, { signal });
  for (const subnet of subnets) {
    const table =
      tables.find((t) => t.subnetIds.includes(subnet.id)) ?? tables.find((t) => t.isMain);
    const internet = table?.routes.find((r) => r.target.startsWith('igw-'));
    if (internet)
      return {
        reason: `Subnet ${subnet.id} routes ${internet.destination} to ${internet.target}; Fargate pods run only in private subnets.`,
        remedy: 'Plan with private subnets: fargatectl plan --subnets subnet-…,subnet-….',
      };
  }
  const free = subnets.reduce((sum, s) => sum + s.availableIps, 0);
  return free >= i.addressesNeeded
    ? undefined
    : {
        reason: `The subnets have ${free} free addresses and the move needs ${i.addressesNeeded} at its peak.`,
        remedy: 'Add subnets (a secondary CIDR is fine) and plan with --subnets.',
      };
}

async function quotaProblem(
  { ports, signal }: StepContext,
  i: Input,
): Promise<Problem | undefined> {
  const quotas = await ports.aws.quotas.list(VCPU_QUOTA.service, { signal });
  const quota = quotas.find((q) => q.quotaCode === VCPU_QUOTA.code);
  if (!quota)
    return {
      reason: 'The Fargate vCPU quota could not be read.',
      remedy:
        'Allow servicequotas:ListServiceQuotas; fargatectl doctor permissions prints the policy.',
    };
  return quota.value >= i.vcpuNeeded
    ? undefined
    : {
        reason: `The Fargate vCPU quota is ${quota.value} and the move needs ${i.vcpuNeeded} at its peak.`,
        remedy: `aws service-quotas request-service-quota-increase --service-code ${VCPU_QUOTA.service} --quota-code ${VCPU_QUOTA.code} --desired-value ${Math.ceil(i.vcpuNeeded * 1.5)}`,
      };
}

async function permissionProblem({ ports, signal }: StepContext): Promise<Problem | undefined> {
  for (const [verb, group, resource, subresource] of WRITES) {
    const what = subresource === undefined ? { group, resource } : { group, resource, subresource };
    if (!(await ports.kube.can(verb, what, { signal })))
      return {
        reason: `We may not ${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} in the cluster.`,
        remedy: `Grant it to this identity; kubectl auth can-i ${verb} ${resource}${subresource === undefined ? '' : ` --subresource=${subresource}`} checks.`,
      };
  }
  return undefined;
}
