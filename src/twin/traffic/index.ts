/** Whether requests are answered while a cluster changes: a client that asks every 100 ms of the twin's time. */
import { BugError } from '../../errors/index.ts';
import type { ObjectRef, Pod, RequestCount } from '../../model/index.ts';
import type { Controller, ControllerContext } from '../runtime/index.ts';
import type { InstanceFleet, LoadBalancing } from '../seams.ts';
import { TrafficWatch } from './watch.ts';

export interface Traffic {
  readonly controller: Controller;
  /** Asks these workloads from now on, through each Service and load balancer before them. */
  watch(refs: readonly ObjectRef[]): TrafficReport;
}

export interface TrafficReport {
  /** So far; may be asked at any time. */
  report(): readonly RequestCount[];
  stop(): void;
}

export function createTraffic(o: {
  readonly loadBalancing: LoadBalancing;
  readonly fleet: InstanceFleet;
}): Traffic {
  const watches = new Set<TrafficWatch>();
  let cluster: ControllerContext | undefined;
  const none = () => () => undefined;
  o.loadBalancing.onChanged(() => {
    for (const w of watches) w.onBalancers();
  });
  o.fleet.onChanged(() => {
    for (const w of watches) w.onFleet();
  });
  return {
    controller: {
      name: 'traffic',
      watches: {
        'v1/Pod': (c) => {
          cluster = c;
          return (now, before) => {
            for (const w of watches) w.onPod(now as Pod | undefined, before as Pod | undefined);
          };
        },
        'discovery.k8s.io/v1/EndpointSlice': () => (now, before) => {
          for (const w of watches) w.onSlice(now, before);
        },
        'v1/Service': none,
        'v1/ConfigMap': none,
        'networking.k8s.io/v1/Ingress': none,
        'apps/v1/Deployment': none,
        'apps/v1/StatefulSet': none,
        'apps/v1/DaemonSet': none,
      },
      reconcile: () => Promise.resolve(),
    },
    watch(refs) {
      if (!cluster) throw BugError('traffic is watched before the cluster runs');
      const watch = new TrafficWatch({ cluster, ...o }, refs);
      watches.add(watch);
      return { report: () => watch.report(), stop: () => void watches.delete(watch) };
    },
  };
}
