import {
  fargateRefusals,
  fargateSizeOf,
  FARGATE_PROFILE_LABEL,
  FARGATE_SCHEDULER,
  isPodReady,
  type FargateSize,
  type Pod,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import type { FargateCloud } from '../seams.ts';
import { COMPONENT, giveNode, tellPlaced, time } from './binding.ts';
import { claimView } from './claims.ts';
import { acceptableZones, nodeName, type Placed } from './node.ts';

/** Brings a bound pod to life and ends it; the same for EC2 and Fargate. Implemented by twin/nodes. */
export interface PodRunner {
  run(
    pod: Pod,
    options: {
      readonly ip: string;
      readonly hostIP: string;
      readonly startDelayMs: number;
      readonly isFargate: boolean;
    },
  ): void | Promise<void>;
  terminate(pod: Pod): void | Promise<void>;
  /** Starts what `kubectl debug` added to a pod that runs. */
  debug(pod: Pod): void | Promise<void>;
}

export interface FargateTimings {
  /** From placement until the node is there and the pod is bound. */
  readonly provisionMs: readonly [number, number];
  /** Image pull and container start; nothing is cached on Fargate. */
  readonly startMs: readonly [number, number];
  readonly retryMs: number;
}
export const FARGATE_TIMINGS: FargateTimings = {
  provisionMs: [28_000, 48_000],
  startMs: [8_000, 20_000],
  retryMs: 20_000,
};

export interface FargateOptions {
  readonly cloud: FargateCloud;
  readonly runner: PodRunner;
  readonly region: string;
  /** Zones of a subnet, to hold affinity against. */
  readonly zonesOf: (profile: string) => readonly string[];
  readonly kubeletVersion: string;
  readonly timings?: Partial<FargateTimings>;
}

interface Launch {
  readonly key: string;
  readonly uid: string;
  readonly eniId: string;
  readonly node: string;
  readonly ip: string;
  state: 'provisioning' | 'bound' | 'running';
}

/**
 * The Fargate scheduler and kubelet of EKS: looks at pods that the webhook gave it, refuses in
 * AWS' words, or gives each a node of its own. @source facts 2.6–2.8 and 6.1
 */
export function fargateScheduler(o: FargateOptions): Controller {
  const timings = { ...FARGATE_TIMINGS, ...o.timings };
  const launches = new Map<string, Launch>();
  /** Pods whose node is being waited for in vain, by uid. */
  const trying = new Set<string>();
  const between = (c: ControllerContext, [from, to]: readonly [number, number]): number =>
    from + c.random() * (to - from);

  /** A refusal, told once for each wording; transient ones are tried again. */
  const refuse = async (
    c: ControllerContext,
    pod: Pod,
    message: string,
    retry: boolean,
  ): Promise<void> => {
    const before = pod.status?.conditions?.find((x) => x.type === 'PodScheduled');
    if (before?.message !== message) {
      await c.events.record(pod, {
        type: 'Warning',
        reason: 'FailedScheduling',
        message,
        component: COMPONENT,
      });
      await c.api.mergePatch(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: pod.metadata.namespace ?? '',
          name: pod.metadata.name,
        },
        {
          status: {
            phase: 'Pending',
            conditions: [
              {
                type: 'PodScheduled',
                status: 'False',
                reason: 'Unschedulable',
                message,
                lastTransitionTime: time(c),
              },
            ],
          },
        },
        'status',
      );
    }
    if (retry) c.enqueueAfter(keyOf(pod), timings.retryMs);
  };

  /** The node did not come up; said of a pod that still wants one. */
  const giveUp = async (c: ControllerContext, pod: Pod, message: string): Promise<void> => {
    const now = c.informer('v1/Pod').byKey(keyOf(pod)) as Pod | undefined;
    if (now && now.metadata.uid === pod.metadata.uid && !now.metadata.deletionTimestamp)
      await refuse(c, now, message, true);
  };

  const place = async (c: ControllerContext, pod: Pod): Promise<void> => {
    const profile = pod.metadata.labels?.[FARGATE_PROFILE_LABEL] ?? '';
    const refusals = fargateRefusals(pod, (name) =>
      claimView(c, pod.metadata.namespace ?? '', name),
    );
    if (refusals.length > 0)
      return refuse(
        c,
        pod,
        `Pod not supported on Fargate: ${refusals.join(', ')}`,
        refusals.some((r) => r.includes('not bound')),
      );
    const zones = acceptableZones(pod.spec, o.zonesOf(profile), o.region);
    if (!zones)
      return refuse(
        c,
        pod,
        `MatchNodeSelector failed: Fargate profile ${profile} cannot satisfy pod's node selector/affinity requirements`,
        false,
      );
    const sized = fargateSizeOf(pod.spec);
    if (sized.kind !== 'fits')
      return refuse(
        c,
        pod,
        'Pod not supported on Fargate: requested resources exceed the largest Fargate configuration',
        false,
      );
    const launched = o.cloud.launch({
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      profile,
      vcpu: sized.size.vcpu,
      memoryGB: sized.size.memoryGB,
      zones,
    });
    if (launched.kind === 'refused') {
      if (launched.afterMs === undefined) return refuse(c, pod, launched.message, launched.retry);
      trying.add(pod.metadata.uid ?? '');
      c.clock.schedule(launched.afterMs, () => {
        trying.delete(pod.metadata.uid ?? '');
        void giveUp(c, pod, launched.message).catch(() => c.enqueue(keyOf(pod)));
      });
      return undefined;
    }
    const uid = pod.metadata.uid ?? '';
    launches.set(uid, {
      key: keyOf(pod),
      uid,
      eniId: launched.eniId,
      node: nodeName(launched),
      ip: launched.ip,
      state: 'provisioning',
    });
    c.clock.schedule(
      between(c, timings.provisionMs),
      () => void bind(c, pod, sized.size, launched).catch(() => c.enqueue(keyOf(pod))),
    );
    return undefined;
  };

  const bind = async (
    c: ControllerContext,
    pod: Pod,
    size: FargateSize,
    at: Placed,
  ): Promise<void> => {
    const launch = launches.get(pod.metadata.uid ?? '');
    const now = await c.api.get('v1/Pod', pod.metadata.namespace, pod.metadata.name);
    if (
      !launch ||
      now?.metadata.uid !== pod.metadata.uid ||
      now?.metadata.deletionTimestamp !== undefined
    )
      return finish(c, launch);
    const isLogged = await giveNode(c, pod, { size, at, kubelet: o.kubeletVersion });
    launch.state = 'bound';
    await tellPlaced(c, pod, { node: launch.node, isLogged });
    c.enqueue(launch.key);
  };

  /** The pod is gone: its node goes with it, address and quota come back. */
  const finish = async (c: ControllerContext, launch: Launch | undefined): Promise<void> => {
    if (!launch) return;
    launches.delete(launch.uid);
    o.cloud.release(launch.eniId);
    if (launch.state !== 'provisioning')
      await c.api
        .delete({ apiVersion: 'v1', kind: 'Node', name: launch.node })
        .catch(() => undefined);
  };

  /** Debug containers pass the same checks as the rest of a pod. */
  const debug = async (c: ControllerContext, pod: Pod): Promise<void> => {
    const refusals = fargateRefusals(pod, (name) =>
      claimView(c, pod.metadata.namespace ?? '', name),
    );
    if (refusals.length === 0) await o.runner.debug(pod);
    else
      await c.events.record(pod, {
        type: 'Warning',
        reason: 'UnsupportedPodSpec',
        message: `Pod not supported: ${refusals.join(', ')}`,
        component: 'kubelet',
      });
  };

  return {
    name: 'fargate-scheduler',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as Pod;
        if (pod.spec.schedulerName === FARGATE_SCHEDULER) c.enqueue(keyOf(pod));
      },
      'v1/PersistentVolumeClaim': (c) => () => requeuePending(c),
      'v1/PersistentVolume': () => () => undefined,
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      for (const launch of [...launches.values()])
        if (
          launch.key === key &&
          launch.uid !== pod?.metadata.uid &&
          launch.state !== 'provisioning'
        )
          await finish(c, launch);
      if (!pod || pod.spec.schedulerName !== FARGATE_SCHEDULER) return;
      const launch = launches.get(pod.metadata.uid ?? '');
      if (pod.metadata.deletionTimestamp !== undefined) {
        if (launch?.state === 'running') await o.runner.terminate(pod);
        else
          await c.api.delete(
            {
              apiVersion: 'v1',
              kind: 'Pod',
              namespace: pod.metadata.namespace ?? '',
              name: pod.metadata.name,
            },
            { gracePeriodSeconds: 0 },
          );
        return;
      }
      if (pod.spec.nodeName === undefined) {
        if (!launch && !trying.has(pod.metadata.uid ?? '')) await place(c, pod);
      } else if (launch?.state === 'bound') {
        launch.state = 'running';
        await o.runner.run(pod, {
          ip: launch.ip,
          hostIP: launch.ip,
          startDelayMs: between(c, timings.startMs),
          isFargate: true,
        });
      } else if ((pod.spec.ephemeralContainers ?? []).length > 0) await debug(c, pod);
    },
  };
}

function requeuePending(c: ControllerContext): void {
  for (const pod of c.informer('v1/Pod').all() as Iterable<Pod>)
    if (
      pod.spec.schedulerName === FARGATE_SCHEDULER &&
      pod.spec.nodeName === undefined &&
      !isPodReady(pod)
    )
      c.enqueue(keyOf(pod));
}
