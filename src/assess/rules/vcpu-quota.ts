import { fargateSizeOf, withLimitRangeDefaults } from '../../model/index.ts';
import { clusterRule, text } from '../define.ts';
import { readAws } from '../context.ts';

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
    const needed = context.workloads
      .filter((w) => w.ref.kind !== 'DaemonSet')
      .reduce((sum, w) => {
        const sized = fargateSizeOf(withLimitRangeDefaults(w.template.spec, context.all('LimitRange', w.ref.namespace)));
        return sum + (sized.kind === 'fits' ? sized.size.vcpu : 0) * (w.replicas ?? 1);
      }, 0);
    const peak = Math.ceil(needed * 1.25 * 100) / 100;
    if (peak <= quota.value) return [];
    return [
      {
        object: { kind: 'Quota', name: QUOTA },
        field: 'value',
        value: quota.value,
        message: text(
          `All workloads on Fargate take up to ${peak} vCPU while they roll out; the account may run ${quota.value}, shared with ECS.`,
          `모든 워크로드가 Fargate로 가면 롤아웃 중 최대 ${peak} vCPU가 필요합니다. 계정 할당량은 ECS와 공유하여 ${quota.value}입니다.`,
        ),
        remedy: text(
          `Ask for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${QUOTA} --desired-value ${Math.ceil(peak * 1.5)}.`,
          `증가를 요청하십시오: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${QUOTA} --desired-value ${Math.ceil(peak * 1.5)}.`,
        ),
      },
    ];
  },
}); // prettier-ignore
