import { refOf } from '../../model/index.ts';
import { specOf } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import { backendsOf, isAlb } from '../load-balancers.ts';

interface ServiceSpec {
  readonly type: string;
  readonly externalTrafficPolicy: string;
  readonly ports: readonly { readonly nodePort?: number }[];
}

/** A node port is open on EC2 nodes only; Fargate's nodes answer to nobody but their own pod. */
export const serviceNodePort = workloadRule({
  id: 'service-node-port',
  title: text('Node ports do not reach Fargate', 'NodePort로는 Fargate에 접근할 수 없습니다'),
  severity: 'change',
  considerations: [3],
  when: 'silently-different',
  source: SOURCES.fargate,
  needs: { kinds: ['v1/Service'] },
  check: (s, context) =>
    context.servicesOf(s).flatMap((service) => {
      const { type, externalTrafficPolicy, ports = [] } = specOf<ServiceSpec>(service);
      if (type !== 'NodePort') return [];
      const numbers = ports.flatMap((p) => (p.nodePort === undefined ? [] : [p.nodePort]));
      const name = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
      const local = externalTrafficPolicy === 'Local';
      // Charts for ALBs make NodePort Services out of habit; an ALB is then their only client.
      const behindAlb = context
        .all('Ingress', s.namespace)
        .some((i) => isAlb(i, context) && backendsOf(i).has(service.metadata.name));
      return [
        {
          severity: behindAlb ? ('advice' as const) : ('change' as const),
          object: refOf(service),
          field: local ? 'spec.externalTrafficPolicy' : 'spec.type',
          value: local ? 'Local' : 'NodePort',
          message: text(
            `Service ${name} opens ${numbers.length > 0 ? `node port ${numbers.join(', ')}` : 'a node port'} on EC2 nodes${local ? ', for pods of the same node only (externalTrafficPolicy: Local)' : ''}; with the last of them it is gone.`,
            `Service ${name}은(는) EC2 노드에서 ${numbers.length > 0 ? `노드 포트 ${numbers.join(', ')}` : '노드 포트'}를 엽니다${local ? '(externalTrafficPolicy: Local, 같은 노드의 파드만)' : ''}. 마지막 EC2 노드와 함께 사라집니다.`,
          ),
          remedy: text(
            'Clients outside the cluster need a load balancer with IP targets; clients inside use the Service name, which works unchanged.',
            '클러스터 밖의 클라이언트에는 IP 대상 로드 밸런서가 필요합니다. 안의 클라이언트는 Service 이름을 그대로 사용합니다.',
          ),
        },
      ];
    }),
});
