import { counted } from '../../model/index.ts';
import { clusterRule, text } from '../define.ts';

/** @source the page below (read 2026-11-23): bursts of 100, 20 a second after; 20 and 20 for accounts with EKS only. */
const BURST = 20;

export const launchRate = clusterRule({
  id: 'launch-rate',
  title: text('How fast Fargate launches pods', 'Fargate 파드 시작 속도'),
  severity: 'advice',
  considerations: [],
  when: 'silently-different',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html',
  check: (context) => {
    const pods = context.going.atMost.reduce((sum, w) => sum + (w.replicas ?? 0), 0);
    if (pods <= BURST) return [];
    return [
      {
        object: { kind: 'Cluster', name: context.snapshot.cluster.name ?? '' },
        value: pods,
        message: text(
          `${counted(pods, 'pod')} would start on Fargate; it launches ${BURST} at once, and as many each second after that.`,
          `파드 ${pods}개가 Fargate에서 시작됩니다. Fargate는 한 번에 ${BURST}개, 이후 초당 ${BURST}개를 시작합니다.`,
        ),
        remedy: text(
          'The plan moves within that rate; after an outage of a zone expect it too.',
          '계획이 그 속도 안에서 나누어 이동합니다. 영역 장애 후 복구할 때도 고려하십시오.',
        ),
      },
    ];
  },
});
