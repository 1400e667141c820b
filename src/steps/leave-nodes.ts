import {
  COMPUTE_TYPE,
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type ObjectRef,
  type Pod,
} from '../model/index.ts';
import type { StepContext } from './define.ts';

/** A new value on the template starts a rollout, as `kubectl rollout restart` does. */
export const MOVED_OFF = ['spec', 'template', 'metadata', 'annotations', 'fargatectl.io/moved-off'];

/**
 * The workloads whose pods leave cordoned nodes by a rollout of their own: new pods first, within
 * the rollout's budget. Eviction knows no such budget where there is no PodDisruptionBudget, and
 * takes a single replica away before there is another.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment (read 2026-11-24)
 */
export async function rolloutsOff(
  context: StepContext,
  pods: readonly Pod[],
): Promise<readonly ObjectRef[]> {
  const found = new Map<string, ObjectRef>();
  const budgets = await context.ports.kube.list(
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
    { signal: context.signal },
  );
  // One that is going already has been replaced, perhaps on Fargate.
  for (const pod of pods.filter((p) => p.metadata.deletionTimestamp === undefined)) {
    const owner = await rollingOwnerOf(context, pod);
    if (!owner || forbids(budgets, pod)) continue;
    const { apiVersion, kind, metadata } = owner;
    const { uid = '', namespace = '', name } = metadata;
    found.set(uid, { apiVersion, kind, namespace, name });
  }
  return [...found.values()];
}

/** A rollout asks no PodDisruptionBudget; one that allows nothing now is not gone around but waited for. */
const forbids = (budgets: readonly KubeObject[], pod: Pod): boolean =>
  budgets.some((b) => {
    const { selector } = b['spec'] as { selector?: LabelSelector };
    const { disruptionsAllowed } = (b['status'] ?? {}) as { disruptionsAllowed?: number };
    return (
      b.metadata.namespace === pod.metadata.namespace &&
      selectorMatches(selector, pod.metadata.labels) &&
      (disruptionsAllowed ?? 0) === 0
    );
  });

/** Whether any EC2 node is left that takes pods. */
export async function hasRoomElsewhere(context: StepContext): Promise<boolean> {
  const nodes = await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Node' },
    { signal: context.signal },
  );
  return nodes.some(
    (n) =>
      n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate' &&
      (n['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable !== true,
  );
}

/** The Deployment or StatefulSet behind a pod, when a change of its template lets the pod go. */
async function rollingOwnerOf(context: StepContext, pod: Pod): Promise<KubeObject | undefined> {
  const set = await ownerOf(context, pod, 'StatefulSet');
  if (set) {
    const { updateStrategy } = set['spec'] as { updateStrategy?: { type?: string } };
    return updateStrategy?.type === 'OnDelete' ? undefined : set;
  }
  const replicaSet = await ownerOf(context, pod, 'ReplicaSet');
  const deployment = replicaSet && (await ownerOf(context, replicaSet, 'Deployment'));
  return deployment && surges(deployment) ? deployment : undefined;
}

/** A volume that one node holds keeps a second pod from starting elsewhere; Recreate has no second pod. */
function surges(deployment: KubeObject): boolean {
  const spec = deployment['spec'] as {
    paused?: boolean;
    strategy?: { type?: string };
    template: { spec: Pod['spec'] };
  };
  return (
    spec.paused !== true &&
    spec.strategy?.type !== 'Recreate' &&
    !(spec.template.spec.volumes ?? []).some((v) => v.persistentVolumeClaim !== undefined)
  );
}

async function ownerOf(
  context: StepContext,
  object: KubeObject,
  kind: 'ReplicaSet' | 'Deployment' | 'StatefulSet',
): Promise<KubeObject | undefined> {
  const reference = object.metadata.ownerReferences?.find((o) => o.controller === true);
  if (reference?.kind !== kind) return undefined;
  const owner = await context.ports.kube.get(
    {
      apiVersion: 'apps/v1',
      kind,
      namespace: object.metadata.namespace ?? '',
      name: reference.name,
    },
    { signal: context.signal },
  );
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** Of the pods that have to leave, those that may go now: what is not ready, and one of each owner while all its others are. */
export function mayLeaveNow(leaving: readonly Pod[], all: readonly Pod[]): readonly Pod[] {
  const owner = (p: Pod): string | undefined =>
    p.metadata.ownerReferences?.find((o) => o.controller === true)?.uid;
  const chosen = new Set<string | undefined>();
  return leaving.filter((pod) => {
    if (pod.metadata.deletionTimestamp !== undefined) return false;
    if (!isPodReady(pod)) return true;
    const uid = owner(pod);
    const settled = all.every(
      (p) =>
        owner(p) !== uid ||
        isOver(p) ||
        (isPodReady(p) && p.metadata.deletionTimestamp === undefined),
    );
    if (!settled || chosen.has(uid)) return false;
    chosen.add(uid);
    return true;
  });
}

const isOver = (p: Pod): boolean => p.status?.phase === 'Succeeded' || p.status?.phase === 'Failed';
