import { fargateSizeOf, withLimitRangeDefaults, type Workload } from '../../model/index.ts';
import { clusterRule, text } from '../define.ts';
import { readAws, type ClusterContext } from '../context.ts';

/** Fargate On-Demand vCPU resource count; shared with ECS in the account. */
const QUOTA = 'L-3032A538';

export const vcpuQuota = clusterRule({
  id: 'vcpu-quota',
  title: text('The account’s Fargate vCPU quota', '계정의 Fargate vCPU 할당량'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html',
  needs: { aws: ['quotas'] },
  check: (context) => {
    const quota = readAws(context, 'quotas')?.find((q) => q.quotaCode === QUOTA);
    if (!quota)
      return [{ cannotTell: text(`Service Quotas did not name ${QUOTA} (Fargate On-Demand vCPU)`, `Service Quotas에 ${QUOTA}(Fargate On-Demand vCPU)가 없습니다`) }];
    const now = peakOf(context.going.now, context);
    const peak = now > quota.value ? now : peakOf(context.going.atMost, context);
    if (peak <= quota.value) return [];
    return [
      {
        // Only if what a person must work on first goes too.
        ...(now <= quota.value && { severity: 'change' as const }),
        object: { kind: 'Quota', name: QUOTA },
        field: 'value',
        value: quota.value,
        message: text(
          `The workloads that can go take up to ${peak} vCPU on Fargate while they roll out${now <= quota.value ? ', those that need work first included' : ''}; the account may run ${quota.value}, shared with ECS.`,
          `이동할 수 있는 워크로드${now <= quota.value ? '(먼저 작업이 필요한 것 포함)' : ''}가 Fargate로 가면 롤아웃 중 최대 ${peak} vCPU가 필요합니다. 계정 할당량은 ECS와 공유하여 ${quota.value}입니다.`,
        ),
        remedy: text(
          `Ask for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${QUOTA} --desired-value ${Math.ceil(peak * 1.5)}.`,
          `증가를 요청하십시오: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${QUOTA} --desired-value ${Math.ceil(peak * 1.5)}.`,
        ),
      },
    ];
  },
}); // prettier-ignore

/** With a quarter more while a rollout runs, Kubernetes' default maxSurge. */
function peakOf(workloads: readonly Workload[], context: ClusterContext): number {
  const vcpu = workloads.reduce((sum, w) => {
    if (w.template.spec.containers.length === 0) return sum;
    const sized = fargateSizeOf(withLimitRangeDefaults(w.template.spec, context.all('LimitRange', w.ref.namespace)));
    return sum + (sized.kind === 'fits' ? sized.size.vcpu : 0) * (w.replicas ?? 1);
  }, 0);
  return Math.ceil(vcpu * 1.25 * 100) / 100;
} // prettier-ignore
