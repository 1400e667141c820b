import { createHash } from 'node:crypto';
import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import type { LoadBalancing } from '../seams.ts';
import { readyAddresses, portsOf, runsImage } from './cluster-view.ts';

const IMAGE = 'aws-load-balancer-controller';
const FINALIZER = 'ingress.k8s.aws/resources';
const PREFIX = 'alb.ingress.kubernetes.io/';

interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: Backend;
  readonly rules?: readonly {
    readonly http?: { readonly paths?: readonly { readonly backend: Backend }[] };
  }[];
}
interface Backend {
  readonly service?: {
    readonly name: string;
    readonly port?: { readonly number?: number; readonly name?: string };
  };
}
interface ServiceSpec {
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly nodePort?: number;
  }[];
}
interface Made {
  readonly arn: string;
  readonly type: 'instance' | 'ip';
  readonly service: string;
}

/**
 * The AWS Load Balancer Controller for Ingresses of class alb: one load balancer each, its target
 * group by instance or by IP, its targets what is ready. It stands still while no pod of it is ready.
 * @source https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ (read 2026-11-23)
 */
export function loadBalancerController(o: {
  readonly loadBalancing: LoadBalancing;
  readonly clusterName: string;
}): Controller {
  const made = new Map<string, readonly Made[]>();
  let running = false;
  let answering = false;
  const all = (c: ControllerContext): void => {
    for (const ingress of c.informer('networking.k8s.io/v1/Ingress').all())
      c.enqueue(keyOf(ingress));
  };
  const health = (c: ControllerContext): void => {
    if (answering) return;
    answering = true;
    o.loadBalancing.onHealthCheck((target, type) => isServed(c, made, target, type));
  };
  return {
    name: 'aws-load-balancer-controller',
    watches: {
      'networking.k8s.io/v1/Ingress': (c) => (now) => {
        health(c);
        if (now) c.enqueue(keyOf(now));
      },
      'discovery.k8s.io/v1/EndpointSlice': (c) => (now, before) => {
        o.loadBalancing.recheck();
        const service = (now ?? before)?.metadata.labels?.['kubernetes.io/service-name'];
        for (const ingress of c
          .informer('networking.k8s.io/v1/Ingress')
          .inNamespace((now ?? before)?.metadata.namespace ?? ''))
          if (backendOf(ingress)?.name === service) c.enqueue(keyOf(ingress));
      },
      'v1/Service': (c) => () => all(c),
      'v1/Node': (c) => () => {
        o.loadBalancing.recheck();
        all(c);
      },
      'v1/Pod': (c) => (now, before) => {
        if (!runsImage((now ?? before) as Pod, IMAGE)) return;
        const is = [...(c.informer('v1/Pod').all() as Iterable<Pod>)].some(
          (p) => runsImage(p, IMAGE) && isPodReady(p),
        );
        if (is && !running) all(c);
        running = is;
      },
    },
    async reconcile(c, key) {
      if (!running) return;
      const ingress = c.informer('networking.k8s.io/v1/Ingress').byKey(key);
      if (!ingress || !isOurs(ingress)) return;
      if (ingress.metadata.deletionTimestamp !== undefined) {
        await tearDown(c, o, ingress, made.get(key) ?? []);
        made.delete(key);
        return;
      }
      if (!ingress.metadata.finalizers?.includes(FINALIZER)) {
        await c.api.mergePatch(refOf(ingress), {
          metadata: { finalizers: [...(ingress.metadata.finalizers ?? []), FINALIZER] },
        });
        return;
      }
      const groups = await reconcileIngress(c, o, ingress, made.get(key) ?? []);
      if (groups) made.set(key, groups);
      else
        await c.events.record(ingress, {
          type: 'Warning',
          reason: 'FailedBuildModel',
          message: `Failed build model due to ingress: ${keyOf(ingress)}: service not found or has no usable port`,
          component: 'ingress',
        });
    },
  };
}

const isOurs = (ingress: KubeObject): boolean =>
  (ingress['spec'] as IngressSpec).ingressClassName === 'alb' ||
  ingress.metadata.annotations?.['kubernetes.io/ingress.class'] === 'alb';

const backendOf = (ingress: KubeObject) => {
  const spec = ingress['spec'] as IngressSpec;
  return (
    spec.rules?.flatMap((r) => r.http?.paths ?? [])[0]?.backend.service ??
    spec.defaultBackend?.service
  );
};
const refOf = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  namespace: o.metadata.namespace ?? '',
  name: o.metadata.name,
});

/** `k8s-app-nginx-3f9c21ab04`: AWS' 32 characters, the controller's own scheme. */
const nameOf = (ingress: KubeObject, salt: string): string => {
  const { namespace = '', name } = ingress.metadata;
  const hash = createHash('sha256')
    .update(`${namespace}/${name}/${salt}`)
    .digest('hex')
    .slice(0, 10);
  return `k8s-${namespace.slice(0, 8)}-${name.slice(0, 8)}-${hash}`;
};

