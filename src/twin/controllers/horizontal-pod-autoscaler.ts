import {
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type Pod,
} from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { stamp, writeStatus, type Condition } from './pods.ts';
import { averageOf, utilization, type ScriptedLoad } from './scripted-load.ts';

export type { ScriptedLoad } from './scripted-load.ts';

interface Spec {
  readonly scaleTargetRef: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
  };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly {
    readonly type: string;
    readonly resource?: {
      readonly name: string;
      readonly target: { readonly averageUtilization?: number };
    };
  }[];
}
interface Status {
  readonly conditions?: readonly Condition[];
  readonly desiredReplicas?: number;
  readonly lastScaleTime?: string;
}
interface Options {
  readonly load: readonly ScriptedLoad[];
  readonly metricsAvailable: () => boolean | Promise<boolean>;
}

const COMPONENT = 'horizontal-pod-autoscaler';
const SYNC_MS = 15_000;
const TOLERANCE = 0.1;
const STABILIZE_MS = 300_000;

/**
 * Scales by CPU on a load that a scenario scripts: the sum of work stays, so more pods do less each.
 * The bounds hold without any metric, too. It looks for the first time one interval after it was made.
 * @source https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (read 2026-11-23)
 */
export function horizontalPodAutoscaler(o: Options): Controller {
  /** Pods that carried the scripted load at first, by autoscaler. */
  const baseline = new Map<string, number>();
  const lately = new Map<string, { at: number; wanted: number }[]>();
  return {
    name: 'horizontalpodautoscaler',
    watches: {
      'autoscaling/v2/HorizontalPodAutoscaler': (c) => (now, before) => {
        if (now && !before) c.enqueueAfter(keyOf(now), SYNC_MS);
      },
      'v1/Pod': () => () => undefined,
      'apps/v1/Deployment': () => () => undefined,
      'apps/v1/StatefulSet': () => () => undefined,
    },
    async reconcile(c, key) {
      const hpa = c.informer('autoscaling/v2/HorizontalPodAutoscaler').byKey(key);
      if (!hpa) return;
      c.enqueueAfter(key, SYNC_MS);
      const target = targetOf(c, hpa);
      if (!target) {
        const why = `${specOf(hpa).scaleTargetRef.name} not found`;
        const message = `the HPA controller was unable to get the target's current scale: ${why}`;
        await say(c, hpa, {}, [condition('AbleToScale', 'False', 'FailedGetScale', message)]);
        return;
      }
      const current = (target['spec'] as { replicas?: number }).replicas ?? 1;
      const bound = boundOf(specOf(hpa), current);
      if (bound === 'off') {
        const message = 'scaling is disabled since the replica count of the target is zero';
        await say(c, hpa, { currentReplicas: current, desiredReplicas: 0 }, [
          SCALE_READ,
          condition('ScalingActive', 'False', 'ScalingDisabled', message),
        ]);
      } else if (bound) await rescale(c, hpa, { current, ...bound });
      else await byMetrics(c, hpa, { ...o, key, target, current, baseline, lately });
    },
  };
}

