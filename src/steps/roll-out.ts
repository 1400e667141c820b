import { formatRef, text, verbatim, type KubeObject, type ObjectRef } from '../model/index.ts';
import type { FieldSetting } from '../effects/index.ts';
import { bringCompany, sendCompanyHome, type ScaleOut } from './company.ts';
import type { Precondition, StepContext } from './define.ts';
import { NEW_PLAN } from './phrases.ts';
import { waitForRollout } from './rollout.ts';

/** One change of a workload's template, rolled out by its own controller. */
export interface TemplateChange {
  readonly ref: ObjectRef;
  readonly settings: readonly FieldSetting[];
  /** A single replica gets company meanwhile: from this many to that many, and back. */
  readonly scaleOut: ScaleOut | null;
}

/** Changes the template once and waits until every pod is Ready where it should be. */
export async function rollOut(
  context: StepContext,
  { ref, settings, scaleOut }: TemplateChange,
  where: 'fargate' | 'ec2',
): Promise<void> {
  if (scaleOut) await bringCompany(context, ref, scaleOut);
  await context.effect({ kind: 'kube-set', ref, set: settings });
  await waitForRollout(context, ref, where);
  if (scaleOut) await sendCompanyHome(context, ref, scaleOut, where);
}

/** What `rollOut` writes, as a plan shows it. */
export function rollOutEffects({ ref, scaleOut }: Omit<TemplateChange, 'settings'>): readonly string[] {
  const path = `${ref.kind.toLowerCase()}s/${ref.namespace ?? ''}/${ref.name}`;
  return [
    ...(scaleOut ? [`PATCH ${path} replicas ${scaleOut.from}→${scaleOut.to}`] : []),
    `PATCH ${path}`,
    ...(scaleOut ? [`PATCH ${path} replicas ${scaleOut.to}→${scaleOut.from}`] : []),
  ];
} // prettier-ignore

/** Why a change of the template would not roll out now. */
export function cannotRollOut(object: KubeObject, ref: ObjectRef): Precondition | undefined {
  if (object.metadata.deletionTimestamp !== undefined)
    return {
      state: 'blocked',
      reason: text(
        `${formatRef(ref)} is being deleted.`,
        `${formatRef(ref)}이(가) 삭제되는 중입니다.`,
      ),
      remedy: NEW_PLAN,
    };
  if ((object['spec'] as { paused?: boolean }).paused === true)
    return {
      state: 'blocked',
      reason: text(
        `${formatRef(ref)} is paused, so a change of its template would not roll out.`,
        `${formatRef(ref)}이(가) 일시 중지되어 템플릿을 바꿔도 롤아웃되지 않습니다.`,
      ),
      remedy: verbatim(
        `kubectl rollout resume ${ref.kind.toLowerCase()}/${ref.name} -n ${ref.namespace ?? 'default'}`,
      ),
    };
  return undefined;
}
