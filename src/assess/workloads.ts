import {
  groupOf,
  isBuiltInGroup,
  refOf,
  workloadKey,
  type KubeObject,
  type ObjectRef,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { inOrder } from './order.ts';
import { holdsTemplate, templatesIn } from './templates.ts';

/** Pods and what makes them on behalf of somebody else; all others stand for themselves. */
const MADE_BY_OTHERS = new Set(['Pod', 'ReplicaSet', 'ReplicationController', 'Job']);
const isMadeByOthers = (o: KubeObject): boolean => MADE_BY_OTHERS.has(o.kind) && isBuiltInGroup(o);

interface Group {
  readonly owner: ObjectRef;
  readonly objects: KubeObject[];
}

const known = new WeakMap<Snapshot, readonly Workload[]>();

/**
 * What people deployed, sorted by `workloadKey`: the topmost object that carries the pod template.
 * Pods whose owner was not read, or makes them from settings of its own, are one workload under
 * their owner's name, whatever shapes they have.
 */
export function workloadsOf(snapshot: Snapshot): readonly Workload[] {
  const workloads = known.get(snapshot) ?? makeWorkloads(snapshot);
  known.set(snapshot, workloads);
  return workloads;
}

function makeWorkloads(snapshot: Snapshot): readonly Workload[] {
  const objects = inOrder(snapshot.objects);
  const pods: KubeObject[] = [];
  const all = new Map<string, KubeObject>();
  for (const object of objects) {
    if (object.kind === 'Pod' && isBuiltInGroup(object)) pods.push(object);
    else if (holdsTemplate(object)) all.set(nameKey(refOf(object)), object);
  }
  const holders = withoutMakers(all, pods);
  const minimum = hpaMinimums(snapshot.objects);
  const borrowed = borrowedTemplates(snapshot.objects);
  const found = new Map<string, Workload>();
  const orphans = new Map<string, Group>();
  const namedPod = podsByName(pods);
  let held: KubeObject | undefined;
  for (const object of [...holders.values(), ...pods]) {
    // Most objects are pods of their neighbour's controller.
    if (held && isSibling(held, object)) continue;
    const owner = ownerIn(namedPod, object);
    if (owner === undefined || !isMadeByOthers(object)) {
      const key = nameKey(refOf(object));
      const workload = workloadOf(snapshot, object, borrowed.get(key), minimum.get(key));
      if (workload) found.set(workloadKey(workload.ref), workload);
    } else if (holders.has(nameKey(owner))) held = object;
    else {
      const key = workloadKey(owner);
      const group = orphans.get(key) ?? { owner, objects: [] };
      group.objects.push(object);
      orphans.set(key, group);
    }
  }
  for (const [key, group] of orphans) {
    const own = found.get(key);
    const workload = own ? joinedBy(own, group) : orphanOf(group);
    if (workload) found.set(key, workload);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, workload]) => workload);
}

/**
 * Without the custom resources whose work other objects do: a Knative Service has a Deployment, an
 * Elasticsearch its StatefulSets, and what stands there is what runs.
 */
function withoutMakers(
  holders: ReadonlyMap<string, KubeObject>,
  pods: readonly KubeObject[],
): ReadonlyMap<string, KubeObject> {
  // Most clusters have none, and a hundred thousand pods.
  if ([...holders.values()].every(isBuiltInGroup)) return holders;
  const makers = new Set<string>();
  for (const object of [...holders.values(), ...pods]) {
    const owner = controllerOf(object);
    const key = owner && nameKey(owner);
    const holder = key === undefined ? undefined : holders.get(key);
    if (!holder || key === undefined || isBuiltInGroup(holder)) continue;
    if (!isMadeByOthers(object) || templatesIn(holder).some((t) => t.partial !== undefined || t.place !== undefined)) makers.add(key);
  }
  // Knative's revisions between the two are seldom in a snapshot; the label tells.
  for (const { kind, apiVersion, metadata } of holders.values()) {
    const service = kind === 'Deployment' ? metadata.labels?.['serving.knative.dev/service'] : undefined;
    if (service !== undefined && isBuiltInGroup({ apiVersion }))
      makers.add(`serving.knative.dev/Service/${metadata.namespace ?? ''}/${service}`);
  }
  return makers.size === 0 ? holders : new Map([...holders].filter(([key]) => !makers.has(key)));
} // prettier-ignore

