import { text, workloadRule } from '../define.ts';

/** Injection happens at admission, so the template looks clean; the init container then asks for NET_ADMIN. */
export const serviceMeshInjection = workloadRule({
  id: 'service-mesh-injection',
  title: text('A service mesh injects what Fargate refuses', '서비스 메시가 Fargate가 거부하는 것을 주입합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: 'https://github.com/aws/containers-roadmap/issues/682',
  check: (s, context) => {
    const namespace = context.get('Namespace', s.namespace)?.metadata;
    const on = (own: string | undefined, inherited: boolean): boolean =>
      own === undefined ? inherited : own === 'true' || own === 'enabled';
    const istio = on(
      s.labels['sidecar.istio.io/inject'] ?? s.annotations['sidecar.istio.io/inject'],
      namespace?.labels?.['istio-injection'] === 'enabled' || namespace?.labels?.['istio.io/rev'] !== undefined || s.labels['istio.io/rev'] !== undefined,
    );
    const linkerd = on(s.annotations['linkerd.io/inject'], namespace?.annotations?.['linkerd.io/inject'] === 'enabled');
    const mesh = istio ? 'Istio' : linkerd ? 'Linkerd' : undefined;
    if (mesh === undefined) return [];
    return [
      {
        field: s.specField.replace(/spec$/, 'metadata'),
        value: mesh,
        message: text(
          `${mesh} injects a container with NET_ADMIN into the pods of ${s.name}, which Fargate refuses; AWS does not support it there.`,
          `${mesh}이(가) ${s.name}의 파드에 NET_ADMIN 컨테이너를 주입합니다. Fargate는 이를 거부하며 AWS도 지원하지 않습니다.`,
        ),
        remedy: text(
          `Turn injection off for it (${istio ? 'label sidecar.istio.io/inject: "false"' : 'annotation linkerd.io/inject: disabled'}) if it does without the mesh; else keep it on EC2.`,
          `메시가 없어도 되면 주입을 끄십시오(${istio ? '레이블 sidecar.istio.io/inject: "false"' : '주석 linkerd.io/inject: disabled'}). 아니면 EC2에 두십시오.`,
        ),
      },
    ];
  },
}); // prettier-ignore
