import { both } from '../../model/index.ts';
import type { AssessContext } from '../context.ts';
import { text, workloadRule } from '../define.ts';
import type { Subject } from '../subject.ts';

/** Injection happens at admission, so the template looks clean; the init container then asks for NET_ADMIN. */
export const serviceMeshInjection = workloadRule({
  id: 'service-mesh-injection',
  title: text('A service mesh injects what Fargate refuses', '서비스 메시가 Fargate가 거부하는 것을 주입합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: 'https://github.com/aws/containers-roadmap/issues/682',
  check: (s, context) => {
    const found = meshOf(s, context);
    if (found)
      return [
        {
          field: s.specField.replace(/spec$/, 'metadata'),
          value: found.mesh,
          message: text(
            `${found.mesh} puts itself before the network of the pods of ${s.name}: by an init container with NET_ADMIN, which Fargate refuses, or by an agent on the node, which Fargate does not have. AWS does not support it there.`,
            `${found.mesh}이(가) ${s.name}의 파드 네트워크에 개입합니다. Fargate가 거부하는 NET_ADMIN 초기화 컨테이너나 Fargate에 없는 노드 에이전트가 필요하며, AWS도 지원하지 않습니다.`,
          ),
          remedy: text(
            `Turn it off for this workload (${found.off}) if it does without the mesh; else keep it on EC2.`,
            `메시가 없어도 되면 이 워크로드에서 끄십시오(${found.off}). 아니면 EC2에 두십시오.`,
          ),
        },
      ];
    // Namespaces decide about injection; of a cluster that kept them back nothing is known.
    const unread = context.whyUnread('v1/Namespace');
    return unread !== undefined && context.snapshot.source === 'cluster'
      ? [{ cannotTell: both((l) => `v1/Namespace: ${unread[l]}`) }]
      : [];
  },
}); // prettier-ignore

interface Mesh {
  readonly mesh: string;
  readonly off: string;
}

/** The mesh that takes the pods: what the pod says counts before what its namespace says. */
function meshOf(s: Subject, context: AssessContext): Mesh | undefined {
  const { labels = {}, annotations = {} } = context.get('Namespace', s.namespace)?.metadata ?? {};
  const on = (own: string | undefined, inherited: boolean): boolean =>
    own === undefined ? inherited : ON.has(own);
  const isInjected =
    labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined || s.labels['istio.io/rev'] !== undefined;
  if (on(s.labels['sidecar.istio.io/inject'] ?? s.annotations['sidecar.istio.io/inject'], isInjected))
    return { mesh: 'Istio', off: 'label sidecar.istio.io/inject: "false"' };
  if ((s.labels['istio.io/dataplane-mode'] ?? labels['istio.io/dataplane-mode']) === 'ambient')
    return { mesh: 'Istio (ambient)', off: 'label istio.io/dataplane-mode: none' };
  if (on(s.annotations['linkerd.io/inject'], ON.has(annotations['linkerd.io/inject'] ?? '')))
    return { mesh: 'Linkerd', off: 'annotation linkerd.io/inject: disabled' };
  if (on(s.labels['kuma.io/sidecar-injection'] ?? s.annotations['kuma.io/sidecar-injection'], ON.has(labels['kuma.io/sidecar-injection'] ?? '')))
    return { mesh: 'Kuma', off: 'label kuma.io/sidecar-injection: disabled' };
  if (s.annotations['consul.hashicorp.com/connect-inject'] === 'true')
    return { mesh: 'Consul', off: 'annotation consul.hashicorp.com/connect-inject: "false"' };
  return undefined;
} // prettier-ignore
/** `ingress` is Linkerd's injection for ingress controllers. */
const ON = new Set(['true', 'enabled', 'ingress']);