/** Pods by `nameKey`; few pods are made by pods, so the index is made when one is asked for. */
function podsByName(pods: readonly KubeObject[]): (key: string) => KubeObject | undefined {
  let index: ReadonlyMap<string, KubeObject> | undefined;
  return (key) => {
    index ??= new Map(pods.map((pod) => [nameKey(refOf(pod)), pod]));
    return index.get(key);
  };
}

/** The controller of an object; of a pod that another pod made (Spark's executors), that pod's own. */
function ownerIn(
  namedPod: (key: string) => KubeObject | undefined,
  object: KubeObject,
): ObjectRef | undefined {
  let owner = controllerOf(object);
  const seen = new Set<string>();
  while (owner?.kind === 'Pod') {
    const key = nameKey(owner);
    const pod = seen.has(key) ? undefined : namedPod(key);
    const above = pod && controllerOf(pod);
    if (!above) break;
    seen.add(key);
    owner = above;
  }
  return owner;
}

/** Group, not version: an owner reference may name another version of the same object. */
const nameKey = (ref: ObjectRef): string =>
  `${groupOf(ref)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;

/** Whether two objects have one owner; told by what a snapshot keeps once, so a no may be wrong. */
const isSibling = (a: KubeObject, b: KubeObject): boolean =>
  a.metadata.ownerReferences !== undefined &&
  a.metadata.ownerReferences === b.metadata.ownerReferences &&
  a.metadata.namespace === b.metadata.namespace &&
  a.kind === b.kind &&
  a.apiVersion === b.apiVersion;

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

/** Pods, ReplicaSets or Jobs whose owner is not in the snapshot; the pods tell the template. */
function orphanOf({ owner, objects }: Group): Workload | undefined {
  const shapes = shapesOf(objects);
  const sample = shapes.at(-1);
  const first = sample && templatesIn(sample)[0];
  if (!sample || !first) return undefined;
  return {
    ref: owner,
    object: sample,
    template: first.template,
    templatePath: first.path,
    replicas: owner.kind === 'CronJob' ? null : aliveOf(objects),
    ...(shapes.length > 1 && { others: shapes.slice(0, -1) }),
  };
}

/** A pod of nobody that made others: they run, move and end with it. */
function joinedBy(workload: Workload, { objects }: Group): Workload {
  const [own, ...others] = [shapeOf(workload.object), ...objects.map(shapeOf)];
  const different = shapesOf(objects.filter((_, i) => others[i] !== own));
  return {
    ...workload,
    replicas: (workload.replicas ?? 0) + aliveOf(objects),
    ...(different.length > 0 && { others: different }),
  };
}

const aliveOf = (objects: readonly KubeObject[]): number =>
  objects.reduce((sum, o) => sum + (replicasOf(o, undefined) ?? 0), 0);

/** One object of each shape that the owner's objects have, the last that was seen; order kept. */
function shapesOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  const last = objects.at(-1);
  if (objects.length === 1 && last) return [last];
  const shapes = new Map<string, KubeObject>();
  for (const object of objects) {
    const shape = shapeOf(object);
    shapes.delete(shape);
    shapes.set(shape, object);
  }
  return [...shapes.values()];
}

/** What the pods of one template have in common: all but names that are each pod's own. */
function shapeOf(object: KubeObject): string {
  return JSON.stringify(templatesIn(object)[0]?.template.spec, (key, value: unknown) =>
    key === 'nodeName' || key === 'hostname'
      ? undefined
      : typeof value !== 'string'
        ? value
        : key === 'claimName'
          ? value.replaceAll(/\d+/g, '#')
          : value.replace(/^kube-api-access-\w+$/, 'kube-api-access'),
  );
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
