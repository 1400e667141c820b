import { text, workloadRule } from '../define.ts';

/** On Fargate status.hostIP is the pod's own address, so an agent "on the host" is not there. */
export const hostIpAddress = workloadRule({
  id: 'host-ip-address',
  title: text('The host’s address is the pod’s own', '호스트 IP가 파드 자신의 IP입니다'),
  severity: 'change',
  considerations: [1, 5],
  when: 'silently-different',
  source: 'https://docs.datadoghq.com/integrations/eks_fargate/',
  check: (s) =>
    s.containers.flatMap(({ container, field }) =>
      (container.env ?? []).flatMap((env, i) =>
        /^status\.hostIPs?$/.test(env.valueFrom?.fieldRef?.fieldPath ?? '')
          ? [
              {
                container: container.name,
                field: `${field}.env[${i}]`,
                value: env.name,
                message: text(
                  `Container ${container.name} of ${s.name} finds an agent by its host's address (${env.name}); on Fargate that is the pod's own, and nobody listens there.`,
                  `${s.name}: 컨테이너 ${container.name}이(가) 호스트 주소(${env.name})로 에이전트를 찾습니다. Fargate에서는 파드 자신의 주소이며 수신자가 없습니다.`,
                ),
                remedy: text(
                  'Run the agent as a sidecar and point the variable to localhost, or to a Service of a collector.',
                  '에이전트를 사이드카로 실행하고 변수를 localhost로, 또는 수집기의 Service로 지정하십시오.',
                ),
              },
            ]
          : [],
      ),
    ),
});
