import { refOf, type KubeObject } from '../../model/index.ts';
import { clusterRule, text } from '../define.ts';

interface Webhook {
  readonly name?: string;
  readonly failurePolicy?: string;
  readonly clientConfig?: {
    readonly service?: { readonly namespace?: string; readonly name?: string };
  };
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly operations?: readonly string[];
  }[];
  readonly namespaceSelector?: unknown;
}

/** While its backend is away, a webhook that must answer lets no pod start, CoreDNS' neither. */
export const webhookOnPods = clusterRule({
  id: 'webhook-on-pods',
  title: text('A webhook that every new pod waits for', '모든 새 파드가 거치는 웹훅'),
  severity: 'advice',
  considerations: [],
  when: 'api-refuses',
  source: 'https://github.com/aws/containers-roadmap/issues/2606',
  needs: {
    kinds: [
      'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration',
      'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
    ],
  },
  check: (context) =>
    [...context.all('MutatingWebhookConfiguration'), ...context.all('ValidatingWebhookConfiguration')].flatMap((object) =>
      hooksOf(object)
        .filter((h) => (h.failurePolicy ?? 'Fail') === 'Fail' && h.clientConfig?.service !== undefined && seesPods(h))
        .map((h) => {
          const service = `${h.clientConfig?.service?.namespace ?? ''}/${h.clientConfig?.service?.name ?? ''}`;
          return {
            object: refOf(object),
            field: 'webhooks',
            value: h.name ?? '',
            message: text(
              `Webhook ${h.name ?? object.metadata.name} must answer for new pods (failurePolicy: Fail) from Service ${service}; without an endpoint no pod starts.`,
              `웹훅 ${h.name ?? object.metadata.name}은(는) 새 파드마다 Service ${service}에서 응답해야 합니다(failurePolicy: Fail). 엔드포인트가 없으면 파드가 시작되지 않습니다.`,
            ),
            remedy: text(
              `Keep a replica of ${service} ready through the whole move, and its port open from the control plane (cluster security group).`,
              `이동하는 내내 ${service}의 레플리카를 하나 이상 유지하고 컨트롤 플레인(클러스터 보안 그룹)에서 포트를 열어 두십시오.`,
            ),
          };
        }),
    ),
}); // prettier-ignore

const hooksOf = (object: KubeObject): readonly Webhook[] =>
  Array.isArray(object['webhooks']) ? (object['webhooks'] as readonly Webhook[]) : [];

const seesPods = (h: Webhook): boolean =>
  (h.rules ?? []).some(
    (r) =>
      (r.apiGroups ?? []).some((g) => g === '' || g === '*') &&
      (r.resources ?? []).some((x) => x === 'pods' || x === '*' || x === '*/*') &&
      (r.operations ?? []).some((o) => o === 'CREATE' || o === '*'),
  );
