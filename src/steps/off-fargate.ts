import { z } from 'zod';
import {
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  formatRef,
  matchingProfiles,
  refOf,
  RUN_LABEL,
  text,
  type FargateProfile,
  type KubeObject,
  type ObjectRef,
} from '../model/index.ts';
import type { FieldSetting } from '../effects/index.ts';
import type { StepContext } from './define.ts';
import { heldSeconds } from './held-pods.ts';
import { mustGet, waitForRollout } from './rollout.ts';
import { objectRef } from './schemas.ts';

/**
 * The documented way to keep a pod off every Fargate profile: an annotation on its template.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-24)
 */
const STAYS_ON_EC2 = 'ec2';
/** Ours on the way back: the opt-out goes again with the profile that it is for. */
const FOR_THE_WAY_BACK = 'fargatectl.io/kept-on-ec2';

interface TemplateMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

const TEMPLATE = ['spec', 'template'];
const annotation = (template: readonly string[], key: string): readonly string[] => [
  ...template,
  'metadata',
  'annotations',
  key,
];

/** A workload that a profile would draw in although it stays; where its pod template is. */
export const keptOff = z.object({ ref: objectRef, template: z.array(z.string()) });

/** Before the profile exists, so that no pod of theirs is ever given to it. */
export async function keepOffFargate(
  context: StepContext,
  workloads: readonly z.infer<typeof keptOff>[],
): Promise<void> {
  for (const { ref, template } of workloads) {
    await context.effect({
      kind: 'kube-set',
      ref,
      set: [{ path: annotation(template, COMPUTE_TYPE), value: STAYS_ON_EC2 }],
    });
    if (ref.kind !== 'CronJob') await waitForRollout(context, ref, 'anywhere');
  }
}

/**
 * On the way back: pods on a profile that no step has moved there. It was there when they were
 * made, for another reason (scaled, rescheduled, a new image), and took them. Their workloads get the
 * opt-out and roll out by their own rules. What nobody rolls out is left to the wait that follows.
 */
export async function sendBack(context: StepContext, profile: string): Promise<void> {
  const pods = await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Pod', labelSelector: `${FARGATE_PROFILE_LABEL}=${profile}` },
    { signal: context.signal },
  );
  const owners = new Map<string, ObjectRef>();
  // One that is going already has been replaced where it belongs.
  for (const pod of pods.filter((p) => p.metadata.deletionTimestamp === undefined)) {
    const owner = await ownerOf(context, pod);
    if (owner) owners.set(formatRef(owner), owner);
  }
  for (const [name, ref] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await stayOffOnTheWayBack(context, ref, []);
    context.note(
      text(
        `${name} had pods on profile ${profile} though no step had moved it; they went back to EC2.`,
        `${name}: 옮긴 단계가 없는데 파드가 프로필 ${profile}에 있어 EC2로 되돌렸습니다.`,
      ),
    );
    await waitForRollout(context, ref, 'ec2');
  }
}

/** The Deployment or StatefulSet that made a pod; undefined for what no rollout can make anew. */
async function ownerOf(context: StepContext, pod: KubeObject): Promise<ObjectRef | undefined> {
  const { namespace = '', ownerReferences } = pod.metadata;
  const by = ownerReferences?.find((o) => o.controller === true);
  const of = (kind: string, name: string): ObjectRef => ({
    apiVersion: 'apps/v1',
    kind,
    namespace,
    name,
  });
  if (by?.kind === 'StatefulSet') return of('StatefulSet', by.name);
  if (by?.kind !== 'ReplicaSet') return undefined;
  const set = await context.ports.kube.get(of('ReplicaSet', by.name), { signal: context.signal });
  const above = set?.metadata.ownerReferences?.find((o) => o.controller === true);
  return above?.kind === 'Deployment' ? of('Deployment', above.name) : undefined;
}

/**
 * Where a workload's pods are when its move is undone: on EC2, or wherever a profile puts them that
 * was there before this run or is somebody else's.
 */
export async function sideAfterUndo(
  context: StepContext,
  ref: ObjectRef,
): Promise<'ec2' | 'anywhere'> {
  const { annotations, labels } = templateOf(await mustGet(context, ref)).metadata ?? {};
  if (annotations?.[COMPUTE_TYPE] === STAYS_ON_EC2) return 'ec2';
  const others = (await activeProfiles(context)).filter((p) => !isOfThisRun(context, p));
  return matchingProfiles(others, ref.namespace ?? '', labels ?? {}).length > 0
    ? 'anywhere'
    : 'ec2';
}

/**
 * On the way back, where a profile would take the workload even without what its move had set (it
 * selects the whole namespace): an opt-out, until the profile is gone. A profile cannot go before.
 */
