import { refOf, type KubeObject, type Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { byDispensability } from './dispensability.ts';
import { leftMs, type Backoff, type Losses } from './job-backoff.ts';
import { indexedTemplate, indexOf, isTracked, TRACKING, waitsForTheEnd, type JobSpec } from './job-spec.ts'; // prettier-ignore
import {
  createPod,
  deletePod,
  isTerminating,
  podOf,
  tellDeleted,
  type Expectations,
} from './pods.ts';

export const COMPONENT = 'job-controller';

/** What the controller remembers between two looks. */
export interface Memory {
  readonly awaited: Expectations;
  readonly backoff: Backoff;
  /** Pods that the status counts already; their finalizer may still be seen. */
  readonly tallied: Set<string>;
}

/** Takes the finalizer from a pod; it may be gone meanwhile. */
export async function free(c: ControllerContext, pod: KubeObject): Promise<void> {
  if (!isTracked(pod)) return;
  const finalizers = (pod.metadata.finalizers ?? []).filter((f) => f !== TRACKING);
  await c.api.mergePatch(refOf(pod), { metadata: { finalizers } }).catch(() => undefined);
}

export interface Work {
  readonly key: string;
  readonly job: KubeObject;
  readonly spec: JobSpec;
  readonly active: readonly Pod[];
  readonly pods: readonly Pod[];
  readonly succeeded: number;
  readonly done: readonly number[] | undefined;
  readonly backoff: Losses;
}

/** How many pods shall be at work. Without a number of completions the first success starts the end. */
function wantedOf(spec: JobSpec, { active, succeeded }: Work): number {
  const parallelism = spec.parallelism ?? 1;
  if (spec.suspend === true) return 0;
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, spec.completions - succeeded));
}

/** Too many pods go without being counted; too few are made, after a failure not at once. */
export async function manage(
  c: ControllerContext,
  memory: Memory,
  w: Work,
): Promise<{ readonly left: readonly Pod[]; readonly made: number; readonly waits: boolean }> {
  const { key, job, spec, active } = w;
  const wanted = wantedOf(spec, w);
  if (active.length > wanted) {
    const order = byDispensability(c.clock.now(), []);
    const surplus = [...active].sort(order).slice(0, active.length - wanted);
    for (const pod of surplus) {
      memory.awaited.deleted(key, pod.metadata.uid ?? '');
      memory.tallied.add(pod.metadata.uid ?? '');
      await free(c, pod);
      await remove(c, job, pod);
    }
    return { left: active.filter((p) => !surplus.includes(p)), made: 0, waits: false };
  }
  const leaving = waitsForTheEnd(spec) ? w.pods.filter(isTerminating).length : 0;
  const missing = wanted - active.length - leaving;
  if (missing <= 0) return { left: active, made: 0, waits: false };
  const wait = leftMs(w.backoff, c.clock);
  if (wait > 0) {
    c.enqueueAfter(key, wait + 1);
    return { left: [], made: 0, waits: true };
  }
  const indexes = w.done && pendingIndexes(spec, w.done, active, missing);
  let made = 0;
  for (let i = 0; i < (indexes?.length ?? missing); i += 1) {
    const pod = await createPod(c, job, podFor(job, spec, indexes?.[i]), COMPONENT);
    memory.awaited.created(key, pod.metadata.uid ?? '');
    made += 1;
  }
  return { left: active, made, waits: false };
}

/** The lowest indexes that nobody works on or has done. */
function pendingIndexes(
  spec: JobSpec,
  done: readonly number[],
  active: readonly Pod[],
  count: number,
): readonly number[] {
  const taken = new Set([...done, ...active.map(indexOf)]);
  const all = Array.from({ length: spec.completions ?? 1 }, (_, i) => i);
  return all.filter((i) => !taken.has(i)).slice(0, count);
}

function podFor(job: KubeObject, spec: JobSpec, index: number | undefined): KubeObject {
  const template = index === undefined ? spec.template : indexedTemplate(job, spec.template, index);
  const pod = podOf(template, job);
  const finalizers = [...(pod.metadata.finalizers ?? []), TRACKING];
  const generateName =
    index === undefined ? {} : { generateName: `${job.metadata.name}-${index}-` };
  return { ...pod, metadata: { ...pod.metadata, ...generateName, finalizers } };
}

export async function remove(c: ControllerContext, job: KubeObject, pod: Pod): Promise<void> {
  await deletePod(c, pod);
  await tellDeleted(c, job, pod, COMPONENT);
}
