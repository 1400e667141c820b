import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import type { LoadBalancing } from '../seams.ts';
import {
  ALB_PREFIX as PREFIX,
  ensureGroup,
  nameOf,
  resolved,
  rulesOf,
  type IngressSpec,
  type Made,
  type Resolved,
  type ServiceSpec,
} from './alb-model.ts';
import { readyAddresses, runsImage } from './cluster-view.ts';

const IMAGE = 'aws-load-balancer-controller';
const FINALIZER = 'ingress.k8s.aws/resources';

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
          if (rulesOf(ingress).some((r) => r.backend?.name === service)) c.enqueue(keyOf(ingress));
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

const refOf = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  namespace: o.metadata.namespace ?? '',
  name: o.metadata.name,
});

async function reconcileIngress(
  c: ControllerContext,
  o: { readonly loadBalancing: LoadBalancing; readonly clusterName: string },
  ingress: KubeObject,
  before: readonly Made[],
): Promise<readonly Made[] | undefined> {
  const backends = rulesOf(ingress).map(({ match, backend }) => ({
    match,
    backend,
    at: backend && resolved(c, ingress, backend),
  }));
  if (backends.length === 0 || backends.some((b) => !b.at)) return undefined;
  const stack = keyOf(ingress);
  const tags = { 'elbv2.k8s.aws/cluster': o.clusterName, 'ingress.k8s.aws/stack': stack };
  const balancer = o.loadBalancing.ensureLoadBalancer({
    name: nameOf(ingress, o.clusterName),
    scheme: ingress.metadata.annotations?.[`${PREFIX}scheme`] ?? 'internal',
    type: 'application',
    tags: { ...tags, 'ingress.k8s.aws/resource': 'LoadBalancer' },
  });
  const made = new Map<string, Made>();
  const rules = backends.map(({ match, at }) => {
    const group = at as Resolved;
    const id = `${group.type}/${group.service.metadata.name}/${group.as}`;
    const known = made.get(id) ?? ensureGroup(c, o, ingress, { ...group, id, stack, tags });
    made.set(id, known);
    return { match, targetGroupArn: known.arn };
  });
  o.loadBalancing.forward(balancer.arn, 80, rules);
  const now = [...made.values()];
  for (const old of before)
    if (!now.some((m) => m.arn === old.arn)) o.loadBalancing.deleteTargetGroup(old.arn);
  await publish(c, ingress, balancer.dnsName);
  return now;
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
