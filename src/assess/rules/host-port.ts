import { pointer, SOURCES, text, workloadRule } from '../define.ts';
import { templatePatch } from '../subject.ts';

export const hostPort = workloadRule({
  id: 'host-port',
  title: text('Host ports are not supported', 'hostPort는 지원되지 않습니다'),
  severity: 'blocker',
  considerations: [7],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s, context) =>
    s.containers.flatMap(({ container, field }) =>
      (container.ports ?? []).flatMap((port, i) => {
        const keys = (['hostPort', 'hostIP'] as const).filter((k) => (port[k] ?? 0) !== 0 && port[k] !== '');
        if (keys.length === 0) return [];
        const at = `${field}.ports[${i}]`;
        const services = context.servicesOf(s).map((o) => o.metadata.name);
        const seen = keys.map((k) => `${k} ${String(port[k])}`).join(', ');
        return [
          {
            container: container.name,
            field: `${at}.${keys[0] ?? 'hostPort'}`,
            value: port[keys[0] ?? 'hostPort'] ?? null,
            message: text(
              `Container ${container.name} of ${s.name} asks for ${seen}; a Fargate pod has no host port.`,
              `${s.name}: 컨테이너 ${container.name}이(가) ${seen}을(를) 요청하지만 Fargate 파드에는 호스트 포트가 없습니다.`,
            ),
            remedy:
              services.length > 0
                ? text(
                    `Remove it; clients reach port ${port.containerPort} through Service ${services.join(', ')}.`,
                    `제거하십시오. 클라이언트는 Service ${services.join(', ')}를 통해 포트 ${port.containerPort}에 접근합니다.`,
                  )
                : text(
                    `Remove it, and give clients of the node's address a Service for port ${port.containerPort}.`,
                    `제거하고, 노드 주소로 접근하던 클라이언트를 위해 포트 ${port.containerPort}의 Service를 만드십시오.`,
                  ),
            fix: templatePatch(s, ...keys.map((k) => ({ op: 'remove' as const, path: pointer(at, k) }))),
          },
        ];
      }),
    ),
}); // prettier-ignore
