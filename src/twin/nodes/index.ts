/** EC2 nodes of the twin: who becomes one, what runs where, and what happens to pods on them. */
import type { KubeObject, Pod } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { PodRunner } from '../fargate/index.ts';
import type { Controller, KubeApi } from '../runtime/index.ts';
import type { BlockStorage, ClusterHooks, InstanceFleet, VolumeContents } from '../seams.ts';
import { drainer, ProfileCount } from './drain.ts';
import { kubelets } from './kubelet.ts';
import { nodeLeases } from './leases.ts';
import { ContainerRuntime } from './pod-runner.ts';
import { ebsProvisioner } from './provisioner.ts';
import { joinedNodes, nodeRegistration } from './registration.ts';
import { ec2Scheduler } from './scheduler.ts';

export { isInteractive } from './commands.ts';
export { createVolumeContents } from './volume-contents.ts';

export interface NodesOptions {
  readonly api: () => KubeApi;
  readonly clock: TwinClock;
  readonly fleet: InstanceFleet;
  readonly blockStorage: BlockStorage;
  readonly volumes: VolumeContents;
  readonly region: string;
  readonly kubeletVersion: string;
  /** Whether pods are placed here; beside a real control plane kube-scheduler does it. */
  readonly schedules: boolean;
  /** How a pod's own command ended, when somebody ran it. */
  readonly exitCodeOf?: (podUid: string) => number | undefined;
  /** Whether a registry refuses to give an image. */
  readonly isUnpullable?: (image: string) => boolean;
}

export interface Nodes {
  /** Runs pods on either kind of node. */
  readonly runner: PodRunner;
  /** Somebody at a terminal has left a container's shell. */
  readonly containerEnded: (pod: Pod, container: string, exitCode: number) => Promise<void>;
  /** Nodes of the instances that run from the start; loaded before anything is scheduled. */
  readonly initial: readonly KubeObject[];
  readonly controllers: readonly Controller[];
  readonly drainNode: ClusterHooks['drainNode'];
  readonly podsOnProfile: ClusterHooks['podsOnProfile'];
}

export function createNodes(o: NodesOptions): Nodes {
  const runtime = new ContainerRuntime(o);
  const count = new ProfileCount();
  const counting: Controller = {
    name: 'profile-count',
    watches: {
      'v1/Pod': () => (now, before) =>
        count.seen((now ?? before)?.metadata.uid ?? '', now as Pod | undefined),
    },
    reconcile: () => Promise.resolve(),
  };
  return {
    runner: runtime,
    containerEnded: (pod, container, exitCode) => runtime.ended(pod, container, exitCode),
    initial: joinedNodes(o.fleet, o.kubeletVersion, o.clock.now()),
    controllers: [
      nodeRegistration(o),
      // Beside a real control plane leases follow the wall clock: remote/heartbeats.ts.
      ...(o.schedules ? [nodeLeases(), ec2Scheduler()] : []),
      kubelets({ fleet: o.fleet, runtime }),
      ebsProvisioner(o),
      counting,
    ],
    drainNode: drainer(o),
    podsOnProfile: (profile) => count.of(profile),
  };
}
