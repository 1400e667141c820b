import { COMPUTE_TYPE } from '../../model/index.ts';
import { unmetDemands } from '../node-demands.ts';
import { text, workloadRule } from '../define.ts';
import { isDaemonSet } from '../subject.ts';

/** It tolerates Fargate's taint too: a pod for each Fargate node, Pending for ever. */
export const tolerateAllDaemonset = workloadRule({
  id: 'tolerate-all-daemonset',
  title: text('A DaemonSet that hangs on Fargate nodes', 'Fargate 노드에서 멈추는 DaemonSet'),
  severity: 'change',
  considerations: [5],
  when: 'pod-pending',
  source: 'https://github.com/aws/amazon-cloudwatch-agent-operator/issues/183',
  daemonSets: true,
  check: (s) => {
    if (!isDaemonSet(s)) return [];
    const at = (s.spec.tolerations ?? []).findIndex(
      (t) =>
        // Fargate's taint is NoSchedule; who tolerates evictions only does not get past it.
        (t.effect === undefined || t.effect === '' || t.effect === 'NoSchedule') &&
        ((t.operator === 'Exists' && (t.key === undefined || t.key === '' || t.key === COMPUTE_TYPE)) ||
        (t.key === COMPUTE_TYPE && t.value === 'fargate')),
    );
    // Any demand that no Fargate node meets keeps it off, its own pool's label too.
    const keptOff = unmetDemands(s).length > 0;
    if (at < 0 || keptOff) return [];
    return [
      {
        field: `${s.specField}.tolerations[${at}]`,
        value: s.spec.tolerations?.[at]?.key ?? 'Exists',
        message: text(
          `${s.name} tolerates every taint, Fargate's too: it makes a pod for each Fargate node, which stays Pending.`,
          `${s.name}: Fargate의 taint까지 모두 허용하므로 Fargate 노드마다 Pending에 머무는 파드를 만듭니다.`,
        ),
        remedy: text(
          `Add node affinity ${COMPUTE_TYPE} NotIn [fargate]; the plan does it before the first Fargate node appears.`,
          `노드 어피니티 ${COMPUTE_TYPE} NotIn [fargate]를 추가하십시오. 계획이 첫 Fargate 노드가 생기기 전에 수행합니다.`,
        ),
      },
    ];
  },
}); // prettier-ignore
