import {
  COMPUTE_TYPE,
  isPodReady,
  parseCpu,
  parseMemory,
  type KubeObject,
  type Pod,
} from '../../model/index.ts';
import type { Controller, ControllerContext } from '../runtime/index.ts';
import type { FleetInstance, InstanceFleet } from '../seams.ts';
import { runsImage } from './cluster-view.ts';

const IMAGE = 'cluster-autoscaler';
const SCAN_MS = 10_000;
const AFTER_ADD_MS = 600_000;
const THRESHOLD = 0.5;
const OPT_OUT = 'cluster-autoscaler.kubernetes.io/scale-down-disabled';
const NOT_SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict';

interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * Cluster Autoscaler with its defaults: adds a node for pods that no node has room for, removes one
 * that stays half empty for ten minutes and whose pods fit elsewhere.
 * @source https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md (read 2026-11-23)
 */
export function clusterAutoscaler(o: { readonly fleet: InstanceFleet }): Controller {
  const unneeded = new Map<string, number>();
  let scaledUpAt = Number.NEGATIVE_INFINITY;
  let scanning = false;
  return {
    name: 'cluster-autoscaler',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        if (scanning || !runsImage((now ?? before) as Pod, IMAGE)) return;
        scanning = true;
        c.enqueue('scan');
      },
      'v1/Node': () => () => undefined,
    },
    async reconcile(c) {
      const pods = [...(c.informer('v1/Pod').all() as Iterable<Pod>)];
      const own = pods.filter((p) => runsImage(p, IMAGE));
      if (own.length === 0) {
        scanning = false;
        unneeded.clear();
        return;
      }
      c.enqueueAfter('scan', SCAN_MS);
      if (!own.some(isPodReady)) return;
      const now = c.clock.now();
      if (pods.some(hasNoRoom)) {
        if (grow(o.fleet)) scaledUpAt = now;
        return;
      }
      if (c.clock.age(scaledUpAt) < AFTER_ADD_MS) return;
      const nodes = [...c.informer('v1/Node').all()].filter(
        (n) => n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate',
      );
      const idle = nodes.filter((n) => isRemovable(n, nodes, pods));
      for (const name of unneeded.keys())
        if (!idle.some((n) => n.metadata.name === name)) unneeded.delete(name);
      for (const node of idle)
        if (!unneeded.has(node.metadata.name)) unneeded.set(node.metadata.name, now);
      // Idle time counts by the wall: a lab that is left alone over lunch keeps its nodes.
      const ripe = idle.find(
        (n) =>
          now - (unneeded.get(n.metadata.name) ?? now) >= unneededMs(own[0]) &&
          instanceOf(o.fleet, n),
      );
      if (ripe) await remove(c, o.fleet, ripe, pods);
    },
  };
}

/** Daemon pods never make a node: another one would only want one more of them. */
const hasNoRoom = (p: Pod): boolean =>
  !isDaemon(p) &&
  p.spec.nodeName === undefined &&
  p.spec.schedulerName !== 'fargate-scheduler' &&
  (p.status?.conditions?.some(
    (x) =>
      x.type === 'PodScheduled' &&
      x.status === 'False' &&
      /Insufficient|Too many pods/.test(x.message ?? ''),
  ) ??
    false);

const isManaged = (tags: Readonly<Record<string, string>>): boolean =>
  tags['k8s.io/cluster-autoscaler/enabled'] !== undefined;

