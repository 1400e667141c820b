import { SOURCES, text, workloadRule } from '../define.ts';
import { isService } from '../subject.ts';

export const singleReplica = workloadRule({
  id: 'single-replica',
  title: text('One replica only', '레플리카가 하나뿐입니다'),
  severity: 'advice',
  considerations: [17],
  when: 'silently-different',
  source: SOURCES.patching,
  check: (s) =>
    isService(s) && s.workload.replicas === 1
      ? [
          {
            field: 'spec.replicas',
            value: 1,
            message: text(
              `${s.name} has one replica; each time EKS patches its Fargate pod, it is away for about a minute.`,
              `${s.name}: 레플리카가 하나입니다. EKS가 Fargate 파드를 패치할 때마다 약 1분간 중단됩니다.`,
            ),
            remedy: text(
              'Run two and a PodDisruptionBudget if that matters; for the move itself the plan scales a Deployment to two and back.',
              '중요하면 두 개와 PodDisruptionBudget을 사용하십시오. 이동할 때는 계획이 Deployment를 두 개로 늘렸다가 되돌립니다.',
            ),
          },
        ]
      : [],
});
