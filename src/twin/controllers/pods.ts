import { createHash } from 'node:crypto';
import {
  canonicalJson,
  isPodReady,
  jsonEqual,
  refOf,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type OwnerReference,
  type Pod,
  type PodTemplate,
} from '../../model/index.ts';
import type { ControllerContext, Informer } from '../runtime/index.ts';
import type { TwinClock } from '../clock/index.ts';

export const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const isActive = (p: Pod): boolean =>
  p.metadata.deletionTimestamp === undefined &&
  p.status?.phase !== 'Succeeded' &&
  p.status?.phase !== 'Failed';

/** On its way out, and not over yet. */
export const isTerminating = (p: Pod): boolean =>
  p.metadata.deletionTimestamp !== undefined &&
  p.status?.phase !== 'Succeeded' &&
  p.status?.phase !== 'Failed';

/** Ready for at least `minReadySeconds`. */
export function isAvailable(p: Pod, minReadySeconds: number, clock: TwinClock): boolean {
  if (!isPodReady(p)) return false;
  if (minReadySeconds <= 0) return true;
  const ready = p.status?.conditions?.find((c) => c.type === 'Ready') as
    { lastTransitionTime?: string } | undefined;
  return clock.age(Date.parse(ready?.lastTransitionTime ?? '')) >= minReadySeconds * 1000;
}

export const ownerRef = (o: KubeObject): OwnerReference => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  name: o.metadata.name,
  uid: o.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

export const controllerOf = (o: KubeObject): OwnerReference | undefined =>
  o.metadata.ownerReferences?.find((r) => r.controller === true);

/** A pod of a template; `extra` is laid over its metadata. */
export function podOf(
  template: PodTemplate,
  owner: KubeObject,
  extra: {
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly spec?: Readonly<Record<string, unknown>>;
  } = {},
): KubeObject {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(extra.name === undefined ? {} : { name: extra.name }),
      namespace: owner.metadata.namespace ?? '',
      ...(labels || extra.labels ? { labels: { ...labels, ...extra.labels } } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [ownerRef(owner)],
    } as unknown as KubeObject['metadata'],
    spec: { ...template.spec, ...extra.spec },
  };
}

export const deletePod = (c: ControllerContext, pod: KubeObject): Promise<void> =>
  c.api.delete(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
    },
    pod.metadata.uid === undefined ? {} : { uid: pod.metadata.uid },
  );

/** Makes a pod, and says so on its owner: that it was made, or why it could not be. */
export async function createPod(
  c: ControllerContext,
  owner: KubeObject,
  pod: KubeObject,
  component: string,
): Promise<KubeObject> {
  try {
    const made = await c.api.create(pod);
    const message = `Created pod: ${made.metadata.name}`;
    await c.events.record(owner, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message,
      component,
    });
    return made;
  } catch (error) {
    const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
    await c.events.record(owner, { type: 'Warning', reason: 'FailedCreate', message, component });
    throw error;
  }
}

export const tellDeleted = (
  c: ControllerContext,
  owner: KubeObject,
  pod: KubeObject,
  component: string,
): Promise<void> =>
  c.events.record(owner, {
    type: 'Normal',
    reason: 'SuccessfulDelete',
    message: `Deleted pod: ${pod.metadata.name}`,
    component,
  });

/**
 * The objects that are an owner's: its own that its selector still matches, and those of nobody that
 * it matches, which are taken in. An own object that it no longer matches is let go. An owner that is
 * being deleted takes nothing and lets nothing go.
 */
export async function claim<T extends KubeObject>(
  c: ControllerContext,
  informer: Informer,
  owner: KubeObject,
  {
    selector,
    counts = () => true,
  }: {
    readonly selector: LabelSelector | undefined;
    /** What is not looked at is neither taken nor let go. */
    readonly counts?: (object: T) => boolean;
  },
): Promise<readonly T[]> {
  const { uid = '', namespace = '', deletionTimestamp } = owner.metadata;
  const claimed: T[] = [];
  for (const object of [...informer.inNamespace(namespace)] as T[]) {
    const controller = controllerOf(object);
    if ((controller && controller.uid !== uid) || !counts(object)) continue;
    const matches = selectorMatches(selector, object.metadata.labels);
    const refs = object.metadata.ownerReferences ?? [];
    if (controller && matches) claimed.push(object);
    else if (deletionTimestamp !== undefined) continue;
    else if (controller) {
      await setOwners(
        c,
        object,
        refs.filter((r) => r.uid !== uid),
      );
    } else if (matches && object.metadata.deletionTimestamp === undefined) {
      await setOwners(c, object, [...refs, ownerRef(owner)]);
      claimed.push(object);
    }
  }
  return claimed;
}

