import { isPodReady, selectorMatches, type KubeObject, type Pod } from '../../model/index.ts';
import { canonicalJson, jsonEqual } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { ownerRef } from './pods.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
}
interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
  readonly publishNotReadyAddresses?: boolean;
  readonly type?: string;
  readonly clusterIP?: string;
}

/**
 * EndpointSlices and Endpoints of Services with a selector. One slice a service: the twin's
 * clusters stay below a slice's hundred endpoints.
 * @source https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ (read 2026-11-23)
 */
export function endpointSliceController(): Controller {
  /** Names of slices, by the uid of their Service: the cache may lag behind our own creation. */
  const slices = new Map<string, string>();
  return {
    name: 'endpointslice',
    watches: {
      'v1/Service': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pods = [now, before].filter((p) => p !== undefined);
        if (now && before && shape(now as Pod) === shape(before as Pod)) return;
        for (const service of c
          .informer('v1/Service')
          .inNamespace(pods[0]?.metadata.namespace ?? '')) {
          const { selector } = service['spec'] as ServiceSpec;
          if (
            selector &&
            pods.some((p) => selectorMatches({ matchLabels: selector }, p.metadata.labels))
          )
            c.enqueue(keyOf(service));
        }
      },
      'discovery.k8s.io/v1/EndpointSlice': () => () => undefined,
      'v1/Endpoints': () => () => undefined,
      'v1/Node': () => () => undefined,
    },
    async reconcile(c, key) {
      const service = c.informer('v1/Service').byKey(key);
      const spec = service?.['spec'] as ServiceSpec | undefined;
      if (!service || !spec?.selector || spec.type === 'ExternalName') return;
      const pods = (
        [...c.informer('v1/Pod').inNamespace(service.metadata.namespace ?? '')] as Pod[]
      )
        .filter((p) => selectorMatches({ matchLabels: spec.selector ?? {} }, p.metadata.labels))
        .filter((p) => p.status?.podIP !== undefined && !isOver(p))
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      const uid = service.metadata.uid ?? '';
      const [known] = c.informer('discovery.k8s.io/v1/EndpointSlice').ownedBy(uid);
      const name = known?.metadata.name ?? slices.get(uid);
      const made = await write(
        c,
        'discovery.k8s.io/v1/EndpointSlice',
        sliceOf(c, service, spec, { pods, name }),
      );
      if (made) slices.set(uid, made.metadata.name);
      await write(c, 'v1/Endpoints', endpointsOf(service, spec, pods));
    },
  };
}

const isOver = (p: Pod): boolean => p.status?.phase === 'Succeeded' || p.status?.phase === 'Failed';

const shape = (p: Pod): string =>
  canonicalJson([
    p.metadata.labels,
    p.metadata.deletionTimestamp !== undefined,
    p.status?.podIP,
    p.status?.phase,
    isPodReady(p),
    p.spec.nodeName,
  ]);

/** Answers with what was made anew. */
async function write(
  c: ControllerContext,
  gvk: string,
  wanted: KubeObject,
): Promise<KubeObject | undefined> {
  const { namespace, name } = wanted.metadata;
  const there = c.informer(gvk).get(namespace, name) ?? (await c.api.get(gvk, namespace, name));
  if (!there) return c.api.create(wanted);
  const rest = ({ metadata: _m, ...r }: KubeObject): unknown => r;
  if (jsonEqual(rest(there), rest(wanted))) return undefined;
  await c.api.update({
    ...wanted,
    metadata: { ...there.metadata, labels: wanted.metadata.labels ?? {} },
  });
  return undefined;
}

/** A target port by number, or by a name that the pod's containers give it. */
function portOf(port: ServicePort, pod: Pod | undefined): number {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  for (const container of pod?.spec.containers ?? [])
    for (const p of container.ports ?? []) if (p.name === target) return p.containerPort;
  return port.port;
}
const portsOf = (spec: ServiceSpec, pod: Pod | undefined) =>
  (spec.ports ?? []).map((p) => ({
    name: p.name ?? '',
    port: portOf(p, pod),
    protocol: p.protocol ?? 'TCP',
  }));

function sliceOf(
  c: ControllerContext,
  service: KubeObject,
  spec: ServiceSpec,
  { pods, name }: { readonly pods: readonly Pod[]; readonly name: string | undefined },
): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      ...(name === undefined ? {} : { name }),
      namespace: service.metadata.namespace ?? '',
      labels: {
        ...service.metadata.labels,
        ...(spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        [SERVICE_NAME]: service.metadata.name,
      },
      ownerReferences: [ownerRef(service)],
    } as unknown as KubeObject['metadata'],
    addressType: 'IPv4',
    // Without a pod there is a placeholder that knows no ports.
    endpoints:
      pods.length === 0
        ? null
        : pods.map((p) => {
            const zone = c.informer('v1/Node').get(undefined, p.spec.nodeName ?? '')?.metadata
              .labels?.['topology.kubernetes.io/zone'];
            const { hostname, subdomain } = p.spec;
            const terminating = p.metadata.deletionTimestamp !== undefined;
            const serving =
              p.status?.conditions?.some((x) => x.type === 'Ready' && x.status === 'True') ?? false;
            return {
              addresses: [p.status?.podIP ?? ''],
              conditions: {
                ready: spec.publishNotReadyAddresses === true || isPodReady(p),
                serving,
                terminating,
              },
              nodeName: p.spec.nodeName,
              targetRef: targetRef(p),
              ...(zone === undefined ? {} : { zone }),
              ...(hostname !== undefined && subdomain === service.metadata.name
                ? { hostname }
                : {}),
            };
          }),
    ports: pods.length === 0 ? null : portsOf(spec, pods[0]),
  };
}

const targetRef = (p: Pod) => ({
  kind: 'Pod',
  namespace: p.metadata.namespace,
  name: p.metadata.name,
  uid: p.metadata.uid,
});

function endpointsOf(service: KubeObject, spec: ServiceSpec, pods: readonly Pod[]): KubeObject {
  const address = (p: Pod) => ({
    ip: p.status?.podIP ?? '',
    nodeName: p.spec.nodeName,
    targetRef: targetRef(p),
  });
  const live = pods.filter((p) => p.metadata.deletionTimestamp === undefined);
  const ready = live
    .filter((p) => spec.publishNotReadyAddresses === true || isPodReady(p))
    .map(address);
  const notReady = live
    .filter((p) => spec.publishNotReadyAddresses !== true && !isPodReady(p))
    .map(address);
  const subset = {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ports: portsOf(spec, pods[0]),
  };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service.metadata.name,
      namespace: service.metadata.namespace ?? '',
      labels: {
        ...service.metadata.labels,
        'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
      },
      ownerReferences: [ownerRef(service)],
    },
    ...(ready.length + notReady.length === 0 ? {} : { subsets: [subset] }),
  };
}
