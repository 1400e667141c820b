import { BugError } from '../errors/index.ts';
import type { Plan } from '../model/index.ts';
import type { AwsCloud, Kubernetes } from '../ports/index.ts';
import { steps } from '../steps/index.ts';
import { prove, type Check } from '../verify/index.ts';

/** What a plan promises is written in its own last check; the same is looked at again. */
export async function proveRun(
  world: { readonly kube: Kubernetes; readonly aws: AwsCloud },
  plan: Plan,
): Promise<readonly Check[]> {
  const promised = plan.steps.find((s) => s.step === steps.verifyResult.id);
  if (!promised) throw BugError('the plan has no step verify-result');
  const { workloads, vpcId, lookups } = steps.verifyResult.input.parse(promised.input);
  return prove({ ...world, vpcId, moved: workloads, lookups });
}
