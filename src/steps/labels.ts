import { MANAGED_BY, MANAGED_BY_VALUE, RUN_LABEL } from '../model/index.ts';
import type { StepContext } from './define.ts';

/** Our mark on what a run makes: labels in Kubernetes, tags in AWS. */
export const ourMarks = (context: StepContext): Readonly<Record<string, string>> => ({
  [MANAGED_BY]: MANAGED_BY_VALUE,
  [RUN_LABEL]: context.run.id,
});
