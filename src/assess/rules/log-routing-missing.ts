import { clusterRule, SOURCES, text } from '../define.ts';

export const logRoutingMissing = clusterRule({
  id: 'log-routing-missing',
  title: text('Nobody sends the logs of Fargate pods', 'Fargate 파드의 로그를 보내는 곳이 없습니다'),
  severity: 'advice',
  considerations: [5],
  when: 'silently-different',
  source: SOURCES.logging,
  needs: { kinds: ['v1/ConfigMap', 'v1/Namespace'] },
  check: (context) => {
    const enabled = context.get('Namespace', 'aws-observability')?.metadata.labels?.['aws-observability'] === 'enabled';
    if (enabled && context.get('ConfigMap', 'aws-logging', 'aws-observability')) return [];
    return [
      {
        object: { kind: 'ConfigMap', name: 'aws-observability/aws-logging' },
        value: null,
        message: text(
          `The cluster has no ${enabled ? 'ConfigMap aws-observability/aws-logging' : 'namespace aws-observability labeled aws-observability=enabled'}; logs of Fargate pods end with the pod.`,
          `클러스터에 ${enabled ? 'ConfigMap aws-observability/aws-logging' : 'aws-observability=enabled 레이블의 aws-observability 네임스페이스'}가 없습니다. Fargate 파드의 로그는 파드와 함께 사라집니다.`,
        ),
        remedy: text(
          'The plan makes both before the first pod moves, since only pods created afterwards are logged.',
          '이후에 만들어진 파드만 기록되므로 계획이 첫 이동 전에 둘 다 만듭니다.',
        ),
      },
    ];
  },
}); // prettier-ignore
