import { refOf } from '../../model/index.ts';
import { specOf, type AssessContext } from '../context.ts';
import type { Subject } from '../subject.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

interface Scaler {
  readonly scaleTargetRef: { readonly kind?: string; readonly name?: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** A new Fargate pod needs its own node first: about a minute, where an EC2 node with room needs seconds. */
export const hpaStartLag = workloadRule({
  id: 'hpa-start-lag',
  title: text('Autoscaling reacts later', '오토스케일링 반응이 늦어집니다'),
  severity: 'advice',
  considerations: [11],
  when: 'silently-different',
  source: SOURCES.fargate,
  needs: { kinds: ['autoscaling/v2/HorizontalPodAutoscaler'] },
  check: (s, context) =>
    scalersOf(s, context).map((hpa) => {
      const { minReplicas = 1, maxReplicas = 1 } = specOf<Scaler>(hpa);
      return {
        object: refOf(hpa),
        field: 'spec.minReplicas',
        value: minReplicas,
        message: text(
          `HorizontalPodAutoscaler ${s.namespace}/${hpa.metadata.name} scales ${s.name} from ${minReplicas} to ${maxReplicas}; each new Fargate pod takes about a minute to start.`,
          `HorizontalPodAutoscaler ${s.namespace}/${hpa.metadata.name}이(가) ${s.name}을(를) ${minReplicas}에서 ${maxReplicas}까지 조정합니다. 새 Fargate 파드는 시작에 약 1분이 걸립니다.`,
        ),
        remedy: text(
          'Raise minReplicas or lower the target so that what runs carries a minute of growth; metrics-server must run.',
          '1분간의 증가를 감당하도록 minReplicas를 높이거나 목표 사용률을 낮추십시오. metrics-server가 실행되어야 합니다.',
        ),
      };
    }),
});

const scalersOf = (s: Subject, context: AssessContext) =>
  context.all('HorizontalPodAutoscaler', s.namespace).filter((hpa) => {
    const target = specOf<Scaler>(hpa).scaleTargetRef;
    return target?.kind === s.workload.ref.kind && target.name === s.workload.ref.name;
  });