export async function stayOffOnTheWayBack(
  context: StepContext,
  ref: ObjectRef,
  undone: readonly FieldSetting[],
): Promise<void> {
  const metadata = templateOf(await mustGet(context, ref)).metadata ?? {};
  if (metadata.annotations?.[COMPUTE_TYPE] === STAYS_ON_EC2) return;
  const leaves = new Set(undone.map((s) => JSON.stringify(s.path)));
  const labels = Object.fromEntries(
    Object.entries(metadata.labels ?? {}).filter(
      ([key]) => !leaves.has(JSON.stringify([...TEMPLATE, 'metadata', 'labels', key])),
    ),
  );
  if (!(await isTaken(context, ref.namespace ?? '', labels))) return;
  await context.effect({
    kind: 'kube-set',
    ref,
    set: [
      { path: annotation(TEMPLATE, COMPUTE_TYPE), value: STAYS_ON_EC2 },
      { path: annotation(TEMPLATE, FOR_THE_WAY_BACK), value: context.run.id },
    ],
  });
}

/** What `minReadySeconds` was before we held a workload's pods; '' for nothing. */
const HELD_FROM = 'fargatectl.io/held-from';

/**
 * Takes the opt-outs of the way back away again from all that no profile takes any more. That is a
 * rollout from EC2 to EC2, quicker than a load balancer checks its targets: old pods are held.
 */
export async function endStayingOff(context: StepContext): Promise<void> {
  const freed: ObjectRef[] = [];
  for (const object of await keptByUs(context)) {
    const { annotations, labels } = templateOf(object).metadata ?? {};
    if (annotations?.[FOR_THE_WAY_BACK] !== undefined) {
      if (await isTaken(context, object.metadata.namespace ?? '', labels ?? {})) continue;
      await hold(context, object);
      await context.effect({
        kind: 'kube-set',
        ref: refOf(object),
        set: [FOR_THE_WAY_BACK, COMPUTE_TYPE].map((key) => ({
          path: annotation(TEMPLATE, key),
          pruneParents: 1,
        })),
      });
    }
    freed.push(refOf(object));
  }
  for (const ref of freed) {
    await waitForRollout(context, ref, await sideAfterUndo(context, ref));
    await release(context, ref);
  }
}

/** With an opt-out of ours, or still held after an interruption. */
async function keptByUs(context: StepContext): Promise<readonly KubeObject[]> {
  const found: KubeObject[] = [];
  for (const kind of ['Deployment', 'StatefulSet'])
    for (const object of await context.ports.kube.list(
      { apiVersion: 'apps/v1', kind },
      { signal: context.signal },
    ))
      if (
        templateOf(object).metadata?.annotations?.[FOR_THE_WAY_BACK] !== undefined ||
        object.metadata.annotations?.[HELD_FROM] !== undefined
      )
        found.push({ ...object, apiVersion: 'apps/v1', kind });
  return found;
}

const MIN_READY = ['spec', 'minReadySeconds'];
const HELD = ['metadata', 'annotations', HELD_FROM];

async function hold(context: StepContext, object: KubeObject): Promise<void> {
  const spec = object['spec'] as { minReadySeconds?: number; progressDeadlineSeconds?: number };
  const seconds = heldSeconds(spec);
  if (seconds === null || object.metadata.annotations?.[HELD_FROM] !== undefined) return;
  await context.effect({
    kind: 'kube-set',
    ref: refOf(object),
    set: [
      { path: MIN_READY, value: seconds },
      { path: HELD, value: String(spec.minReadySeconds ?? '') },
    ],
  });
}

async function release(context: StepContext, ref: ObjectRef): Promise<void> {
  const from = (await mustGet(context, ref)).metadata.annotations?.[HELD_FROM];
  if (from === undefined) return;
  await context.effect({
    kind: 'kube-set',
    ref,
    set: [
      { path: MIN_READY, ...(from === '' ? {} : { value: Number(from) }) },
      { path: HELD, pruneParents: 1 },
    ],
  });
}

/** Whether a profile of this run would take such pods; those of others took them before, too. */
async function isTaken(
  context: StepContext,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Promise<boolean> {
  const ours = (await activeProfiles(context)).filter((p) => isOfThisRun(context, p));
  return matchingProfiles(ours, namespace, labels).length > 0;
}

async function activeProfiles(context: StepContext): Promise<readonly FargateProfile[]> {
  const profiles = await context.ports.aws.eks.listFargateProfiles(context.cluster.name, {
    signal: context.signal,
  });
  return profiles.filter((p) => p.status === 'ACTIVE');
}
const isOfThisRun = (context: StepContext, p: FargateProfile): boolean =>
  p.tags[RUN_LABEL] === context.run.id;

const templateOf = (object: KubeObject): { readonly metadata?: TemplateMetadata } =>
  (object['spec'] as { template: { readonly metadata?: TemplateMetadata } }).template;
