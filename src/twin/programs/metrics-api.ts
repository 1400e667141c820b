import {
  isPodReady,
  parseCpu,
  parseMemory,
  selectorMatches,
  type HttpRequest,
  type HttpResponse,
  type Pod,
} from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { metricsAvailable } from './metrics.ts';
import type { KubeApi } from '../runtime/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const GROUP_VERSION = 'metrics.k8s.io/v1beta1';
const ROOT = `/apis/${GROUP_VERSION}`;
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
}): (request: HttpRequest) => Promise<HttpResponse> {
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

  const podMetrics = (pod: Pod, all: readonly Pod[]): unknown => {
    const percent = cpuPercent(pod, all);
    return {
      metadata: {
        name: pod.metadata.name,
        namespace: pod.metadata.namespace,
        labels: pod.metadata.labels,
      },
      timestamp: new Date(o.clock.now()).toISOString(),
      window: '15s',
      containers: pod.spec.containers.map((c) => ({
        name: c.name,
        usage: {
          cpu: `${Math.round(((parseCpu(c.resources?.requests?.['cpu'] ?? '10m') ?? 10) * percent) / 100)}m`,
          memory: `${Math.round((parseMemory(c.resources?.requests?.['memory'] ?? '32Mi') ?? 32) / 2)}Mi`,
        },
      })),
    };
  };

  return async (request) => {
    const url = new URL(request.path, 'https://metrics-server');
    if (!(await metricsAvailable(o.api())))
      return answer(503, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 503 });
    if (url.pathname === ROOT) return answer(200, RESOURCES);
    const at = /^\/namespaces\/([^/]+)\/pods$/.exec(url.pathname.slice(ROOT.length));
    if (at === null && url.pathname !== `${ROOT}/pods`)
      return answer(404, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 });
    const labelSelector = url.searchParams.get('labelSelector');
    const pods = (
      await o.api().list('v1/Pod', {
        ...(at?.[1] === undefined ? {} : { namespace: at[1] }),
        ...(labelSelector === null ? {} : { labelSelector }),
      })
    ).items as readonly Pod[];
    const running = pods.filter((p) => p.status?.phase === 'Running');
    return answer(200, {
      kind: 'PodMetricsList',
      apiVersion: GROUP_VERSION,
      metadata: {},
      items: running.map((p) => podMetrics(p, running)),
    });
  };
}

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: GROUP_VERSION,
  resources: [
    {
      name: 'pods',
      singularName: '',
      namespaced: true,
      kind: 'PodMetrics',
      verbs: ['get', 'list'],
    },
  ],
};

const answer = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});
