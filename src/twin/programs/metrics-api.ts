import {
  isPodReady,
  parseCpu,
  parseMemory,
  selectorMatches,
  type Container,
  type HttpResponse,
  type KubeObject,
  type Pod,
} from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { metricsAvailable } from './metrics.ts';
import type { ExtensionServer } from '../apiserver/index.ts';
import type { KubeApi } from '../runtime/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export const METRICS_API = 'metrics.k8s.io/v1beta1';
const ROOT = `/apis/${METRICS_API}`;
/** What a pod uses for which the scenario scripts nothing, as a share of its request. */
const IDLE_PERCENT = 10;

/**
 * metrics-server as the aggregation layer reaches it. A scripted load is a sum of work that the pods
 * of a selector share: the more pods, the less each does.
 * @source https://github.com/kubernetes/metrics/blob/v0.35.0/pkg/apis/metrics/v1beta1/types.go (read 2026-11-24)
 */
export function metricsApi(o: {
  readonly api: () => KubeApi;
  readonly clock: TwinClock;
  readonly load: Scenario['load'];
}): ExtensionServer {
  /** Ready pods that carried each load at first. */
  const baseline = new Map<number, number>();

  const cpuPercent = (pod: Pod, all: readonly Pod[]): number => {
    const mine = (p: Pod, i: number): boolean => {
      const load = o.load[i];
      return (
        load !== undefined &&
        p.metadata.namespace === load.namespace &&
        selectorMatches({ matchLabels: load.selector }, p.metadata.labels ?? {})
      );
    };
    const at = o.load.findIndex((_, i) => mine(pod, i));
    const load = o.load[at];
    if (!load) return IDLE_PERCENT;
    const sharers = all.filter((p) => mine(p, at) && isPodReady(p)).length;
    const first = baseline.get(at) ?? sharers;
    baseline.set(at, first);
    return (load.cpuPercent * first) / Math.max(1, sharers);
  };

  const usageOf = (c: Container, percent: number): Usage => ({
    milliCpu: Math.round(((parseCpu(c.resources?.requests?.['cpu'] ?? '10m') ?? 10) * percent) / 100),
    mebibytes: Math.round((parseMemory(c.resources?.requests?.['memory'] ?? '32Mi') ?? 32) / 2),
  }); // prettier-ignore
  const measured = ({ name, namespace, labels }: KubeObject['metadata']) => ({
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels },
    timestamp: new Date(o.clock.now()).toISOString(),
    window: '15s',
  });
  const podMetrics = (pod: Pod, all: readonly Pod[]): unknown => {
    const percent = cpuPercent(pod, all);
    return {
      ...measured(pod.metadata),
      containers: pod.spec.containers.map((c) => ({
        name: c.name,
        usage: written(usageOf(c, percent)),
      })),
    };
  };
  const nodeMetrics = (node: KubeObject, all: readonly Pod[]): unknown => {
    const usage = all
      .filter((p) => p.spec.nodeName === node.metadata.name)
      .flatMap((p) => p.spec.containers.map((c) => usageOf(c, cpuPercent(p, all))))
      .reduce(plus, SYSTEM);
    return { ...measured(node.metadata), usage: written(usage) };
  };

  const list = async (gvk: 'v1/Pod' | 'v1/Node', query: Query): Promise<readonly KubeObject[]> =>
    (await o.api().list(gvk, query)).items;
  const running = async (query: Query = {}): Promise<readonly Pod[]> =>
    ((await list('v1/Pod', query)) as readonly Pod[]).filter((p) => p.status?.phase === 'Running');

  return {
    resources: RESOURCES,
    async handle(request) {
      const url = new URL(request.path, 'https://metrics-server');
      if (!(await metricsAvailable(o.api()))) return refused(503, 'ServiceUnavailable', 'the server is currently unable to handle the request'); // prettier-ignore
      if (url.pathname === ROOT) return answer(200, DISCOVERY);
      const at = PATH.exec(url.pathname.slice(ROOT.length));
      const { namespace, resource, name } = at?.groups ?? {};
      if (resource === undefined || (resource === 'nodes' && namespace !== undefined)) return refused(404, 'NotFound', 'the server could not find the requested resource'); // prettier-ignore
      const labelSelector = url.searchParams.get('labelSelector');
      const query = { ...(namespace === undefined ? {} : { namespace }), ...(labelSelector === null ? {} : { labelSelector }) }; // prettier-ignore
      const all = await running();
      const measure = (object: KubeObject): unknown =>
        resource === 'pods' ? podMetrics(object as Pod, all) : nodeMetrics(object, all);
      const objects = resource === 'pods' ? await running(query) : await list('v1/Node', query);
      const kind = resource === 'pods' ? 'PodMetrics' : 'NodeMetrics';
      if (name === undefined) return answer(200, { kind: `${kind}List`, apiVersion: METRICS_API, metadata: {}, items: objects.map(measure) }); // prettier-ignore
      const one = objects.find((object) => object.metadata.name === name);
      if (!one) return refused(404, 'NotFound', `${resource}.metrics.k8s.io "${name}" not found`);
      return answer(200, { kind, apiVersion: METRICS_API, ...(measure(one) as object) });
    },
  };
}

const PATH =
  /^(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>pods|nodes)(?:\/(?<name>[^/]+))?$/;

interface Query {
  readonly namespace?: string;
  readonly labelSelector?: string;
}

interface Usage {
  readonly milliCpu: number;
  readonly mebibytes: number;
}
const plus = (a: Usage, b: Usage): Usage => ({
  milliCpu: a.milliCpu + b.milliCpu,
  mebibytes: a.mebibytes + b.mebibytes,
});
const written = (u: Usage) => ({ cpu: `${u.milliCpu}m`, memory: `${u.mebibytes}Mi` });
/** Kubelet, containerd and the kernel: roughly what an idle EKS node shows (own choice). */
const SYSTEM: Usage = { milliCpu: 40, mebibytes: 400 };

const VERBS = ['get', 'list'];
const RESOURCES = [
  { name: 'nodes', kind: 'NodeMetrics', namespaced: false, verbs: VERBS },
  { name: 'pods', kind: 'PodMetrics', namespaced: true, verbs: VERBS },
];
const DISCOVERY = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: METRICS_API,
  resources: RESOURCES.map((r) => ({ ...r, singularName: '' })),
};

const answer = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});
const refused = (code: number, reason: string, message: string): HttpResponse =>
  answer(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }); // prettier-ignore
