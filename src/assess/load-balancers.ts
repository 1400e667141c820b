import type { KubeObject } from '../model/index.ts';
import { specOf, type AssessContext } from './context.ts';

export const INGRESS_TARGET = 'alb.ingress.kubernetes.io/target-type';
export const SERVICE_TARGET = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
const SERVICE_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-type';

/** Classes of other controllers, by their usual names. */
const OTHERS =
  /nginx|traefik|haproxy|kong|istio|contour|ambassador|emissary|apisix|cilium|gce|azure|openshift/;

interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: unknown;
  readonly rules?: unknown;
}

/** Whether the AWS Load Balancer Controller makes an ALB of the Ingress. */
export function isAlb(ingress: KubeObject, context: AssessContext): boolean {
  const { annotations = {} } = ingress.metadata;
  const legacy = annotations['kubernetes.io/ingress.class'];
  const name = specOf<IngressSpec>(ingress).ingressClassName ?? legacy;
  const classes = context.all('IngressClass');
  const found =
    name === undefined
      ? classes.find((c) => c.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
      : classes.find((c) => c.metadata.name === name);
  const controller = found && specOf<{ controller: string }>(found).controller;
  if (controller !== undefined) return /^(ingress\.k8s\.aws|eks\.amazonaws\.com)\/alb$/.test(controller);
  // A class that is not in the input: its name tells, or the settings that only this controller reads.
  if (name === 'alb') return true;
  if (name !== undefined && OTHERS.test(name)) return false;
  return Object.keys(annotations).some((k) => k.startsWith('alb.ingress.kubernetes.io/'));
} // prettier-ignore

/** How the load balancer of an Ingress reaches the pods of a Service: the Service's word counts before the Ingress'. */
export function ingressTarget(ingress: KubeObject, service: KubeObject, context: AssessContext): string {
  const className = specOf<IngressSpec>(ingress).ingressClassName;
  const parameters = className === undefined ? undefined : context.get('IngressClass', className);
  const { name } = (parameters && specOf<{ parameters: { name?: string } }>(parameters).parameters) ?? {};
  const params = name === undefined ? undefined : context.get('IngressClassParams', name);
  return (
    (params && specOf<{ targetType: string }>(params).targetType) ??
    service.metadata.annotations?.[INGRESS_TARGET] ??
    ingress.metadata.annotations?.[INGRESS_TARGET] ??
    defaultTarget(context)
  );
} // prettier-ignore

const defaults = new WeakMap<AssessContext, string>();
/** The controller's own default, `instance` unless its flag says otherwise. Looked for once. */
export function defaultTarget(context: AssessContext): string {
  const known = defaults.get(context) ?? flaggedTarget(context);
  defaults.set(context, known);
  return known;
}

function flaggedTarget(context: AssessContext): string {
  for (const { template } of context.workloads)
    for (const container of template.spec.containers)
      for (const arg of container.args ?? []) {
        const flag = /^--default-target-type=(\w+)$/.exec(arg);
        if (flag?.[1] !== undefined) return flag[1];
      }
  return 'instance';
}

/** Names of the Services that an Ingress sends requests to. */
export function backendsOf(ingress: KubeObject): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (value !== null && typeof value === 'object')
      for (const [key, field] of Object.entries(value)) {
        const { name } = (key === 'service' ? field : {}) as { readonly name?: unknown };
        if (typeof name === 'string') names.add(name);
        else if (key === 'serviceName' && typeof field === 'string') names.add(field);
        else visit(field);
      }
  };
  const { defaultBackend, rules } = specOf<IngressSpec>(ingress);
  visit({ defaultBackend, rules });
  // Weighted and fixed actions of the controller name their Services in annotations, as JSON.
  for (const [key, value] of Object.entries(ingress.metadata.annotations ?? {}))
    if (key.startsWith('alb.ingress.kubernetes.io/actions.'))
      for (const [, name] of value.matchAll(/"serviceName"\s*:\s*"([^"]+)"/g))
        names.add(String(name));
  return names;
}

/** Who makes the load balancer of a Service of type LoadBalancer, and whether it targets instances. */
export function serviceTarget(
  service: KubeObject,
): { readonly by: 'controller' | 'in-tree'; readonly target: string } | undefined {
  const { type, loadBalancerClass } = specOf<{ type: string; loadBalancerClass: string }>(service);
  if (type !== 'LoadBalancer') return undefined;
  const { annotations = {} } = service.metadata;
  const kind = annotations[SERVICE_TYPE];
  if (kind === 'nlb-ip') return { by: 'controller', target: 'ip' };
  if (kind === 'external' || /^(service\.k8s\.aws|eks\.amazonaws\.com)\//.test(loadBalancerClass ?? ''))
    return { by: 'controller', target: annotations[SERVICE_TARGET] ?? 'instance' };
  // Another class is another controller, such as a VPC Lattice or a MetalLB one: not AWS' node targets.
  return loadBalancerClass === undefined ? { by: 'in-tree', target: 'instance' } : undefined;
} // prettier-ignore
