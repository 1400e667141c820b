import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  afterReady,
  claim,
  controllerOf,
  counted,
  deletePod,
  isActive,
  isAvailable,
  writeStatus,
} from './pods.ts';
import { CONTROLLER_REVISION, keepRevisions, revisionOwner } from './revisions.ts';
import { makeClaims, podFor, templateOf } from './stateful-pod.ts';
import { ordinalOf, REVISION, type Revisions, type StatefulSpec } from './stateful-spec.ts';

interface Status {
  readonly currentRevision?: string;
  readonly collisionCount?: number;
}

/** Pods with ordinals, one after the other. @source https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ (read 2026-11-23) */
export function statefulSetController(): Controller {
  return {
    name: 'statefulset',
    watches: {
      'apps/v1/StatefulSet': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        const namespace = pod.metadata.namespace ?? '';
        const owner = controllerOf(pod);
        if (owner?.kind === 'StatefulSet') c.enqueue(`${namespace}/${owner.name}`);
        else if (!owner && now)
          for (const set of c.informer('apps/v1/StatefulSet').inNamespace(namespace))
            c.enqueue(keyOf(set));
      },
      'v1/PersistentVolumeClaim': () => () => undefined,
      [CONTROLLER_REVISION]: (c) => revisionOwner(c, 'StatefulSet'),
    },
    async reconcile(c, key) {
      const set = c.informer('apps/v1/StatefulSet').byKey(key);
      if (!set) return;
      const spec = set['spec'] as StatefulSpec;
      const isMember = (p: Pod): boolean => ordinalOf(set, p) >= 0;
      const pods = await claim<Pod>(c, c.informer('v1/Pod'), set, { ...spec, counts: isMember });
      const before = (set['status'] ?? {}) as Status;
      const { update, current } = await keepRevisions(c, set, spec, {
        current: before.currentRevision,
        inUse: new Set(pods.map((p) => p.metadata.labels?.[REVISION] ?? '')),
        style: 'StatefulSet',
      });
      const s: State = { set, spec, revisions: { update, current }, pods };
      const isStaying = set.metadata.deletionTimestamp === undefined;
      const outdated = isStaying ? await step(c, s) : undefined;
      await report(c, s, outdated);
      afterReady(c, key, pods, spec.minReadySeconds ?? 0);
    },
  };
}

interface State {
  readonly set: KubeObject;
  readonly spec: StatefulSpec;
  readonly revisions: Revisions;
  readonly pods: readonly Pod[];
}

const isOver = (p: Pod): boolean => p.status?.phase === 'Succeeded' || p.status?.phase === 'Failed';
const isLeaving = (p: Pod): boolean => p.metadata.deletionTimestamp !== undefined;
const serves = (c: ControllerContext, s: State, p: Pod): boolean =>
  !isLeaving(p) && isAvailable(p, s.spec.minReadySeconds ?? 0, c.clock);

/**
 * Missing pods upwards, surplus downwards, then old ones from the highest ordinal; in order, each
 * waits for the one before, whatever its revision: a pod that never becomes ready holds up the rest,
 * even the template that would mend it.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback (read 2026-11-25)
 * @returns the pod that was taken away for an update
 */