async function reconcileIngress(
  c: ControllerContext,
  o: { readonly loadBalancing: LoadBalancing; readonly clusterName: string },
  ingress: KubeObject,
  before: readonly Made[],
): Promise<readonly Made[] | undefined> {
  const backend = backendOf(ingress);
  const service = backend && c.informer('v1/Service').get(ingress.metadata.namespace, backend.name);
  const ports = (service?.['spec'] as ServiceSpec | undefined)?.ports ?? [];
  const port =
    ports.find(
      (p) =>
        p.port === backend?.port?.number ||
        (p.name !== undefined && p.name === backend?.port?.name),
    ) ?? ports[0];
  const type = ingress.metadata.annotations?.[`${PREFIX}target-type`] === 'ip' ? 'ip' : 'instance';
  if (!service || !port || (type === 'instance' && port.nodePort === undefined)) return undefined;
  const stack = keyOf(ingress);
  const tags = { 'elbv2.k8s.aws/cluster': o.clusterName, 'ingress.k8s.aws/stack': stack };
  const balancer = o.loadBalancing.ensureLoadBalancer({
    name: nameOf(ingress, o.clusterName),
    scheme: ingress.metadata.annotations?.[`${PREFIX}scheme`] ?? 'internal',
    type: 'application',
    tags: { ...tags, 'ingress.k8s.aws/resource': 'LoadBalancer' },
  });
  const wanted =
    type === 'instance' ? instances(c, port.nodePort ?? 0) : addresses(c, service, port);
  const group = o.loadBalancing.ensureTargetGroup({
    name: nameOf(ingress, `${type}/${service.metadata.name}/${port.port}`),
    port: type === 'instance' ? (port.nodePort ?? 0) : (wanted[0]?.port ?? port.port),
    protocol: 'HTTP',
    targetType: type,
    tags: { ...tags, 'ingress.k8s.aws/resource': `${stack}-${service.metadata.name}:${port.port}` },
  });
  const there = o.loadBalancing.targets(group.arn).filter((t) => t.state !== 'draining');
  const same = (a: { id: string; port: number }, b: { id: string; port: number }): boolean =>
    a.id === b.id && a.port === b.port;
  const added = wanted.filter((w) => !there.some((t) => same(t, w)));
  const gone = there.filter((t) => !wanted.some((w) => same(t, w)));
  if (added.length > 0) o.loadBalancing.register(group.arn, added);
  if (gone.length > 0) o.loadBalancing.deregister(group.arn, gone);
  o.loadBalancing.forward(balancer.arn, 80, group.arn);
  for (const old of before) if (old.arn !== group.arn) o.loadBalancing.deleteTargetGroup(old.arn);
  await publish(c, ingress, balancer.dnsName);
  return [{ arn: group.arn, type, service: keyOf(service) }];
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

async function publish(c: ControllerContext, ingress: KubeObject, hostname: string): Promise<void> {
  const status = ingress['status'] as
    { loadBalancer?: { ingress?: readonly { hostname?: string }[] } } | undefined;
  if (status?.loadBalancer?.ingress?.[0]?.hostname === hostname) return;
  await c.api.mergePatch(
    refOf(ingress),
    { status: { loadBalancer: { ingress: [{ hostname }] } } },
    'status',
  );
}

async function tearDown(
  c: ControllerContext,
  o: { readonly loadBalancing: LoadBalancing; readonly clusterName: string },
  ingress: KubeObject,
  groups: readonly Made[],
): Promise<void> {
  const finalizers = ingress.metadata.finalizers ?? [];
  if (!finalizers.includes(FINALIZER)) return;
  const lb = o.loadBalancing;
  const balancer = lb.ensureLoadBalancer({
    name: nameOf(ingress, o.clusterName),
    scheme: 'internal',
    type: 'application',
    tags: {},
  });
  lb.deleteLoadBalancer(balancer.arn);
  for (const group of groups) lb.deleteTargetGroup(group.arn);
  await c.api.mergePatch(refOf(ingress), {
    metadata: { finalizers: finalizers.filter((f) => f !== FINALIZER) },
  });
}

/** By IP: a ready pod has that address. By instance: the node is there, and its kube-proxy finds a ready pod. */
function isServed(
  c: ControllerContext,
  made: ReadonlyMap<string, readonly Made[]>,
  target: { readonly id: string; readonly port: number },
  type: 'instance' | 'ip',
): boolean {
  if (type === 'ip')
    return [...(c.informer('v1/Pod').all() as Iterable<Pod>)].some(
      (p) => p.status?.podIP === target.id && isPodReady(p),
    );
  const node = [...c.informer('v1/Node').all()].some((n) =>
    ((n['spec'] as { providerID?: string }).providerID ?? '').endsWith(target.id),
  );
  const services = [...c.informer('v1/Service').all()].filter((s) =>
    ((s['spec'] as ServiceSpec).ports ?? []).some((p) => p.nodePort === target.port),
  );
  const ready = services.some((service) =>
    [
      ...c
        .informer('discovery.k8s.io/v1/EndpointSlice')
        .inNamespace(service.metadata.namespace ?? ''),
    ].some(
      (s) =>
        s.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name &&
        readyAddresses(s).length > 0,
    ),
  );
  return node && ready && made.size > 0;
}
