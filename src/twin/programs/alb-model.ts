import { createHash } from 'node:crypto';
import type { KubeObject } from '../../model/index.ts';
import { keyOf, type ControllerContext } from '../runtime/index.ts';
import type { LoadBalancing } from '../seams.ts';
import { portsOf, readyAddresses } from './cluster-view.ts';

export const ALB_PREFIX = 'alb.ingress.kubernetes.io/';

export interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly { readonly path?: string; readonly backend: Backend }[];
    };
  }[];
}
interface Backend {
  readonly service?: {
    readonly name: string;
    readonly port?: { readonly number?: number; readonly name?: string };
  };
}
export interface ServiceSpec {
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly nodePort?: number;
  }[];
}
export interface Made {
  readonly arn: string;
  readonly type: 'instance' | 'ip';
  readonly service: string;
}

/** What is sent where: each rule's host and path, then what no rule takes. */
export const rulesOf = (ingress: KubeObject) => {
  const spec = ingress['spec'] as IngressSpec;
  const rules = (spec.rules ?? []).flatMap((r) =>
    (r.http?.paths ?? []).map((p) => ({
      match: `${r.host ?? ''}${p.path ?? '/'}`,
      backend: p.backend.service,
    })),
  );
  return spec.defaultBackend
    ? [...rules, { match: '', backend: spec.defaultBackend.service }]
    : rules;
};
/** `k8s-app-nginx-3f9c21ab04`: AWS' 32 characters, the controller's own scheme. */
export const nameOf = (ingress: KubeObject, salt: string): string => {
  const { namespace = '', name } = ingress.metadata;
  const hash = createHash('sha256')
    .update(`${namespace}/${name}/${salt}`)
    .digest('hex')
    .slice(0, 10);
  return `k8s-${namespace.slice(0, 8)}-${name.slice(0, 8)}-${hash}`;
};

type ServicePort = NonNullable<ServiceSpec['ports']>[number];
export interface Resolved {
  readonly service: KubeObject;
  readonly port: ServicePort;
  /** The port as the backend names it. */
  readonly as: string;
  readonly type: 'ip' | 'instance';
}

/** A backend's Service, port and target type; the Service's own annotation counts before the Ingress'. */
export function resolved(
  c: ControllerContext,
  ingress: KubeObject,
  backend: NonNullable<Backend['service']>,
): Resolved | undefined {
  const service = c.informer('v1/Service').get(ingress.metadata.namespace, backend.name);
  const ports = (service?.['spec'] as ServiceSpec | undefined)?.ports ?? [];
  const port =
    ports.find(
      (p) =>
        p.port === backend.port?.number || (p.name !== undefined && p.name === backend.port?.name),
    ) ?? ports[0];
  const wanted =
    service?.metadata.annotations?.[`${ALB_PREFIX}target-type`] ??
    ingress.metadata.annotations?.[`${ALB_PREFIX}target-type`];
  const type = wanted === 'ip' ? 'ip' : 'instance';
  if (!service || !port || (type === 'instance' && port.nodePort === undefined)) return undefined;
  const as = String(backend.port?.number ?? backend.port?.name ?? port.port);
  return { service, port, as, type };
}

/** The target group of one backend, with what should be in it. */
export function ensureGroup(
  c: ControllerContext,
  o: { readonly loadBalancing: LoadBalancing },
  ingress: KubeObject,
  of: Resolved & {
    readonly id: string;
    readonly stack: string;
    readonly tags: Readonly<Record<string, string>>;
  },
): Made {
  const { service, port, type } = of;
  const wanted =
    type === 'instance' ? instances(c, port.nodePort ?? 0) : addresses(c, service, port);
  const group = o.loadBalancing.ensureTargetGroup({
    name: nameOf(ingress, of.id),
    port: type === 'instance' ? (port.nodePort ?? 0) : (wanted[0]?.port ?? port.port),
    protocol: 'HTTP',
    targetType: type,
    tags: {
      ...of.tags,
      'ingress.k8s.aws/resource': `${of.stack}-${service.metadata.name}:${of.as}`,
    },
  });
  const there = o.loadBalancing.targets(group.arn).filter((t) => t.state !== 'draining');
  const same = (a: { id: string; port: number }, b: { id: string; port: number }): boolean =>
    a.id === b.id && a.port === b.port;
  const added = wanted.filter((w) => !there.some((t) => same(t, w)));
  const gone = there.filter((t) => !wanted.some((w) => same(t, w)));
  if (added.length > 0) o.loadBalancing.register(group.arn, added);
  if (gone.length > 0) o.loadBalancing.deregister(group.arn, gone);
  return { arn: group.arn, type, service: keyOf(service) };
}

interface Wanted {
  readonly id: string;
  readonly port: number;
}

/** Every EC2 node, by its NodePort; Fargate nodes cannot be registered as instances. */
const instances = (c: ControllerContext, nodePort: number): readonly Wanted[] =>
  [...c.informer('v1/Node').all()]
    .flatMap(
      (n) =>
        /\/(i-[0-9a-f]+)$/.exec((n['spec'] as { providerID?: string }).providerID ?? '')?.[1] ?? [],
    )
    .sort()
    .map((id) => ({ id, port: nodePort }));

function addresses(
  c: ControllerContext,
  service: KubeObject,
  port: { readonly name?: string; readonly port: number },
): readonly Wanted[] {
  return [
    ...c
      .informer('discovery.k8s.io/v1/EndpointSlice')
      .inNamespace(service.metadata.namespace ?? ''),
  ]
    .filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
    .flatMap((s) => {
      const target =
        portsOf(s).find((p) => (p.name ?? '') === (port.name ?? ''))?.port ?? port.port;
      return readyAddresses(s).map((id) => ({ id, port: target }));
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