const specOf = (hpa: KubeObject): Spec => hpa['spec'] as Spec;
const condition = (
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition => ({ type, status, reason, message });
const SCALE_READ = condition(
  'AbleToScale',
  'True',
  'SucceededGetScale',
  "the HPA controller was able to get the target's current scale",
);

/** What the bounds alone demand. */
function boundOf(
  spec: Spec,
  current: number,
): 'off' | { readonly wanted: number; readonly why: string } | undefined {
  const min = spec.minReplicas ?? 1;
  if (current === 0 && min !== 0) return 'off';
  if (current > spec.maxReplicas)
    return { wanted: spec.maxReplicas, why: 'Current number of replicas above Spec.MaxReplicas' };
  if (current < min)
    return { wanted: min, why: 'Current number of replicas below Spec.MinReplicas' };
  return undefined;
}

async function rescale(
  c: ControllerContext,
  hpa: KubeObject,
  o: {
    readonly current: number;
    readonly wanted: number;
    readonly why: string;
    readonly metrics?: readonly unknown[];
    readonly conditions?: readonly Condition[];
  },
): Promise<void> {
  await c.api.mergePatch(
    { ...specOf(hpa).scaleTargetRef, namespace: hpa.metadata.namespace ?? '' },
    { spec: { replicas: o.wanted } },
  );
  await tell(c, hpa, 'Normal', `SuccessfulRescale: New size: ${o.wanted}; reason: ${o.why}`);
  const message = `the HPA controller was able to update the target scale to ${o.wanted}`;
  await say(
    c,
    hpa,
    {
      lastScaleTime: stamp(c.clock.now()),
      currentReplicas: o.current,
      desiredReplicas: o.wanted,
      ...(o.metrics ? { currentMetrics: o.metrics } : {}),
    },
    [...(o.conditions ?? []), condition('AbleToScale', 'True', 'SucceededRescale', message)],
  );
}

interface Work extends Options {
  readonly key: string;
  readonly target: KubeObject;
  readonly current: number;
  readonly baseline: Map<string, number>;
  readonly lately: Map<string, { at: number; wanted: number }[]>;
}

async function byMetrics(c: ControllerContext, hpa: KubeObject, w: Work): Promise<void> {
  const spec = specOf(hpa);
  const pods = podsOf(c, w.target).filter(isPodReady);
  const available = await w.metricsAvailable();
  const used = available ? utilization(w.load, w.key, pods, w.baseline) : undefined;
  const goal = spec.metrics?.find((m) => m.type === 'Resource' && m.resource?.name === 'cpu')
    ?.resource?.target.averageUtilization;
  if (used === undefined || goal === undefined) {
    await withoutMetrics(c, hpa, { current: w.current, why: await lackOf(c, available) });
    return;
  }
  const { current } = w;
  const ratio = used / goal;
  const raw = Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(pods.length * ratio);
  const recent = w.lately.get(w.key) ?? [];
  w.lately.set(w.key, recent);
  const wanted = stabilized(c.clock, recent, clamp(raw, spec), current);
  const average = {
    averageUtilization: Math.round(used),
    averageValue: `${averageOf(pods, used)}m`,
  };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', current: average } }];
  const found =
    'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)';
  const conditions = [condition('ScalingActive', 'True', 'ValidMetricFound', found)];
  if (wanted !== current) {
    const above = 'cpu resource utilization (percentage of request) above target';
    const why = wanted > current ? above : 'All metrics below target';
    await rescale(c, hpa, { current, wanted, why, metrics, conditions });
    return;
  }
  const matches = 'recommended size matches current size';
  await say(
    c,
    hpa,
    { currentReplicas: current, desiredReplicas: wanted, currentMetrics: metrics },
    [condition('AbleToScale', 'True', 'ReadyForNewScale', matches), ...conditions],
  );
}

const METRICS_API = 'v1beta1.metrics.k8s.io';
/** Why there is no number, in the words that reach the autoscaler. */
async function lackOf(c: ControllerContext, available: boolean): Promise<string> {
  const get = 'failed to get cpu utilization: unable to get metrics for resource cpu:';
  if (available) return `${get} no metrics returned from resource metrics API`;
  const gvk = 'apiregistration.k8s.io/v1/APIService';
  const isPromised = (await c.api.get(gvk, undefined, METRICS_API)) !== undefined;
  const answer = isPromised
    ? 'the server is currently unable to handle the request'
    : 'the server could not find the requested resource';
  return `${get} unable to fetch metrics from resource metrics API: ${answer} (get pods.metrics.k8s.io)`;
}

/** The size stays, and so does what was last wished for. */
async function withoutMetrics(
  c: ControllerContext,
  hpa: KubeObject,
  o: { readonly current: number; readonly why: string },
): Promise<void> {
  const { desiredReplicas = 0 } = (hpa['status'] ?? {}) as Status;
  const asked = specOf(hpa).metrics ?? [];
  const message = `the HPA was unable to compute the replica count: ${o.why}`;
  await tell(c, hpa, 'Warning', `FailedGetResourceMetric: ${o.why}`);
  await say(
    c,
    hpa,
    {
      currentReplicas: o.current,
      desiredReplicas,
      currentMetrics: asked.map(() => ({ type: '' })),
    },
    [SCALE_READ, condition('ScalingActive', 'False', 'FailedGetResourceMetric', message)],
  );
  const all = `invalid metrics (${asked.length} invalid out of ${asked.length}), first error is:`;
  await tell(
    c,
    hpa,
    'Warning',
    `FailedComputeMetricsReplicas: ${all} failed to get cpu resource metric value: ${o.why}`,
  );
}

/** `Reason: words` */
const tell = (
  c: ControllerContext,
  hpa: KubeObject,
  type: 'Normal' | 'Warning',
  text: string,
): Promise<void> => {
  const at = text.indexOf(': ');
  const [reason, message] = [text.slice(0, at), text.slice(at + 2)];
  return c.events.record(hpa, { type, reason, message, component: COMPONENT });
};

const clamp = (n: number, spec: Spec): number =>
  Math.min(spec.maxReplicas, Math.max(spec.minReplicas ?? 1, n));

function targetOf(c: ControllerContext, hpa: KubeObject): KubeObject | undefined {
  const { apiVersion, kind, name } = specOf(hpa).scaleTargetRef;
  return apiVersion === 'apps/v1' && (kind === 'Deployment' || kind === 'StatefulSet')
    ? c.informer(`apps/v1/${kind}`).get(hpa.metadata.namespace, name)
    : undefined;
}
const podsOf = (c: ControllerContext, target: KubeObject): readonly Pod[] =>
  ([...c.informer('v1/Pod').inNamespace(target.metadata.namespace ?? '')] as Pod[]).filter((p) =>
    selectorMatches((target['spec'] as { selector?: LabelSelector }).selector, p.metadata.labels),
  );

/** Scales down only to the highest of the last five minutes' recommendations. */
function stabilized(
  clock: TwinClock,
  recent: { at: number; wanted: number }[],
  wanted: number,
  current: number,
): number {
  recent.push({ at: clock.now(), wanted });
  while (recent[0] && clock.age(recent[0].at) > STABILIZE_MS) recent.shift();
  return wanted >= current ? wanted : Math.min(current, Math.max(...recent.map((r) => r.wanted)));
}

/** Writes counts and conditions; a condition that nobody speaks of stays as it was. */
async function say(
  c: ControllerContext,
  hpa: KubeObject,
  counts: Readonly<Record<string, unknown>>,
  conditions: readonly Condition[],
): Promise<void> {
  const { lastScaleTime, conditions: before = [] } = (hpa['status'] ?? {}) as Status;
  const now = stamp(c.clock.now());
  const all = [...before] as (Condition & { readonly lastTransitionTime?: string })[];
  for (const x of conditions) {
    const at = all.findIndex((y) => y.type === x.type);
    const was = all[at];
    const lastTransitionTime = was?.status === x.status ? (was.lastTransitionTime ?? now) : now;
    all.splice(at < 0 ? all.length : at, at < 0 ? 0 : 1, { ...x, lastTransitionTime });
  }
  await writeStatus(c, hpa, {
    currentMetrics: null,
    desiredReplicas: 0,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    ...counts,
    conditions: all,
  });
}
