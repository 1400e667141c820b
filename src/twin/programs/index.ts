/** What containers do: names, commands, logs, and the controllers that people install. */
import type { Pod } from '../../model/index.ts';
import type { NodeProxy } from '../apiserver/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { Controller, KubeApi } from '../runtime/index.ts';
import type { InstanceFleet, LoadBalancing, VolumeContents } from '../seams.ts';
import { clusterAutoscaler } from './cluster-autoscaler.ts';
import { createResolver } from './dns.ts';
import { loadBalancerController } from './load-balancer-controller.ts';
import { createNodeProxy } from './node-proxy.ts';
import type { Result } from './shell.ts';
import { taskController } from './tasks.ts';

export { metricsAvailable } from './metrics.ts';
export { METRICS_API, metricsApi } from './metrics-api.ts';

export interface ProgramsOptions {
  readonly api: () => KubeApi;
  readonly clock: TwinClock;
  readonly loadBalancing: LoadBalancing;
  readonly fleet: InstanceFleet;
  readonly volumes: VolumeContents;
  /** Names outside of the cluster and their addresses. */
  readonly externalNames: Readonly<Record<string, string>>;
  readonly region: string;
  readonly clusterName: string;
  /** The shell that a container was started for has been left. */
  readonly containerEnded: (pod: Pod, container: string, exitCode: number) => Promise<void>;
}

export interface Programs {
  readonly controllers: readonly Controller[];
  readonly nodeProxy: NodeProxy;
  /** How a pod's task ended; undefined while it runs or when it never ends. */
  readonly exitCodeOf: (podUid: string) => number | undefined;
}

export function createPrograms(o: ProgramsOptions): Programs {
  const outputs = new Map<string, Result>();
  const world = { ...o, resolver: createResolver(o) };
  return {
    controllers: [taskController(world, outputs), loadBalancerController(o), clusterAutoscaler(o)],
    nodeProxy: createNodeProxy(world, outputs),
    exitCodeOf: (uid) => outputs.get(uid)?.exitCode,
  };
}
