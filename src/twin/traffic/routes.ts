import { selectorMatches, type KubeObject, type ObjectRef } from '../../model/index.ts';
import { keyOf, type ControllerContext } from '../runtime/index.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly nodePort?: number }[];
}
interface Slice {
  readonly endpoints?: readonly {
    readonly targetRef?: { readonly uid?: string };
    readonly conditions?: {
      readonly ready?: boolean;
      readonly serving?: boolean;
      readonly terminating?: boolean;
    };
  }[];
}

/** A way in to a workload: through a Service, or through the load balancer that an Ingress names. */
export interface WayIn {
  readonly through: string;
  /** `namespace/name` */
  readonly service: string;
  /** What is asked of the load balancer: its public name, once the Ingress has one, and host and path. Absent for a Service. */
  readonly balancer?: { readonly hostname: () => string | undefined; readonly match: string };
}

const specOf = (service: KubeObject | undefined): ServiceSpec =>
  (service?.['spec'] ?? {}) as ServiceSpec;

/** Every Service whose selector takes the workload's pods, and every ALB before one of them. */
export function routesTo(cluster: ControllerContext, ref: ObjectRef): readonly WayIn[] {
  const workload = cluster.informer(`${ref.apiVersion}/${ref.kind}`).get(ref.namespace, ref.name);
  const labels = (
    workload?.['spec'] as
      { template?: { metadata?: { labels?: Readonly<Record<string, string>> } } } | undefined
  )?.template?.metadata?.labels;
  if (labels === undefined) return [];
  const namespace = ref.namespace ?? '';
  const services = [...cluster.informer('v1/Service').inNamespace(namespace)]
    .filter((s) => takes(specOf(s), labels))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const names = new Set(services.map((s) => s.metadata.name));
  const ingresses = [...cluster.informer('networking.k8s.io/v1/Ingress').inNamespace(namespace)]
    .filter(isAlb)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const hostname = (key: string) => () =>
    hostnameOf(cluster.informer('networking.k8s.io/v1/Ingress').byKey(key));
  return [
    ...services.map((s) => ({ through: `service ${keyOf(s)}`, service: keyOf(s) })),
    ...ingresses.flatMap((i) =>
      matchesTo(i, names).map((match, n) => ({
        through: `ingress ${keyOf(i)}${n === 0 ? '' : ` ${match}`}`,
        service: '',
        balancer: { hostname: hostname(keyOf(i)), match },
      })),
    ),
  ];
}

const takes = (spec: ServiceSpec, labels: Readonly<Record<string, string>>): boolean =>
  spec.selector !== undefined &&
  (spec.ports ?? []).length > 0 &&
  spec.type !== 'ExternalName' &&
  selectorMatches({ matchLabels: spec.selector }, labels);

interface Backend {
  readonly service?: { readonly name?: string };
}
interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly { readonly path?: string; readonly backend?: Backend }[];
    };
  }[];
}

const isAlb = (ingress: KubeObject): boolean =>
  (ingress['spec'] as IngressSpec).ingressClassName === 'alb' ||
  ingress.metadata.annotations?.['kubernetes.io/ingress.class'] === 'alb';

/** Host and path of every rule that leads to one of these Services; '' for what no rule takes. */
function matchesTo(ingress: KubeObject, services: ReadonlySet<string>): readonly string[] {
  const spec = ingress['spec'] as IngressSpec;
  const all = [
    ...(spec.rules ?? []).flatMap((r) =>
      (r.http?.paths ?? []).map((p) => ({
        match: `${r.host ?? ''}${p.path ?? '/'}`,
        backend: p.backend,
      })),
    ),
    ...(spec.defaultBackend ? [{ match: '', backend: spec.defaultBackend }] : []),
  ];
  return all.filter((a) => services.has(a.backend?.service?.name ?? '')).map((a) => a.match);
}

const hostnameOf = (ingress: KubeObject | undefined): string | undefined =>
  (
    ingress?.['status'] as
      { loadBalancer?: { ingress?: readonly { hostname?: string }[] } } | undefined
  )?.loadBalancer?.ingress?.[0]?.hostname;

export const serviceKeyOf = (slice: KubeObject): string =>
  `${slice.metadata.namespace ?? ''}/${slice.metadata.labels?.[SERVICE_NAME] ?? ''}`;

/**
 * The pods that kube-proxy sends requests to: the ready ones; when there is none, those that are
 * going and still serve.
 * @source https://github.com/kubernetes/enhancements/blob/master/keps/sig-network/1669-proxy-terminating-endpoints/README.md (read 2026-11-25)
 */
export function endpointsIn(slice: KubeObject): readonly string[] {
  const endpoints = (slice as unknown as Slice).endpoints ?? [];
  const ready = endpoints.filter((e) => e.conditions?.ready !== false);
  const chosen =
    ready.length > 0
      ? ready
      : endpoints.filter(
          (e) => e.conditions?.serving === true && e.conditions.terminating === true,
        );
  return chosen.map((e) => e.targetRef?.uid ?? '');
}

export const isHeadless = (cluster: ControllerContext, service: string): boolean =>
  specOf(cluster.informer('v1/Service').byKey(service)).clusterIP === 'None';

export function serviceOfNodePort(cluster: ControllerContext, port: number): string | undefined {
  const all = [...cluster.informer('v1/Service').all()];
  const found = all.find((s) => (specOf(s).ports ?? []).some((p) => p.nodePort === port));
  return found && keyOf(found);
}
