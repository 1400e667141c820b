import { UserError } from '../errors/index.ts';
import { text } from '../model/index.ts';
import { bestMix, costToday, mixCurve, podsOf, sidesOf, type BestMix, type Curve, type MixProblem, type Side } from '../size/index.ts'; // prettier-ignore
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { mixInput } from './mix-input.ts';
import { mixText } from './render/mix.ts';
import type { SizeFlags } from './size-flags.ts';
import { numberOf, type SizingInput } from './sizing-input.ts';

/** What one run of the solver found out. */
export interface Solved {
  readonly problem: MixProblem;
  readonly curve: Curve;
  readonly best: BestMix;
  readonly sides: readonly Side[];
}

export async function solveMix(input: SizingInput, usdPerStep: number): Promise<Solved> {
  const problem = await mixInput(input, usdPerStep);
  const { loadSolver } = await import('../adapters/highs.ts');
  const solver = await loadSolver();
  const first = bestMix(problem, solver);
  if (first === null)
    throw UserError({
      code: 'MIX_IMPOSSIBLE',
      message: text(
        'No way was found to fit the pods that must stay on today’s nodes, even with everything else moved.',
        '나머지를 모두 옮겨도 남아야 하는 파드를 지금의 노드에 담을 방법을 찾지 못했습니다.',
      ),
      remedy: text(
        'Look at what they ask for: fargatectl size',
        '무엇을 요청하는지 보십시오: fargatectl size',
      ),
    });
  const curve = mixCurve(problem, solver, first);
  return { problem, curve, best: curve.best, sides: sidesOf(problem, curve.best) };
}

/** `size --mix`: the curve, today's point, the best, and why. */
export async function mixPage(input: SizingInput, flags: SizeFlags, io: Io): Promise<Page> {
  const usdPerStep = numberOf('--effort-weight', flags.effortWeight ?? '0', { above: -1, most: 1e6 }); // prettier-ignore
  if (usdPerStep < 0)
    throw UserError({ code: 'BAD_FLAG', message: text(`--effort-weight is "${flags.effortWeight ?? ''}", wanted dollars of 0 or more.`, `--effort-weight가 "${flags.effortWeight ?? ''}"입니다. 0 이상의 달러여야 합니다.`), remedy: text('Leave it out for 0.', '빼면 0입니다.') }); // prettier-ignore
  const solved = await solveMix(input, usdPerStep);
  const today = costToday(input.analysis.snapshot, {
    prices: input.analysis.prices,
    given: input.given,
    hoursPerMonth: input.hoursPerMonth,
  });
  const { problem, curve, best, sides } = solved;
  return {
    text: () => mixText(solved, { input, today }, io),
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Mix',
      currency: input.currency,
      usdPerStep,
      today: { usdPerMonth: today.knownUsdPerMonth, complete: today.usdPerMonth !== null },
      best: { ...pointOf(best), gap: best.gap, by: best.by },
      curve: curve.points.map(pointOf),
      nodes: problem.kinds.map((k, i) => ({ type: k.type, lifecycle: k.lifecycle, zone: k.zone, nodegroup: k.nodegroup, today: k.count, kept: best.nodes[i] ?? 0, usdPerMonth: k.usdPerMonth })), // prettier-ignore
      workloads: sides.map((s) => {
        const item = problem.items[s.item];
        return {
          ref: item?.ref ?? null,
          pods: item ? podsOf(item) : 0,
          side: s.side,
          fargateUsdPerMonth: item?.fargateUsdPerMonth ?? null,
          otherwiseUsd: s.otherwiseUsd,
          why: s.why,
        };
      }),
      gaps: [...input.gaps, ...problem.gaps],
    },
  };
}

const pointOf = (m: Curve['points'][number]): object => ({
  moved: m.moved.size,
  nodes: m.nodes.reduce((a, b) => a + b, 0),
  fargateUsd: m.fargateUsd,
  nodesUsd: m.nodesUsd,
  usdPerMonth: m.usdPerMonth,
  steps: m.effort,
});
