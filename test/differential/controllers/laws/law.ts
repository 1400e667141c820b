import { isPodReady, type KubeObject, type Pod } from '../../../../src/model/index.ts';
import type { Step } from '../steps.ts';
import type { Recording } from '../views.ts';

/** One change, just after it happened. */
export interface Moment {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is now; for DELETED, as it was last. */
  readonly object: AnyObject;
  /** The same object before. */
  readonly was: AnyObject | undefined;
  readonly world: World;
  /** What somebody did from outside, and controllers answer. */
  readonly step: Step;
}
/**
 * What a controller promises at every moment, not only when it has come to rest. `undefined`: this
 * moment is none of its business; else whether it held, or in words how it did not.
 */
export interface Law {
  readonly name: string;
  readonly holds: (moment: Moment) => boolean | string | undefined;
}

// Fields are read freely, as they come.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyObject = KubeObject & { readonly spec?: any; readonly status?: any };

/** A namespace at one moment. */
export class World {
  private readonly objects = new Map<string, AnyObject>();
  /** Pods that have ended badly so far, by uid. */
  readonly failedPods = new Set<string>();
  /** Pods that are gone, as they were last. */
  readonly gonePods: AnyObject[] = [];

  take(type: Moment['type'], object: AnyObject): AnyObject | undefined {
    const key = `${object.kind}/${object.metadata.name}`;
    const was = this.objects.get(key);
    if (type === 'DELETED') this.objects.delete(key);
    else this.objects.set(key, object);
    if (object.kind === 'Pod' && object.status?.phase === 'Failed')
      this.failedPods.add(object.metadata.uid ?? '');
    if (type === 'DELETED' && object.kind === 'Pod') this.gonePods.push(was ?? object);
    return was;
  }
  all(kind: string): readonly AnyObject[] {
    return [...this.objects.values()].filter((o) => o.kind === kind);
  }
  everything(): readonly AnyObject[] {
    return [...this.objects.values()];
  }
  /** The object that controls another. */
  ownerOf(object: AnyObject): AnyObject | undefined {
    const ref = object.metadata.ownerReferences?.find((r) => r.controller);
    return [...this.objects.values()].find((o) => ref !== undefined && o.metadata.uid === ref.uid);
  }
  ownedBy(owner: AnyObject, kind: string): readonly AnyObject[] {
    return this.all(kind).filter((o) =>
      o.metadata.ownerReferences?.some((r) => r.controller && r.uid === owner.metadata.uid),
    );
  }
}

/**
 * Holds a recording against laws. Events of different kinds come by different watches; versions say
 * in which order things really happened, on a server that counts all objects' by one counter.
 */
export function judge(
  laws: readonly Law[],
  steps: readonly Step[],
  { trace, marks }: Recording,
  applied: Map<string, number>,
): readonly string[] {
  const stepAt = (index: number): number => {
    const at = marks.findIndex((mark) => mark > index);
    return at < 0 ? marks.length - 1 : at;
  };
  const ordered = trace
    .map((event, index) => ({ ...event, step: stepAt(index), version: versionOf(event.object) }))
    .sort((a, b) => a.version - b.version);
  const world = new World();
  const broken: string[] = [];
  for (const { type, object, step } of ordered) {
    const was = world.take(type, object);
    // After the last step gates are opened until nothing moves.
    const moment = { type, object, was, world, step: steps[step] ?? ({ do: 'open', pods: 1 } as const) }; // prettier-ignore
    for (const law of laws) {
      const said = law.holds(moment);
      if (said === undefined) continue;
      applied.set(law.name, (applied.get(law.name) ?? 0) + 1);
      if (said === true) continue;
      const { kind, metadata } = object;
      broken.push(`${law.name}: ${type} ${kind} ${metadata.name} at version ${metadata.resourceVersion ?? '?'}, step ${step}${said === false ? '' : `: ${said}`}`); // prettier-ignore
    }
  }
  return broken;
}

const versionOf = (o: KubeObject): number => Number(o.metadata.resourceVersion);

/** Nobody but controllers takes pods away, and no size is changed from outside. */
export const isLeftAlone = (step: Step): boolean =>
  step.do === 'open' ||
  step.do === 'open all' ||
  step.do === 'wait' ||
  (step.do === 'patch' && !/"(replicas|strategy|updateStrategy|parallelism)"/.test(JSON.stringify(step.patch))); // prettier-ignore

export const isReady = (pod: AnyObject): boolean => isPodReady(pod as unknown as Pod);
export const isOver = (pod: AnyObject): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
/** Neither ended nor on its way out. */
export const isLive = (pod: AnyObject): boolean =>
  pod.metadata.deletionTimestamp === undefined && !isOver(pod);
/** The pod goes at this moment: its deletion begins, or it is gone at once. */
export const goes = ({ type, object, was }: Moment): boolean =>
  object.kind === 'Pod' &&
  was !== undefined &&
  isLive(was) &&
  (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined);

/** `25%` of a size, or a number as it is. */
export function share(value: unknown, of: number, round: (n: number) => number): number {
  const text = String(value);
  return text.endsWith('%') ? round((Number.parseFloat(text) * of) / 100) : Number(text);
}
