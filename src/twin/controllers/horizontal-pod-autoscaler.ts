import {
  isPodReady,
  parseCpu,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type Pod,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { conditionsOf, stamp, writeStatus, type Condition } from './pods.ts';

/** What pods of a selector use, as a share of their CPU request, at the number of pods that there is at first. */
export interface ScriptedLoad {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly cpuPercent: number;
}

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

const SYNC_MS = 15_000;
const TOLERANCE = 0.1;
const STABILIZE_MS = 300_000;

/**
 * Scales by CPU on a load that a scenario scripts: the sum of work stays, so more pods do less each.
 * @source https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (read 2026-11-23)
 */
export function horizontalPodAutoscaler(o: {
  readonly load: readonly ScriptedLoad[];
  readonly metricsAvailable: () => boolean | Promise<boolean>;
}): Controller {
  /** Pods that carried the scripted load at first, by autoscaler. */
  const baseline = new Map<string, number>();
  const lately = new Map<string, { at: number; wanted: number }[]>();
  return {
    name: 'horizontalpodautoscaler',
    watches: {
      'autoscaling/v2/HorizontalPodAutoscaler': (c) => (now, before) => {
        if (now && now.metadata.generation !== before?.metadata.generation) c.enqueue(keyOf(now));
        else if (now && !before) c.enqueue(keyOf(now));
      },
      'v1/Pod': () => () => undefined,
      'apps/v1/Deployment': () => () => undefined,
      'apps/v1/StatefulSet': () => () => undefined,
    },
    async reconcile(c, key) {
      const hpa = c.informer('autoscaling/v2/HorizontalPodAutoscaler').byKey(key);
      if (!hpa) return;
      const again = (): void => c.enqueueAfter(key, SYNC_MS);
      const spec = hpa['spec'] as Spec;
      const target = targetOf(c, hpa, spec);
      const before = (hpa['status'] ?? {}) as { conditions?: unknown; lastScaleTime?: string };
      if (!target) {
        await say(c, hpa, before, [
          {
            type: 'AbleToScale',
            status: 'False',
            reason: 'FailedGetScale',
            message: `the HPA controller was unable to get the target's current scale: ${spec.scaleTargetRef.name} not found`,
          },
        ]);
        again();
        return;
      }
      const current = (target['spec'] as { replicas?: number }).replicas ?? 1;
      if (current === 0) {
        await say(c, hpa, before, [
          {
            type: 'ScalingActive',
            status: 'False',
            reason: 'ScalingDisabled',
            message: 'scaling is disabled since the replica count of the target is zero',
          },
        ]);
        again();
        return;
      }
      const pods = podsOf(c, target).filter(isPodReady);
      const used = (await o.metricsAvailable())
        ? utilization(o.load, key, pods, baseline)
        : undefined;
      const goal = spec.metrics?.find((m) => m.type === 'Resource' && m.resource?.name === 'cpu')
        ?.resource?.target.averageUtilization;
      if (used === undefined || goal === undefined) {
        await say(c, hpa, { ...before, ...counts(hpa, current) }, [
          {
            type: 'AbleToScale',
            status: 'True',
            reason: 'SucceededGetScale',
            message: "the HPA controller was able to get the target's current scale",
          },
          {
            type: 'ScalingActive',
            status: 'False',
            reason: 'FailedGetResourceMetric',
            message:
              'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
          },
        ]);
        again();
        return;
      }
      const ratio = used / goal;
      const raw = Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(pods.length * ratio);
      const recent = lately.get(key) ?? [];
      lately.set(key, recent);
      const wanted = stabilized(c.clock, recent, clamp(raw, spec), current);
      if (wanted !== current) {
        await c.api.mergePatch(
          { ...spec.scaleTargetRef, namespace: hpa.metadata.namespace ?? '' },
          { spec: { replicas: wanted } },
        );
        await c.events.record(hpa, {
          type: 'Normal',
          reason: 'SuccessfulRescale',
          message: `New size: ${wanted}; reason: ${wanted > current ? 'cpu resource utilization (percentage of request) above target' : 'All metrics below target'}`,
          component: 'horizontal-pod-autoscaler',
        });
      }
      await say(
        c,
        hpa,
        {
          ...before,
          ...(wanted === current ? {} : { lastScaleTime: stamp(c.clock.now()) }),
          currentReplicas: current,
          desiredReplicas: wanted,
          currentMetrics: [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                current: {
                  averageUtilization: Math.round(used),
                  averageValue: `${averageOf(pods, used)}m`,
                },
              },
            },
          ],
        },
        [
          {
            type: 'AbleToScale',
            status: 'True',
            reason: wanted === current ? 'ReadyForNewScale' : 'SucceededRescale',
            message:
              wanted === current
                ? 'recommended size matches current size'
                : `the HPA controller was able to update the target scale to ${wanted}`,
          },
          {
            type: 'ScalingActive',
            status: 'True',
            reason: 'ValidMetricFound',
            message:
              'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
          },
        ],
      );
      again();
    },
  };
}

const counts = (hpa: KubeObject, current: number) => ({
  currentReplicas: current,
  desiredReplicas: ((hpa['status'] ?? {}) as { desiredReplicas?: number }).desiredReplicas ?? 0,
});
const clamp = (n: number, spec: Spec): number =>
  Math.min(spec.maxReplicas, Math.max(spec.minReplicas ?? 1, n));

function targetOf(c: ControllerContext, hpa: KubeObject, spec: Spec): KubeObject | undefined {
  const { apiVersion, kind, name } = spec.scaleTargetRef;
  return apiVersion === 'apps/v1' && (kind === 'Deployment' || kind === 'StatefulSet')
    ? c.informer(`apps/v1/${kind}`).get(hpa.metadata.namespace, name)
    : undefined;
}
const podsOf = (c: ControllerContext, target: KubeObject): readonly Pod[] =>
  ([...c.informer('v1/Pod').inNamespace(target.metadata.namespace ?? '')] as Pod[]).filter((p) =>
    selectorMatches((target['spec'] as { selector?: LabelSelector }).selector, p.metadata.labels),
  );

function utilization(
  load: readonly ScriptedLoad[],
  key: string,
  pods: readonly Pod[],
  baseline: Map<string, number>,
): number | undefined {
  const script = load.find((l) =>
    pods.some(
      (p) =>
        p.metadata.namespace === l.namespace &&
        selectorMatches({ matchLabels: l.selector }, p.metadata.labels),
    ),
  );
  if (!script || pods.length === 0) return undefined;
  const at = baseline.get(key) ?? pods.length;
  baseline.set(key, at);
  return (script.cpuPercent * at) / pods.length;
}

const averageOf = (pods: readonly Pod[], percent: number): number => {
  const request =
    pods[0]?.spec.containers.reduce(
      (n, x) => n + (parseCpu(x.resources?.requests?.['cpu'] ?? 0) ?? 0),
      0,
    ) ?? 0;
  return Math.round((request * percent) / 100);
};

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

async function say(
  c: ControllerContext,
  hpa: KubeObject,
  status: { readonly conditions?: unknown; readonly [k: string]: unknown },
  conditions: readonly Condition[],
): Promise<void> {
  await writeStatus(c, hpa, {
    currentMetrics: null,
    desiredReplicas: 0,
    ...status,
    conditions: conditionsOf(status.conditions, c.clock.now(), conditions).map((x) => {
      const { lastUpdateTime: _l, ...rest } = x as Record<string, unknown>;
      return rest;
    }),
  });
}
