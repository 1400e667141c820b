import { specOf } from '../context.ts';
import { text, workloadRule } from '../define.ts';

interface DeploymentSpec {
  readonly strategy: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxSurge?: number | string };
  };
}

export const recreateStrategy = workloadRule({
  id: 'recreate-strategy',
  title: text('A rollout that stops the old pods first', '먼저 멈추고 시작하는 롤아웃'),
  severity: 'change',
  considerations: [],
  when: 'silently-different',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  check: (s) => {
    if (s.workload.object.kind !== 'Deployment' || s.workload.replicas === 0) return [];
    const { strategy } = specOf<DeploymentSpec>(s.workload.object);
    const surge = strategy?.rollingUpdate?.maxSurge;
    const recreate = strategy?.type === 'Recreate';
    if (!recreate && surge !== 0 && surge !== '0%') return [];
    return [
      {
        field: recreate ? 'spec.strategy.type' : 'spec.strategy.rollingUpdate.maxSurge',
        value: recreate ? 'Recreate' : (surge ?? 0),
        message: text(
          `${s.name} takes pods away before new ones are ready (${recreate ? 'strategy Recreate' : 'maxSurge 0'}); a Fargate pod takes a minute or more to start.`,
          `${s.name}: 새 파드가 준비되기 전에 기존 파드를 없앱니다(${recreate ? 'Recreate 전략' : 'maxSurge 0'}). Fargate 파드는 시작에 1분 이상 걸립니다.`,
        ),
        remedy: text(
          `Use RollingUpdate with maxSurge if two versions may run side by side; else allow the interruption when you plan: --allow-interruption ${s.namespace}/${s.workload.ref.name}.`,
          `두 버전이 함께 실행돼도 되면 maxSurge가 있는 RollingUpdate를 쓰십시오. 아니면 계획할 때 중단을 허용하십시오: --allow-interruption ${s.namespace}/${s.workload.ref.name}.`,
        ),
      },
    ];
  },
});
