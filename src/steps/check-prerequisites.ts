import { z } from 'zod';
import { defineMigrationStep, type StepContext } from './define.ts';
import { NEW_PLAN, statusText } from './phrases.ts';
import { counted, text, verbatim, type Text } from '../model/index.ts';

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
    title: text(
      `Check subnets, ${counted(i.addressesNeeded, 'free address', 'free addresses')}, a quota of ${i.vcpuNeeded} vCPU, and our permissions`,
      `서브넷, 남은 IP ${i.addressesNeeded}개, vCPU 할당량 ${i.vcpuNeeded}, 권한 확인`,
    ),
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
          evidence: text(
            `${i.cluster} is ACTIVE, ${counted(i.subnetIds.length, 'private subnet')}, permissions hold`,
            `${i.cluster} ACTIVE, 프라이빗 서브넷 ${i.subnetIds.length}개, 권한 충분`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `Cluster ${i.cluster} is ${cluster?.status ?? 'not there'}.`,
            `클러스터 ${i.cluster}의 상태: ${statusText(cluster?.status).ko}.`,
          ),
          remedy: text(
            'Wait until it is ACTIVE, then fargatectl migrate --resume.',
            'ACTIVE가 될 때까지 기다린 뒤 실행하십시오: fargatectl migrate --resume',
          ),
        };
  },
});

interface Problem {
  readonly reason: Text;
  readonly remedy: Text;
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
      reason: text(
        `Subnets ${missing.join(', ')} are not in ${i.vpcId}.`,
        `서브넷 ${missing.join(', ')}이(가) ${i.vpcId}에 없습니다.`,
      ),
      remedy: NEW_PLAN,
    };
  const tables = await ports.aws.ec2.describeRouteTables(i.vpcId, { signal });
  for (const subnet of subnets) {
    const table =
      tables.find((t) => t.subnetIds.includes(subnet.id)) ?? tables.find((t) => t.isMain);
    const internet = table?.routes.find((r) => r.target.startsWith('igw-'));
    if (internet)
      return {
        reason: text(
          `Subnet ${subnet.id} routes ${internet.destination} to ${internet.target}; Fargate pods run only in private subnets.`,
          `서브넷 ${subnet.id}에 ${internet.destination} → ${internet.target} 경로가 있습니다. Fargate 파드는 프라이빗 서브넷에서만 실행됩니다.`,
        ),
        remedy: text(
          'Plan with private subnets: fargatectl plan --subnets subnet-…,subnet-….',
          '프라이빗 서브넷으로 계획하십시오: fargatectl plan --subnets subnet-…,subnet-…',
        ),
      };
  }
  const free = subnets.reduce((sum, s) => sum + s.availableIps, 0);
  return free >= i.addressesNeeded
    ? undefined
    : {
        reason: text(
          `The subnets have ${counted(free, 'free address', 'free addresses')} and the move needs ${i.addressesNeeded} at its peak.`,
          `서브넷에 남은 IP가 ${free}개이고, 전환이 가장 바쁠 때 ${i.addressesNeeded}개가 필요합니다.`,
        ),
        remedy: text(
          'Add subnets (a secondary CIDR is fine) and plan with --subnets.',
          '서브넷을 추가하고(보조 CIDR도 됩니다) --subnets로 계획하십시오.',
        ),
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
      reason: text(
        'The Fargate vCPU quota could not be read.',
        'Fargate vCPU 할당량을 읽지 못했습니다.',
      ),
      remedy: text(
        'Allow servicequotas:ListServiceQuotas; fargatectl doctor permissions prints the policy.',
        'servicequotas:ListServiceQuotas 권한을 허용하십시오. 정책은 fargatectl doctor permissions가 출력합니다.',
      ),
    };
  return quota.value >= i.vcpuNeeded
    ? undefined
    : {
        reason: text(
          `The Fargate vCPU quota is ${quota.value} and the move needs ${i.vcpuNeeded} at its peak.`,
          `Fargate vCPU 할당량이 ${quota.value}이고, 전환이 가장 바쁠 때 ${i.vcpuNeeded}이(가) 필요합니다.`,
        ),
        remedy: verbatim(
          `aws service-quotas request-service-quota-increase --service-code ${VCPU_QUOTA.service} --quota-code ${VCPU_QUOTA.code} --desired-value ${Math.ceil(i.vcpuNeeded * 1.5)}`,
        ),
      };
}

async function permissionProblem({ ports, signal }: StepContext): Promise<Problem | undefined> {
  for (const [verb, group, resource, subresource] of WRITES) {
    const what = subresource === undefined ? { group, resource } : { group, resource, subresource };
    if (await ports.kube.can(verb, what, { signal })) continue;
    const whole = `${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    const check = `kubectl auth can-i ${verb} ${resource}${subresource === undefined ? '' : ` --subresource=${subresource}`}`;
    return {
      reason: text(
        `We may not ${verb} ${whole} in the cluster.`,
        `클러스터에서 ${whole}에 ${verb} 권한이 없습니다.`,
      ),
      remedy: text(
        `Grant it to this identity; ${check} checks.`,
        `이 신원에 그 권한을 부여하십시오. 확인: ${check}`,
      ),
    };
  }
  return undefined;
}
