import { OPT_IN_LABEL, OPT_IN_VALUE, workloadKey } from '../model/index.ts';
import type { FieldSetting } from '../steps/index.ts';
import type { PlanContext } from './context.ts';
import type { Mover } from './choices.ts';
import { fixSettings, read } from './settings.ts';

/** One write: the opt-in label (or a restart mark) together with what the workload needs on Fargate. */
export function moveSettings(
  c: Pick<PlanContext, 'labelled' | 'options' | 'tag'>,
  { workload, assessment }: Mover,
): readonly FieldSetting[] {
  const template = workload.templatePath === '' ? [] : workload.templatePath.split('.');
  const optIn = [...template, 'metadata', 'labels', OPT_IN_LABEL];
  const isLabelled = c.options.mode === 'opt-in-label' || c.labelled.has(workloadKey(workload.ref));
  // A label that a repository has brought already starts no rollout; its pods came before the profile.
  const mark: FieldSetting =
    isLabelled && read(workload.object, optIn) !== OPT_IN_VALUE
      ? { path: optIn, value: OPT_IN_VALUE }
      : {
          path: [...template, 'metadata', 'annotations', 'fargatectl.io/moved-by-plan'],
          value: c.tag,
        };
  return [mark, ...fixSettings(workload, assessment)];
}
