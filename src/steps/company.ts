import { formatRef, text, type KubeObject, type ObjectRef } from '../model/index.ts';
import type { Effect } from '../effects/index.ts';
import type { StepContext } from './define.ts';
import { mustGet, waitForRollout } from './rollout.ts';

/** Says that the second replica is ours, and of which run. A label, because a Deployment's annotations are copied to its ReplicaSets and stay there. */
const SCALED_OUT = 'fargatectl.io/scaled-out';
const MARK = ['metadata', 'labels', SCALED_OUT];

/** A single replica gets company for its move: from this many to that many, and back. */
export interface ScaleOut {
  readonly from: number;
  readonly to: number;
}

const replicasOf = (object: KubeObject): number =>
  (object['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
const isOurs = (context: StepContext, object: KubeObject): boolean =>
  object.metadata.labels?.[SCALED_OUT] === context.run.id;

/** Gives it company, unless somebody has given it some already. */
export async function bringCompany(
  context: StepContext,
  ref: ObjectRef,
  { from, to }: ScaleOut,
): Promise<void> {
  const object = await mustGet(context, ref);
  if (!isOurs(context, object) && replicasOf(object) !== from) return;
  await context.effect({
    kind: 'kube-set',
    ref,
    set: [
      { path: ['spec', 'replicas'], value: to },
      { path: MARK, value: context.run.id },
    ],
  });
  await waitForRollout(context, ref, 'anywhere');
}

/** Takes the company away again; a size that somebody else has set meanwhile stands. */
export async function sendCompanyHome(
  context: StepContext,
  ref: ObjectRef,
  { from, to }: ScaleOut,
  where: 'fargate' | 'ec2' = 'fargate',
): Promise<void> {
  const object = await mustGet(context, ref);
  if (!isOurs(context, object)) return;
  const now = replicasOf(object);
  if (now !== to)
    context.note(
      text(
        `${formatRef(ref)} was scaled to ${now} by somebody else meanwhile; that stands.`,
        `그동안 다른 누군가가 ${formatRef(ref)}의 레플리카를 ${now}개로 바꾸었습니다. 그대로 둡니다.`,
      ),
    );
  await context.effect({
    kind: 'kube-set',
    ref,
    set: [
      ...(now === to ? [{ path: ['spec', 'replicas'], value: from }] : []),
      { path: MARK, pruneParents: 1 },
    ],
  });
  await waitForRollout(context, ref, where);
}

/**
 * On the way back: company stays until the template's rollout is over. A size that falls in the middle
 * of one is taken from the oldest ReplicaSet first, and that is the one whose pod is ready.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/deployment/sync.go (scale: ReplicaSetsBySizeOlder; read 2026-11-25)
 */
export async function keepCompany(
  context: StepContext,
  { ref, scaleOut }: { readonly ref: ObjectRef; readonly scaleOut: ScaleOut | null },
  undone: Effect,
): Promise<void> {
  if (scaleOut === null || undone.kind !== 'kube-set') return;
  if (undone.set.some((s) => s.path.at(-1) === 'replicas')) return;
  await waitForRollout(context, ref, 'anywhere');
}
