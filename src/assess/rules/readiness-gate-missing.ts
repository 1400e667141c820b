import { backendsOf, isAlb } from '../load-balancers.ts';
import { isService } from '../subject.ts';
import { text, workloadRule } from '../define.ts';

/** With IP targets a rollout may stop the old pods before the load balancer has found the new ones healthy. */
export const readinessGateMissing = workloadRule({
  id: 'readiness-gate-missing',
  title: text('Pods are ready before the load balancer says so', '로드 밸런서보다 먼저 파드가 준비됩니다'),
  severity: 'advice',
  considerations: [2],
  when: 'silently-different',
  source: 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/',
  needs: { kinds: ['v1/Namespace'] },
  check: (s, context) => {
    if (!isService(s)) return [];
    const labels = context.get('Namespace', s.namespace)?.metadata.labels ?? {};
    if (labels['elbv2.k8s.aws/pod-readiness-gate-inject'] === 'enabled' || (s.spec.readinessGates ?? []).some((g) => g.conditionType.startsWith('target-health.'))) return [];
    const services = new Set(context.servicesOf(s).map((o) => o.metadata.name));
    const ingress = context.all('Ingress', s.namespace).find((i) => isAlb(i, context) && [...backendsOf(i)].some((b) => services.has(b)));
    if (!ingress) return [];
    return [
      {
        object: { kind: 'Namespace', name: s.namespace },
        field: 'metadata.labels["elbv2.k8s.aws/pod-readiness-gate-inject"]',
        value: null,
        message: text(
          `${s.name} is behind the ALB of Ingress ${s.namespace}/${ingress.metadata.name} without pod readiness gates; a rollout can end before the ALB has a healthy new target.`,
          `${s.name}: 파드 준비성 게이트 없이 Ingress ${s.namespace}/${ingress.metadata.name}의 ALB 뒤에 있습니다. ALB에 정상인 새 대상이 생기기 전에 롤아웃이 끝날 수 있습니다.`,
        ),
        remedy: text(
          `Label the namespace: kubectl label namespace ${s.namespace} elbv2.k8s.aws/pod-readiness-gate-inject=enabled; and give the containers a preStop sleep.`,
          `네임스페이스에 레이블을 다십시오: kubectl label namespace ${s.namespace} elbv2.k8s.aws/pod-readiness-gate-inject=enabled. 컨테이너에 preStop sleep도 두십시오.`,
        ),
      },
    ];
  },
}); // prettier-ignore
