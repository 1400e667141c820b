import { isFargatectlError, UserError } from '../errors/index.ts';
import { text, workloadKey, type Text, type WorkloadAssessment } from '../model/index.ts';
import { mixProblem, termsOf, type MixProblem } from '../size/index.ts';
import { planOf } from './analysis.ts';
import type { SizingInput } from './sizing-input.ts';

/** The cluster as a choice, with what the assessment says may go and what the plan says it takes. */
export async function mixInput(input: SizingInput, usdPerStep: number): Promise<MixProblem> {
  const { analysis: a, workloads, given, hoursPerMonth } = input;
  const { region } = a.snapshot.cluster;
  const problem = mixProblem(a.snapshot, {
    workloads,
    terms: termsOf({ prices: a.prices, given, hoursPerMonth, region }),
    whyStays: new Map(a.assessment.workloads.map((w) => [workloadKey(w.ref), whyStays(w)])),
    effort: await effortOf(input),
    usdPerStep,
  });
  if (problem === null || problem.nodeKinds.length === 0)
    throw UserError({
      code: 'MIX_NO_NODES',
      message: 'A mix is a choice between nodes and Fargate, and this input holds no EC2 nodes.',
      remedy:
        'Size the live cluster or a snapshot of it: fargatectl snapshot -o snapshot.json; fargatectl size --mix --from snapshot.json.',
    });
  const unpriced = problem.kinds.filter((k) => k.usdPerMonth === null);
  if (unpriced.length > 0) {
    const types = [...new Set(unpriced.map((k) => `${k.lifecycle === 'spot' ? 'spot' : 'ec2'}.${k.type ?? '?'}`))]; // prettier-ignore
    throw UserError({
      code: 'MIX_PRICE_UNKNOWN',
      message: `The price of ${unpriced.reduce((n, k) => n + k.count, 0)} nodes is not known (${types.join(', ')}${region === null ? '; the Region neither' : ''}), so that no mix can be called the cheapest.`,
      remedy: `Give it: fargatectl size --mix ${types.map((t) => `--assume ${t}=USD`).join(' ')}.`,
    });
  }
  return problem;
}

/** Null when the tool can move it. */
export function whyStays(w: WorkloadAssessment): Text | null {
  if (w.verdict === 'ready' || w.verdict === 'ready-with-changes') return null;
  const rules = [...new Set(w.findings.filter((f) => f.severity === 'blocker').map((f) => f.rule))];
  const which = rules.length === 0 ? '' : `: ${rules.join(', ')}`;
  switch (w.verdict) {
    case 'stays':
      return text(`cannot run on Fargate${which}`, `Fargate에서 실행할 수 없음${which}`);
    case 'needs-work':
      return text(`needs work by a person first${which}`, `먼저 사람이 손볼 것이 있음${which}`);
    case 'unknown':
      return text('it could not be judged', '판정할 근거가 없음');
  }
}

/** Steps of the plan by workload; empty where no plan can be made of this input. */
export async function effortOf({ analysis }: SizingInput): Promise<ReadonlyMap<string, number>> {
  const steps = new Map<string, number>();
  const plan = await planOf(analysis, {}).catch((error: unknown) => {
    if (isFargatectlError(error) && error.category === 'user') return undefined;
    throw error;
  });
  for (const { workload } of plan?.steps ?? [])
    if (workload) steps.set(workloadKey(workload), (steps.get(workloadKey(workload)) ?? 0) + 1);
  return steps;
}
