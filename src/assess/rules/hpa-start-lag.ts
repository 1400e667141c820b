import { refOf, type KubeObject } from '../../model/index.ts';
import { specOf, type AssessContext } from '../context.ts';
import type { Subject } from '../subject.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

interface Scaler {
  readonly scaleTargetRef: { readonly kind?: string; readonly name?: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** @source https://keda.sh/docs/latest/reference/scaledobject-spec/ (read 2026-11-25): 0 and 100 unless said. */
interface Keda {
  readonly scaleTargetRef: Scaler['scaleTargetRef'];
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
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
    scalersOf(s, context).map(({ object, field, min, max }) => ({
      object: refOf(object),
      field,
      value: min,
      message: text(
        `${object.kind} ${s.namespace}/${object.metadata.name} scales ${s.name} from ${min} to ${max}; each new Fargate pod takes about a minute to start.`,
        `${object.kind} ${s.namespace}/${object.metadata.name}이(가) ${s.name}을(를) ${min}에서 ${max}까지 조정합니다. 새 Fargate 파드는 시작에 약 1분이 걸립니다.`,
      ),
      remedy:
        min === 0
          ? text(
              'From 0 the first request or message waits that minute: keep one pod, or see to it that what waits may wait.',
              '0에서 시작하면 첫 요청이나 메시지가 그 1분을 기다립니다. 파드를 하나 유지하거나 기다려도 되는지 확인하십시오.',
            )
          : text(
              'Raise the minimum or lower the target so that what runs carries a minute of growth; metrics-server must run.',
              '1분간의 증가를 감당하도록 최솟값을 높이거나 목표 사용률을 낮추십시오. metrics-server가 실행되어야 합니다.',
            ),
    })),
});

interface Found {
  readonly object: KubeObject;
  readonly field: string;
  readonly min: number;
  readonly max: number;
}

/** Autoscalers of the workload: Kubernetes' own, and KEDA's where its autoscaler is not there too. */
function scalersOf(s: Subject, context: AssessContext): readonly Found[] {
  const targets = (target: Scaler['scaleTargetRef'] | undefined): boolean =>
    (target?.kind ?? 'Deployment') === s.workload.ref.kind && target?.name === s.workload.ref.name;
  const own = context.all('HorizontalPodAutoscaler', s.namespace).flatMap((object) => {
    const { scaleTargetRef, minReplicas = 1, maxReplicas = 1 } = specOf<Scaler>(object);
    return targets(scaleTargetRef) ? [{ object, field: 'spec.minReplicas', min: minReplicas, max: maxReplicas }] : [];
  });
  if (own.length > 0) return own;
  return context.all('ScaledObject', s.namespace).flatMap((object) => {
    const { scaleTargetRef, minReplicaCount = 0, maxReplicaCount = 100 } = specOf<Keda>(object);
    return targets(scaleTargetRef) ? [{ object, field: 'spec.minReplicaCount', min: minReplicaCount, max: maxReplicaCount }] : [];
  });
} // prettier-ignore