async function step(c: ControllerContext, s: State): Promise<Pod | undefined> {
  const start = s.spec.ordinals?.start ?? 0;
  const end = start + (s.spec.replicas ?? 1);
  const inOrder = s.spec.podManagementPolicy !== 'Parallel';
  const byOrdinal = new Map(s.pods.map((p) => [ordinalOf(s.set, p), p]));
  for (let i = start; i < end; i += 1)
    if ((await keepReplica(c, s, i, byOrdinal.get(i))) && inOrder) return undefined;
  const upwards = [...byOrdinal].sort(([a], [b]) => a - b);
  const isIn = ([i]: readonly [number, Pod]): boolean => i >= start && i < end;
  const surplus = upwards.filter((x) => !isIn(x)).map(([, p]) => p);
  const ill = [...upwards.filter(isIn).map(([, p]) => p), ...surplus].find((p) => !serves(c, s, p));
  if (await shrink(c, s, surplus.reverse(), ill)) return undefined;
  if (s.spec.updateStrategy?.type === 'OnDelete') return undefined;
  const partition = start + (s.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  for (let i = end - 1; i >= partition; i -= 1) {
    const pod = byOrdinal.get(i);
    if (!pod) return undefined;
    if (pod.metadata.labels?.[REVISION] !== s.revisions.update && !isLeaving(pod)) {
      await remove(c, s, pod);
      return pod;
    }
    if (!serves(c, s, pod)) return undefined;
  }
  return undefined;
}

/** In order, one goes after the other, and only `ill` though it does not serve. True: the rest must wait. */
async function shrink(
  c: ControllerContext,
  s: State,
  surplus: readonly Pod[],
  ill: Pod | undefined,
): Promise<boolean> {
  const inOrder = s.spec.podManagementPolicy !== 'Parallel';
  for (const pod of surplus) {
    const waits = isLeaving(pod) || (!serves(c, s, pod) && pod !== ill);
    if (inOrder && waits) return true;
    if (isLeaving(pod)) continue;
    await remove(c, s, pod);
    if (inOrder) return true;
  }
  return false;
}

/** True: this ordinal is not as it should be yet. */
async function keepReplica(
  c: ControllerContext,
  s: State,
  i: number,
  pod: Pod | undefined,
): Promise<boolean> {
  const { name, namespace } = s.set.metadata;
  if (!pod) {
    // The cache may lag; the server knows whether the name is taken.
    if (await c.api.get('v1/Pod', namespace, `${name}-${i}`)) return true;
    await makeClaims(c, s, i, tell(c, s));
    await c.api.create(
      podFor({ ...s, held: templateOf(c, s.set, s.revisions.current, s.spec) }, i),
    );
    const message = `Create Pod ${name}-${i} in StatefulSet ${name} successful`;
    await tell(c, s)('SuccessfulCreate', message);
    return true;
  }
  if (isOver(pod)) {
    if (!isLeaving(pod)) await remove(c, s, pod);
    return true;
  }
  return !serves(c, s, pod);
}

const tell =
  (c: ControllerContext, s: { readonly set: KubeObject }) =>
  (reason: string, message: string): Promise<void> =>
    c.events.record(s.set, {
      type: 'Normal',
      reason,
      message,
      component: 'statefulset-controller',
    });

async function remove(c: ControllerContext, s: State, pod: Pod): Promise<void> {
  await deletePod(c, pod);
  const { name } = s.set.metadata;
  const message = `Delete Pod ${pod.metadata.name} in StatefulSet ${name} successful`;
  await tell(c, s)('SuccessfulDelete', message);
}

async function report(c: ControllerContext, s: State, outdated: Pod | undefined): Promise<void> {
  const { set, spec, revisions } = s;
  const replicas = spec.replicas ?? 1;
  const staying = s.pods.filter((p) => !isLeaving(p) && p !== outdated);
  const of = (revision: string): number =>
    staying.filter((p) => p.metadata.labels?.[REVISION] === revision).length;
  const ready = s.pods.filter((p) => isActive(p) && isPodReady(p));
  const updated = of(revisions.update);
  const isDone =
    spec.updateStrategy?.type !== 'OnDelete' &&
    updated === replicas &&
    ready.length === replicas &&
    s.pods.length === replicas;
  const { collisionCount = 0 } = (set['status'] ?? {}) as Status;
  await writeStatus(c, set, {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: s.pods.length,
    availableReplicas: ready.filter((p) => serves(c, s, p)).length,
    ...counted({
      readyReplicas: ready.length,
      currentReplicas: isDone ? updated : of(revisions.current),
      updatedReplicas: updated,
    }),
    currentRevision: isDone ? revisions.update : revisions.current,
    updateRevision: revisions.update,
    collisionCount,
  });
}
