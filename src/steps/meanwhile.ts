import { z } from 'zod';
import { formatRef, jsonEqual, text, type ObjectRef } from '../model/index.ts';
import type { StepContext } from './define.ts';
import { mustGet } from './rollout.ts';
import { fieldAt } from './schemas.ts';

/** A field that has another value for as long as a move lasts, and what stood there when the plan was made. */
export const meanwhileSetting = z.object({
  path: z.array(z.string()),
  value: z.unknown(),
  was: z.unknown().optional(),
});

interface Moving {
  readonly ref: ObjectRef;
  readonly meanwhile?: readonly z.infer<typeof meanwhileSetting>[] | undefined;
}

/** Sets them; a value that is neither ours nor the plan's is somebody's decision, and stops the step. */
export async function setMeanwhile(context: StepContext, i: Moving): Promise<void> {
  if (!i.meanwhile?.length) return;
  await context.effect({
    kind: 'kube-set',
    ref: i.ref,
    set: i.meanwhile.map(({ path, value, was }) => ({ path, value, expect: { value: was } })),
  });
}

/** Puts back what stood there; what somebody else has set meanwhile stands. */
export async function putBack(context: StepContext, i: Moving): Promise<void> {
  if (!i.meanwhile?.length) return;
  const object = await mustGet(context, i.ref);
  const ours = i.meanwhile.filter((s) => jsonEqual(fieldAt(object, s.path), s.value));
  for (const { path, was } of i.meanwhile)
    if (!ours.some((s) => s.path === path) && !jsonEqual(fieldAt(object, path), was))
      context.note(
        text(
          `${formatRef(i.ref)}: somebody else changed ${path.join('.')} meanwhile; that stands.`,
          `${formatRef(i.ref)}: 그동안 다른 누군가가 ${path.join('.')}을(를) 바꾸었습니다. 그대로 둡니다.`,
        ),
      );
  if (ours.length === 0) return;
  await context.effect({
    kind: 'kube-set',
    ref: i.ref,
    set: ours.map(({ path, was }) => (was === undefined ? { path } : { path, value: was })),
  });
}
