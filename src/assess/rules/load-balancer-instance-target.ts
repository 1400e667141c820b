import { refOf, both, type Fix, type KubeObject } from '../../model/index.ts';
import { specOf, type AssessContext } from '../context.ts';
import { jsonPatch, pointer, text, workloadRule, type Draft } from '../define.ts';
import { instanceRoutes, ROUTES } from '../gateways.ts';
import {
  backendsOf,
  ingressTarget,
  INGRESS_TARGET,
  isAlb,
  serviceTarget,
  SERVICE_TARGET,
} from '../load-balancers.ts';

/** Load balancers reach Fargate pods by IP only: no instance carries their node port, and no classic ELB knows IPs. */
export const loadBalancerInstanceTarget = workloadRule({
  id: 'load-balancer-instance-target',
  title: text('Load balancers must target IPs', '로드 밸런서는 IP 대상을 사용해야 합니다'),
  severity: 'change',
  considerations: [2],
  when: 'silently-different',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html',
  needs: { kinds: ['v1/Service'] },
  essential: true,
  check: (s, context) => {
    const services = context.servicesOf(s);
    if (services.length === 0) return [];
    // In files a Service may well stand alone; of a cluster that kept its routes back nothing is known.
    const unread = ['networking.k8s.io/v1/Ingress', ...ROUTES.map((kind) => `gateway.networking.k8s.io/v1/${kind}`)].flatMap((kind) => {
      const reason = context.snapshot.source === 'cluster' ? context.whyUnread(kind) : undefined;
      return reason ? [{ cannotTell: both((l) => `${kind}: ${reason[l]}`) }] : [];
    });
    return [
      ...ingresses(s.name, s.namespace, services, context),
      ...services.flatMap((service) => ofService(s.name, service)),
      ...bindings(s.name, s.namespace, services, context),
      ...instanceRoutes(s.name, services, context),
      ...unread,
    ];
  },
}); // prettier-ignore

function ingresses(
  name: string,
  namespace: string,
  services: readonly KubeObject[],
  context: AssessContext,
): readonly Draft[] {
  return context.all('Ingress', namespace).flatMap((ingress) => {
    const backends = backendsOf(ingress);
    const service = services.find(
      (o) => backends.has(o.metadata.name) && ingressTarget(ingress, o, context) !== 'ip',
    );
    if (!service || !isAlb(ingress, context)) return [];
    const ingressName = `${namespace}/${ingress.metadata.name}`;
    return [
      draft(
        ingress,
        INGRESS_TARGET,
        text(
          `The load balancer of Ingress ${ingressName} targets instances; it would find no healthy target once ${name} is on Fargate.`,
          `Ingress ${ingressName}의 로드 밸런서가 인스턴스를 대상으로 합니다. ${name}이(가) Fargate로 가면 정상 대상이 없어집니다.`,
        ),
        annotate(ingress, INGRESS_TARGET),
      ),
    ];
  });
}

function ofService(name: string, service: KubeObject): readonly Draft[] {
  const made = serviceTarget(service);
  if (!made || made.target === 'ip') return [];
  const serviceName = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
  if (made.by === 'controller')
    return [
      draft(
        service,
        SERVICE_TARGET,
        text(
          `The Network Load Balancer of Service ${serviceName} targets instances; it would find no healthy target once ${name} is on Fargate.`,
          `Service ${serviceName}의 Network Load Balancer가 인스턴스를 대상으로 합니다. ${name}이(가) Fargate로 가면 정상 대상이 없어집니다.`,
        ),
        annotate(service, SERVICE_TARGET),
      ),
    ];
  return [
    {
      severity: 'blocker',
      object: refOf(service),
      field: 'spec.type',
      value: 'LoadBalancer',
      message: text(
        `Service ${serviceName} has a load balancer of Kubernetes' own AWS code, which targets instances only; ${name} on Fargate would get no request from it.`,
        `Service ${serviceName}의 로드 밸런서는 Kubernetes 내장 AWS 코드가 만들며 인스턴스만 대상으로 합니다. Fargate의 ${name}은(는) 요청을 받지 못합니다.`,
      ),
      remedy: text(
        'Make a second Service with loadBalancerClass service.k8s.aws/nlb and nlb-target-type ip, switch DNS to it, then remove this one; changing the type of a live one breaks it.',
        'loadBalancerClass service.k8s.aws/nlb와 nlb-target-type ip인 두 번째 Service를 만들고 DNS를 전환한 뒤 이것을 제거하십시오. 사용 중인 Service의 유형을 바꾸면 끊깁니다.',
      ),
    },
  ];
}

function bindings(
  name: string,
  namespace: string,
  services: readonly KubeObject[],
  context: AssessContext,
): readonly Draft[] {
  return context.all('TargetGroupBinding', namespace).flatMap((binding) => {
    const { serviceRef, targetType } = specOf<{
      serviceRef: { name?: string };
      targetType: string;
    }>(binding);
    const generated =
      (binding.metadata.labels?.['ingress.k8s.aws/stack'] ??
        binding.metadata.labels?.['service.k8s.aws/stack']) !== undefined;
    if (
      generated ||
      targetType === 'ip' ||
      !services.some((o) => o.metadata.name === serviceRef?.name)
    )
      return [];
    return [
      {
        severity: 'blocker' as const,
        object: refOf(binding),
        field: 'spec.targetType',
        value: targetType ?? 'instance',
        message: text(
          `TargetGroupBinding ${namespace}/${binding.metadata.name} registers instances; ${name} on Fargate would not be among its targets.`,
          `TargetGroupBinding ${namespace}/${binding.metadata.name}은(는) 인스턴스를 등록합니다. Fargate의 ${name}은(는) 대상에 들지 못합니다.`,
        ),
        remedy: text(
          'Make a target group of type ip with a binding of its own; the type of one that exists cannot be changed.',
          'ip 유형의 대상 그룹과 바인딩을 새로 만드십시오. 기존 대상 그룹의 유형은 바꿀 수 없습니다.',
        ),
      },
    ];
  });
}

const draft = (
  object: KubeObject,
  annotation: string,
  message: Draft['message'],
  fix: Fix,
): Draft => ({
  object: refOf(object),
  field: `metadata.annotations["${annotation}"]`,
  value: object.metadata.annotations?.[annotation] ?? null,
  message,
  remedy: text(
    `Set ${annotation}: ip while the pods are still on EC2; the plan does it and waits until the new targets are healthy.`,
    `파드가 아직 EC2에 있을 때 ${annotation}: ip로 바꾸십시오. 계획이 이를 수행하고 새 대상이 정상이 될 때까지 기다립니다.`,
  ),
  fix,
});

const annotate = (object: KubeObject, key: string): Fix =>
  object.metadata.annotations === undefined
    ? jsonPatch({ op: 'add', path: '/metadata/annotations', value: { [key]: 'ip' } })
    : jsonPatch({ op: 'add', path: pointer('metadata.annotations', key), value: 'ip' });
