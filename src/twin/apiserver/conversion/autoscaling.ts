import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, copyJson, listOf, numberAt, type Draft } from '../draft.ts';
import type { Converter } from './converter.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

const isCpu = (metric: Draft): boolean =>
  metric['type'] === 'Resource' &&
  at(metric, 'resource', 'name') === 'cpu' &&
  at(metric, 'resource', 'target', 'type') === 'Utilization';

/**
 * autoscaling/v1 knows one number; everything else travels in annotations.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/autoscaling/v1/conversion.go (read 2026-11-23)
 */
export const horizontalPodAutoscalerV1: Converter = {
  toStored(draft) {
    const spec = childOf(draft, 'spec');
    if (!spec) return draft;
    const { targetCPUUtilizationPercentage: cpu, ...rest } = spec;
    const metadata = childOf(draft, 'metadata') ?? {};
    const {
      [METRICS]: others,
      [BEHAVIOR]: behavior,
      ...annotations
    } = (childOf(metadata, 'annotations') ?? {}) as Record<string, string>;
    const metrics: unknown[] = others === undefined ? [] : (JSON.parse(others) as unknown[]);
    if (typeof cpu === 'number')
      metrics.unshift({
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } },
      });
    const status = childOf(draft, 'status');
    const { currentCPUUtilizationPercentage: current, ...counts } = status ?? {};
    return {
      ...draft,
      metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: {
        ...rest,
        ...(metrics.length > 0 ? { metrics } : {}),
        ...(behavior === undefined ? {} : { behavior: JSON.parse(behavior) as unknown }),
      },
      ...(status === undefined
        ? {}
        : {
            status: {
              ...counts,
              ...(typeof current === 'number'
                ? {
                    currentMetrics: [
                      {
                        type: 'Resource',
                        resource: {
                          name: 'cpu',
                          current: { averageUtilization: current, averageValue: '0' },
                        },
                      },
                    ],
                  }
                : {}),
            },
          }),
    };
  },
  fromStored(object) {
    const spec = childOf(object, 'spec') ?? {};
    const status = childOf(object, 'status');
    const cpu = listOf(spec, 'metrics').find(isCpu);
    const others = listOf(spec, 'metrics').filter((m) => m !== cpu);
    const { metrics: _m, behavior, ...rest } = spec;
    const annotations = {
      ...object.metadata.annotations,
      ...(others.length > 0 ? { [METRICS]: JSON.stringify(others) } : {}),
      ...(behavior === undefined ? {} : { [BEHAVIOR]: JSON.stringify(behavior) }),
    };
    const current = listOf(status, 'currentMetrics')
      .map((m) => numberAt(m, 'resource', 'current', 'averageUtilization'))
      .find((n) => n !== undefined);
    const target = numberAt(cpu, 'resource', 'target', 'averageUtilization');
    const counts = copyJson(status ?? {});
    delete counts['currentMetrics'];
    delete counts['conditions'];
    return {
      ...object,
      metadata: {
        ...object.metadata,
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      },
      spec: {
        ...rest,
        ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }),
      },
      status: {
        currentReplicas: 0,
        ...counts,
        ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
      },
    } as KubeObject;
  },
};
