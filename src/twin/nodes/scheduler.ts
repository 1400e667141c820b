import { COMPUTE_TYPE, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { preference } from '../placement/index.ts';
import { stamp } from './pod-status.ts';
import { nowhereText, refusalOf, refusedText, type Refusal } from './refusals.ts';
import { allocatableOf, requestsOf } from './requests.ts';
import { crowding, type Placed } from './spread.ts';
import { SELECTED_NODE, volumesOn, volumesRefusal } from './volumes.ts';

const COMPONENT = 'default-scheduler';
const RETRY_MS = 20_000;

/**
 * kube-scheduler for pods of the default scheduler: filters nodes, takes the best, binds.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ (read 2026-11-23)
 */
export function ec2Scheduler(): Controller {
  /** Bound, but not seen so in the cache yet: pod uid → node. */
  const assumed = new Map<string, string>();

  return {
    name: 'ec2-scheduler',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        if (now && isOurs(now as Pod)) c.enqueue(keyOf(now));
        const freed =
          !now || (before !== undefined && isOver(now as Pod) && !isOver(before as Pod));
        if (freed) requeuePending(c);
      },
      'v1/Node': (c) => (now, before) => {
        if (!now || !before || changed(now, before)) requeuePending(c);
      },
      'v1/PersistentVolumeClaim': (c) => () => requeuePending(c),
      'v1/PersistentVolume': () => () => undefined,
      'storage.k8s.io/v1/StorageClass': () => () => undefined,
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      if (!pod || !isOurs(pod)) return;
      const uid = pod.metadata.uid ?? '';
      if (assumed.has(uid)) return;
      const nodes = [...c.informer('v1/Node').all()].sort((a, b) =>
        a.metadata.name < b.metadata.name ? -1 : 1,
      );
      const placed = placedPods(c, assumed);
      const byNode = groupedByNode(placed);
      const nowhere = nodes.length === 0 ? undefined : volumesRefusal(c, pod);
      if (nowhere !== undefined) {
        await unschedulable(c, pod, nowhereText(nodes.length, nowhere));
        c.enqueueAfter(key, RETRY_MS);
        return;
      }
      const refusals: Refusal[] = [];
      const fitting: KubeObject[] = [];
      for (const node of nodes) {
        const refusal = refusalOf(c, pod, node, { nodes, placed, byNode });
        if (refusal === undefined) fitting.push(node);
        else refusals.push(refusal);
      }
      const best = fitting
        .map((node) => ({
          node,
          score: scoreOf(pod, node, { here: byNode.get(node.metadata.name) ?? [], placed }),
        }))
        .sort((a, b) => b.score - a.score)[0]?.node;
      if (!best) {
        await unschedulable(c, pod, refusedText(nodes.length, refusals));
        c.enqueueAfter(key, RETRY_MS);
        return;
      }
      const volumes = volumesOn(c, pod, best);
      if (volumes.kind === 'make') {
        // The provisioner makes the volumes there; the claim's binding brings us back.
        for (const claim of volumes.claims)
          if (claim.metadata.annotations?.[SELECTED_NODE] !== best.metadata.name)
            await c.api.mergePatch(
              {
                apiVersion: 'v1',
                kind: 'PersistentVolumeClaim',
                namespace: claim.metadata.namespace ?? '',
                name: claim.metadata.name,
              },
              { metadata: { annotations: { [SELECTED_NODE]: best.metadata.name } } },
            );
        c.enqueueAfter(key, RETRY_MS);
        return;
      }
      assumed.set(uid, best.metadata.name);
      try {
        await c.api.bind(
          { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid },
          best.metadata.name,
        );
      } catch (error) {
        assumed.delete(uid);
        throw error;
      }
      await c.events.record(pod, {
        type: 'Normal',
        reason: 'Scheduled',
        message: `Successfully assigned ${keyOf(pod)} to ${best.metadata.name}`,
        component: COMPONENT,
      });
    },
  };
}

const isOver = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
const isOurs = (pod: Pod): boolean =>
  (pod.spec.schedulerName ?? COMPONENT) === COMPONENT &&
  pod.spec.nodeName === undefined &&
  pod.metadata.deletionTimestamp === undefined &&
  !isOver(pod);

const changed = (now: KubeObject, before: KubeObject): boolean =>
  JSON.stringify([now['spec'], now.metadata.labels]) !==
  JSON.stringify([before['spec'], before.metadata.labels]);

function requeuePending(c: ControllerContext): void {
  for (const pod of c.informer('v1/Pod').all() as Iterable<Pod>)
    if (isOurs(pod)) c.enqueue(keyOf(pod));
}

function placedPods(c: ControllerContext, assumed: Map<string, string>): readonly Placed[] {
  const nodes = c.informer('v1/Node');
  const placed: Placed[] = [];
  const seen = new Set<string>();
  for (const pod of c.informer('v1/Pod').all() as Iterable<Pod>) {
    const uid = pod.metadata.uid ?? '';
    seen.add(uid);
    if (pod.spec.nodeName !== undefined) assumed.delete(uid);
    const name = pod.spec.nodeName ?? assumed.get(uid);
    const node = name === undefined ? undefined : nodes.get(undefined, name);
    if (node && !isOver(pod)) placed.push({ pod, node });
  }
  for (const uid of assumed.keys()) if (!seen.has(uid)) assumed.delete(uid);
  return placed;
}

function groupedByNode(placed: readonly Placed[]): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const p of placed) {
    const { name } = p.node.metadata;
    const group = groups.get(name);
    if (group) group.push(p);
    else groups.set(name, [p]);
  }
  return groups;
}

/** Preferred affinity first, then fewer fellows, then more room. */
function scoreOf(
  pod: Pod,
  node: KubeObject,
  { here, placed }: { readonly here: readonly Placed[]; readonly placed: readonly Placed[] },
): number {
  const free = allocatableOf(node);
  const used = here.reduce((s, p) => s + requestsOf(p.pod).milliCpu, 0);
  return (
    preference(pod, node) * 100 -
    crowding(pod, node, placed) * 10 +
    Math.round((1 - used / Math.max(1, free.milliCpu)) * 10) -
    (node.metadata.labels?.[COMPUTE_TYPE] === 'fargate' ? 1e6 : 0)
  );
}

async function unschedulable(c: ControllerContext, pod: Pod, message: string): Promise<void> {
  const before = pod.status?.conditions?.find((x) => x.type === 'PodScheduled');
  if (before?.message === message) return;
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
            lastProbeTime: null,
            lastTransitionTime: stamp(c.clock.now()),
          },
        ],
      },
    },
    'status',
  );
}
