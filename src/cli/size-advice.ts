import { ruleById } from '../assess/index.ts';
import { formatRef, workloadKey, type Text } from '../model/index.ts';
import { adviseOn, costToday, termsOf } from '../size/index.ts';
import { planOf } from './analysis.ts';
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { adviceText } from './render/advice.ts';
import type { SizeFlags } from './size-flags.ts';
import { solveMix } from './size-mix.ts';
import { numberOf, type SizingInput } from './sizing-input.ts';
import { isFargatectlError } from '../errors/index.ts';

/** `size --advise`: the ways to go on, side by side, and what we would do. */
export async function advicePage(input: SizingInput, flags: SizeFlags, io: Io): Promise<Page> {
  const { analysis: a, given, hoursPerMonth } = input;
  const weight = numberOf('--effort-weight', flags.effortWeight ?? '0', {
    above: -1e-9,
    most: 1e6,
  });
  const { problem, best } = await solveMix(input, weight);
  const { loadSolver } = await import('../adapters/highs.ts');
  const plan = await planOf(a, {}).catch((error: unknown) => {
    if (isFargatectlError(error) && error.category === 'user') return undefined;
    throw error;
  });
  const advice = adviseOn({
    problem,
    best,
    today: costToday(a.snapshot, { prices: a.prices, given, hoursPerMonth }),
    terms: termsOf({ prices: a.prices, given, hoursPerMonth, region: a.snapshot.cluster.region }),
    solver: await loadSolver(),
    nodegroups: new Set(problem.kinds.map((k) => k.nodegroup)).size,
    daemonSets: input.workloads
      .filter((w) => w.ref.kind === 'DaemonSet')
      .map((w) => formatRef(w.ref).replace('DaemonSet ', '')),
    planSteps: plan?.steps.length ?? null,
    sharedSteps: plan ? plan.steps.filter((s) => !s.workload).length : null,
    breaks: new Map(
      a.assessment.workloads.map((w) => {
        const rules = new Set(w.findings.filter((f) => f.severity !== 'advice').map((f) => f.rule));
        const titles = [...rules].flatMap((id): Text[] => {
          const rule = ruleById(id);
          return rule ? [rule.title] : [];
        });
        return [workloadKey(w.ref), titles];
      }),
    ),
  });
  return {
    text: () => adviceText(advice, io, input.currency),
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Advice',
      currency: input.currency,
      ...advice,
      gaps: [...input.gaps, ...problem.gaps],
    },
  };
}