/** The first group with room; one node at a time. */
function grow(fleet: InstanceFleet): boolean {
  const starting = fleet.instances().some((i) => i.state === 'pending');
  const group = [...fleet.groups()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .find((g) => isManaged(g.tags) && g.desiredCapacity < g.maxSize);
  if (starting || !group) return false;
  fleet.setDesiredCapacity(group.name, group.desiredCapacity + 1);
  return true;
}

/** The instance behind a node, when its group may shrink. */
function instanceOf(fleet: InstanceFleet, node: KubeObject): FleetInstance | undefined {
  const instance = fleet
    .instances()
    .find((i) => i.privateDnsName === node.metadata.name && i.state === 'running');
  const group = fleet.groups().find((g) => g.tags['eks:nodegroup-name'] === instance?.nodegroup);
  return instance && group && isManaged(group.tags) && group.desiredCapacity > group.minSize
    ? instance
    : undefined;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `--scale-down-unneeded-time`, ten minutes unless the command says otherwise. */
function unneededMs(pod: Pod | undefined): number {
  const words = (pod?.spec.containers ?? []).flatMap((x) => [
    ...(x.command ?? []),
    ...(x.args ?? []),
  ]);
  const m = words.flatMap((w) => /^--scale-down-unneeded-time=(\d+)([smh])$/.exec(w) ?? []);
  return m.length === 0 ? 600_000 : Number(m[1]) * (UNITS[m[2] ?? 'm'] ?? 1);
}

const isDaemon = (p: Pod): boolean => p.metadata.ownerReferences?.[0]?.kind === 'DaemonSet';
const requestOf = (p: Pod): Amount =>
  p.spec.containers.reduce(
    (sum, x) => ({
      cpu: sum.cpu + (parseCpu(x.resources?.requests?.['cpu'] ?? 0) ?? 0),
      memory: sum.memory + (parseMemory(x.resources?.requests?.['memory'] ?? 0) ?? 0),
    }),
    { cpu: 0, memory: 0 },
  );
const total = (pods: readonly Pod[]): Amount =>
  pods
    .map(requestOf)
    .reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory }), { cpu: 0, memory: 0 });
function roomOf(node: KubeObject): Amount {
  const a =
    (node['status'] as { allocatable?: Readonly<Record<string, string>> } | undefined)
      ?.allocatable ?? {};
  return { cpu: parseCpu(a['cpu'] ?? 0) ?? 0, memory: parseMemory(a['memory'] ?? 0) ?? 0 };
}

function isRemovable(
  node: KubeObject,
  nodes: readonly KubeObject[],
  pods: readonly Pod[],
): boolean {
  if (node.metadata.annotations?.[OPT_OUT] === 'true') return false;
  const on = (n: KubeObject): readonly Pod[] =>
    pods.filter((p) => p.spec.nodeName === n.metadata.name && p.status?.phase !== 'Succeeded');
  const here = on(node);
  const room = roomOf(node);
  const used = total(here);
  if (used.cpu / room.cpu > THRESHOLD || used.memory / room.memory > THRESHOLD) return false;
  const movable = here.filter((p) => !isDaemon(p));
  const stuck = movable.some(
    (p) =>
      (p.metadata.ownerReferences ?? []).length === 0 ||
      p.metadata.annotations?.[NOT_SAFE] === 'false' ||
      (p.spec.volumes ?? []).some(
        (v) =>
          v.emptyDir !== undefined &&
          v.emptyDir.medium !== 'Memory' &&
          p.metadata.annotations?.[NOT_SAFE] !== 'true',
      ),
  );
  if (stuck) return false;
  const need = total(movable);
  return nodes.some((other) => {
    const { unschedulable } = (other['spec'] ?? {}) as { unschedulable?: boolean };
    if (other === node || unschedulable === true) return false;
    const free = roomOf(other);
    const there = total(on(other));
    return free.cpu - there.cpu >= need.cpu && free.memory - there.memory >= need.memory;
  });
}

async function remove(
  c: ControllerContext,
  fleet: InstanceFleet,
  node: KubeObject,
  pods: readonly Pod[],
): Promise<void> {
  const instance = instanceOf(fleet, node);
  if (!instance) return;
  await c.api.mergePatch(
    { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
    {
      spec: {
        taints: [
          {
            key: 'ToBeDeletedByClusterAutoscaler',
            value: String(Math.floor(c.clock.now() / 1000)),
            effect: 'NoSchedule',
          },
        ],
      },
    },
  );
  for (const pod of pods)
    if (pod.spec.nodeName === node.metadata.name && !isDaemon(pod))
      // A budget that refuses puts the removal off to the next scan.
      await c.api.evict({ namespace: pod.metadata.namespace ?? '', name: pod.metadata.name });
  fleet.terminateInAutoScalingGroup(instance.id);
}
