import { SOURCES, text, workloadRule } from '../define.ts';

export const hostNetwork = workloadRule({
  id: 'host-network',
  title: text('The host’s network is not there', 'hostNetwork는 지원되지 않습니다'),
  severity: 'blocker',
  considerations: [7],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.spec.hostNetwork === true
      ? [
          {
            field: `${s.specField}.hostNetwork`,
            value: true,
            message: text(
              `${s.name} uses its node's network (hostNetwork: true), and Fargate refuses that.`,
              `${s.name}: 노드의 네트워크를 사용합니다(hostNetwork: true). Fargate는 이를 거부합니다.`,
            ),
            remedy: text(
              'Remove hostNetwork if the pod only listens, and reach it through a Service; keep it on EC2 if it needs the node’s interfaces.',
              '수신만 한다면 hostNetwork를 제거하고 Service로 접근하십시오. 노드의 인터페이스가 필요하면 EC2에 두십시오.',
            ),
          },
        ]
      : [],
});
