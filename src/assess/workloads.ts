import {
  refOf,
  workloadKey,
  type KubeObject,
  type ObjectRef,
  type PodTemplate,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { inOrder } from './order.ts';
import { templatesIn } from './templates.ts';

/** Pods and what makes them on behalf of somebody else; all others stand for themselves. */
const MADE_BY_OTHERS = new Set(['Pod', 'ReplicaSet', 'ReplicationController', 'Job']);

/**
 * What people deployed, sorted by `workloadKey`: the topmost object that carries the pod template.
 * Pods whose owner was not read are one workload under their owner's name.
 */
export function workloadsOf(snapshot: Snapshot): readonly Workload[] {
  const holders = new Map<string, KubeObject>();
  const pods: KubeObject[] = [];
  for (const object of inOrder(snapshot.objects)) {
    if (object.kind === 'Pod') pods.push(object);
    else if (templatesIn(object).length > 0) holders.set(nameKey(refOf(object)), object);
  }
  const minimum = hpaMinimums(snapshot.objects);
  const borrowed = borrowedTemplates(snapshot.objects);
  const found = new Map<string, Workload>();
  const orphans = new Map<string, { readonly owner: ObjectRef; readonly objects: KubeObject[] }>();
  for (const object of [...holders.values(), ...pods]) {
    const owner = controllerOf(object);
    const standsAlone = owner === undefined || !MADE_BY_OTHERS.has(object.kind);
    if (standsAlone) {
      const key = nameKey(refOf(object));
      const workload = workloadOf(snapshot, object, borrowed.get(key), minimum.get(key));
      if (workload) found.set(workloadKey(workload.ref), workload);
    } else if (!holders.has(nameKey(owner))) {
      const key = workloadKey(owner);
      const group = orphans.get(key) ?? { owner, objects: [] };
      group.objects.push(object);
      orphans.set(key, group);
    }
  }
  for (const [key, { owner, objects }] of orphans) {
    const workload = orphanOf(owner, objects);
    if (workload && !found.has(key)) found.set(key, workload);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, workload]) => workload);
}

/** Group, not version: an owner reference may name another version of the same object. */
const nameKey = (ref: ObjectRef): string =>
  `${ref.apiVersion.includes('/') ? ref.apiVersion.split('/')[0] : ''}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;

/** The owner that controls an object; a static pod's node is none. */
function controllerOf(object: KubeObject): ObjectRef | undefined {
  const owner = object.metadata.ownerReferences?.find((o) => o.controller === true);
  if (!owner || owner.kind === 'Node') return undefined;
  const { namespace } = object.metadata;
  const base = { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name };
  return namespace === undefined ? base : { ...base, namespace };
}

function workloadOf(
  snapshot: Snapshot,
  object: KubeObject,
  borrowed: number | undefined,
  hpaMinimum: number | undefined,
): Workload | undefined {
  const [first] = templatesIn(object);
  if (!first) return undefined;
  const ref = refOf(object);
  const origin = snapshot.origins[workloadKey(ref)];
  return {
    ref,
    object,
    template: first.template,
    templatePath: first.path,
    replicas: borrowed ?? replicasOf(object, hpaMinimum),
    ...(origin && { origin }),
  };
}

/** Pods, ReplicaSets or Jobs whose owner is not in the snapshot; the pod tells the template. */
function orphanOf(owner: ObjectRef, objects: readonly KubeObject[]): Workload | undefined {
  const sample = objects.at(-1);
  const first = sample && templatesIn(sample)[0];
  if (!sample || !first) return undefined;
  const template: PodTemplate = first.template;
  const alive = objects.map((o) => replicasOf(o, undefined) ?? 0);
  return {
    ref: owner,
    object: sample,
    template,
    templatePath: first.path,
    replicas: owner.kind === 'CronJob' ? null : alive.reduce((a, b) => a + b, 0),
  };
}

interface Counts {
  readonly spec?: { readonly replicas?: unknown; readonly parallelism?: unknown; readonly suspend?: unknown };
  readonly status?: {
    readonly phase?: unknown;
    readonly desiredNumberScheduled?: unknown;
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  };
} // prettier-ignore

function replicasOf(object: KubeObject, hpaMinimum: number | undefined): number | null {
  const { spec, status } = object as Counts;
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return number(spec?.replicas) ?? hpaMinimum ?? 1;
    case 'DaemonSet':
      return number(status?.desiredNumberScheduled);
    case 'CronJob':
      return null;
    case 'Job': {
      const over = status?.conditions?.some(
        (c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True',
      );
      return over === true || spec?.suspend === true ? 0 : (number(spec?.parallelism) ?? 1);
    }
    case 'Pod':
      return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? 0 : 1;
    default:
      return number(spec?.replicas);
  }
}

/** Manifests under a HorizontalPodAutoscaler leave `replicas` out; its minimum is what will run. */
function hpaMinimums(objects: readonly KubeObject[]): ReadonlyMap<string, number> {
  const minimums = new Map<string, number>();
  for (const hpa of objects) {
    if (hpa.kind !== 'HorizontalPodAutoscaler') continue;
    const spec = hpa['spec'] as
      | { readonly minReplicas?: number; readonly scaleTargetRef?: ObjectRef }
      | undefined;
    if (!spec?.scaleTargetRef) continue;
    const { namespace } = hpa.metadata;
    const target = { ...spec.scaleTargetRef, apiVersion: spec.scaleTargetRef.apiVersion ?? 'apps/v1' };
    minimums.set(nameKey(namespace === undefined ? target : { ...target, namespace }), spec.minReplicas ?? 1);
  } // prettier-ignore
  return minimums;
}

/**
 * Replicas of Rollouts that borrow the pod template of a Deployment (`workloadRef`), by the
 * Deployment: that one is scaled to 0 then, and its pods are the Rollout's.
 * @source https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout (read 2026-11-24)
 */
function borrowedTemplates(objects: readonly KubeObject[]): ReadonlyMap<string, number> {
  const borrowed = new Map<string, number>();
  for (const object of objects) {
    if (object.kind !== 'Rollout') continue;
    const spec = object['spec'] as { readonly replicas?: unknown; readonly workloadRef?: ObjectRef } | undefined;
    if (!spec?.workloadRef) continue;
    const { namespace } = object.metadata;
    const target = { ...spec.workloadRef, apiVersion: spec.workloadRef.apiVersion ?? 'apps/v1' };
    const key = nameKey(namespace === undefined ? target : { ...target, namespace });
    borrowed.set(key, typeof spec.replicas === 'number' ? spec.replicas : 1);
  }
  return borrowed;
} // prettier-ignore
