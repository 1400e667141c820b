import type { Snapshot } from '../../model/index.ts';
import type { Resource } from './prometheus.ts';

/** One range query of Prometheus, whose answer `readUsage` reads. */
export interface UsageQuery {
  readonly namespace: string;
  readonly resource: Resource;
  readonly query: string;
}

/**
 * What to ask Prometheus for: CPU and memory of each container, namespace by namespace, so that no
 * answer holds the whole cluster. CPU of a container that was made anew is a sum of two series for some
 * minutes, which is small; memory is the greater of the two, for a sum would be twice what was used.
 * @source cAdvisor's metrics as the kubelet serves them: https://kubernetes.io/docs/reference/instrumentation/node-metrics/,
 *   https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md (read 2026-11-25)
 */
export function usageQueries(snapshot: Snapshot): readonly UsageQuery[] {
  const namespaces = new Set(
    snapshot.objects.flatMap((o) =>
      o.metadata.namespace !== undefined && HAS_PODS.has(o.kind) ? [o.metadata.namespace] : [],
    ),
  );
  return [...namespaces].sort().flatMap((namespace): UsageQuery[] => {
    const which = `{namespace=${JSON.stringify(namespace)},container!="",container!="POD"}`;
    return [
      {
        namespace,
        resource: 'cpu',
        query: `sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total${which}[5m]))`,
      },
      {
        namespace,
        resource: 'memory',
        query: `max by (namespace, pod, container) (container_memory_working_set_bytes${which})`,
      },
    ];
  });
}

const HAS_PODS = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout', 'CloneSet']); // prettier-ignore