const setOwners = (
  c: ControllerContext,
  object: KubeObject,
  owners: readonly OwnerReference[],
): Promise<KubeObject> =>
  c.api.mergePatch(refOf(object), {
    metadata: { ownerReferences: owners.length === 0 ? null : owners },
  });

/** Ten letters that name a template, without vowels as Kubernetes writes them. */
export function templateHash(template: unknown): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const digest = createHash('sha256').update(canonicalJson(template)).digest();
  return [...digest.subarray(0, 10)].map((b) => letters[b % letters.length]).join('');
}

/** `25%` of a number, or the number itself. */
export const share = (
  value: number | string | undefined,
  of: number,
  round: (n: number) => number,
): number =>
  typeof value === 'string' && value.endsWith('%')
    ? round((of * Number.parseInt(value, 10)) / 100)
    : Number(value ?? 0);

/** Waits until something is true by time alone. */
export function afterReady(
  c: ControllerContext,
  key: string,
  pods: readonly Pod[],
  minReadySeconds: number,
): void {
  if (
    minReadySeconds > 0 &&
    pods.some((p) => isPodReady(p) && !isAvailable(p, minReadySeconds, c.clock))
  )
    c.enqueueAfter(key, minReadySeconds * 1000);
}

export interface Expectations {
  /** True while creations or deletions of ours are not in the cache yet. */
  pending(key: string): boolean;
  created(key: string, uid: string): void;
  deleted(key: string, uid: string): void;
}

/** A cache lags behind our own writes; until it has caught up, counting again would make too many. */
export function expectations(seen: (uid: string) => Pod | undefined): Expectations {
  const made = new Map<string, Set<string>>();
  const gone = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, uid: string): void => {
    map.set(key, (map.get(key) ?? new Set()).add(uid));
  };
  return {
    pending(key) {
      for (const uid of made.get(key) ?? []) if (seen(uid)) made.get(key)?.delete(uid);
      for (const uid of gone.get(key) ?? []) {
        const pod = seen(uid);
        if (!pod || pod.metadata.deletionTimestamp !== undefined) gone.get(key)?.delete(uid);
      }
      return (made.get(key)?.size ?? 0) + (gone.get(key)?.size ?? 0) > 0;
    },
    created: (key, uid) => add(made, key, uid),
    deleted: (key, uid) => add(gone, key, uid),
  };
}

/** Writes a status only when it says something new. */
export async function writeStatus(
  c: ControllerContext,
  object: KubeObject,
  status: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (jsonEqual(object['status'] ?? {}, status)) return;
  await c.api.updateStatus({ ...object, status });
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** Conditions with their times kept where nothing changed. */
export function conditionsOf(
  before: unknown,
  now: number,
  conditions: readonly Condition[],
): readonly unknown[] {
  const old = (before ?? []) as readonly (Condition & {
    readonly lastTransitionTime?: string;
    readonly lastUpdateTime?: string;
  })[];
  return conditions.map((c) => {
    const was = old.find((o) => o.type === c.type);
    const same = was?.status === c.status;
    return {
      ...c,
      lastTransitionTime: same ? (was?.lastTransitionTime ?? stamp(now)) : stamp(now),
      lastUpdateTime:
        same && was?.reason === c.reason && was.message === c.message
          ? (was.lastUpdateTime ?? stamp(now))
          : stamp(now),
    };
  });
}

interface Timed extends Condition {
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}
/** A condition put among others. One of the same status and reason stays as it is, its words too. */
export function setCondition<T extends Timed>(
  all: readonly T[],
  now: number,
  condition: Condition,
): readonly (T | Timed)[] {
  const was = all.find((x) => x.type === condition.type);
  if (was?.status === condition.status && was.reason === condition.reason) return all;
  const lastTransitionTime =
    was?.status === condition.status ? (was.lastTransitionTime ?? stamp(now)) : stamp(now);
  const others = all.filter((x) => x.type !== condition.type);
  return [...others, { ...condition, lastUpdateTime: stamp(now), lastTransitionTime }];
}

/** Counts as Go writes them: none is not written. */
export const counted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
