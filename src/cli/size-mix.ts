import { UserError } from '../errors/index.ts';
import { formatRef, someOf, text, workloadKey, type MipSolver, type Text } from '../model/index.ts';
import { bestMix, costToday, mixCurve, podsOf, sidesOf, uncheckedIn, withStaying, type BestMix, type BillLine, type Curve, type MixProblem, type Side } from '../size/index.ts'; // prettier-ignore
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { numberOf } from './flag-values.ts';
import { effortOf, mixGaps, mixInput } from './mix-input.ts';
import { mixText } from './render/mix.ts';
import { sourcesText } from './render/sources.ts';
import type { SizeFlags } from './size-flags.ts';
import type { SizingInput } from './sizing-input.ts';

/** What one run of the solver found out. */
export interface Solved {
  readonly problem: MixProblem;
  readonly curve: Curve;
  readonly best: BestMix;
  readonly sides: readonly Side[];
  readonly careful: Careful | null;
}

/** The best mix if workloads stay that could not be checked in full: with the other figure, what it may be. */
export interface Careful {
  readonly workloads: number;
  /** Null when no such mix was found. */
  readonly best: BestMix | null;
}

/** The best mix, and the curve, one of whose points may be better still. */
export function bestOf(
  problem: MixProblem,
  solver: MipSolver,
): { readonly best: BestMix; readonly curve: Curve } {
  const first = bestMix(problem, solver);
  if (first === null)
    throw UserError({
      code: 'MIX_IMPOSSIBLE',
      message: text(
        `No way was found to fit the pods that must stay on today’s nodes, even with everything else moved.${tooLarge(problem).en}`,
        `나머지를 모두 옮겨도 남아야 하는 파드를 지금의 노드에 담을 방법을 찾지 못했습니다.${tooLarge(problem).ko}`,
      ),
      remedy: text(
        'Look at what they ask for: fargatectl size',
        '무엇을 요청하는지 보십시오: fargatectl size',
      ),
    });
  const curve = mixCurve(problem, solver, first);
  return { best: curve.best, curve };
}

/** Names pods that must stay and that no node of today is large enough for, if that is what is wrong. */
function tooLarge({ items, kinds }: MixProblem): Text {
  const names = items
    .filter(
      ({ need, whyStays, fargateUsdPerMonth }) =>
        (whyStays !== null || fargateUsdPerMonth === null) &&
        !kinds.some(({ room }) => room !== null && room.milliCpu >= need.milliCpu && room.memoryMiB >= need.memoryMiB),
    )
    .map(({ ref, key, need }) => `${ref ? formatRef(ref) : key} (${need.milliCpu}m, ${Math.ceil(need.memoryMiB)}Mi)`); // prettier-ignore
  const some = someOf(names, 3);
  return names.length === 0
    ? text('', '')
    : text(
        ` No node has room for a pod of ${some.en}.`,
        ` 어느 노드에도 담을 수 없는 파드: ${some.ko}.`,
      );
}

/** Null when everything that may go was checked in full. */
export function carefulOf(
  input: SizingInput,
  problem: MixProblem,
  solver: MipSolver,
): Careful | null {
  const unchecked = uncheckedIn(problem, input.unchecked);
  if (unchecked.length === 0) return null;
  return { workloads: unchecked.length, best: bestMix(withStaying(problem, unchecked), solver) };
}

/** Dollars a month that one step weighs. */
export function effortWeight({ effortWeight: written = '0' }: SizeFlags): number {
  const usd = numberOf('--effort-weight', written, { above: -1, most: 1e6 });
  if (usd >= 0) return usd;
  throw UserError({ code: 'BAD_FLAG', message: text(`--effort-weight is "${written}", wanted dollars of 0 or more.`, `--effort-weight가 "${written}"입니다. 0 이상의 달러여야 합니다.`), remedy: text('Leave it out for 0.', '빼면 0입니다.') }); // prettier-ignore
}

/** `size --mix`: the curve, today's point, the best, and why. */
export async function mixPage(input: SizingInput, flags: SizeFlags, io: Io): Promise<Page> {
  const usdPerStep = effortWeight(flags);
  const problem = await mixInput(input, usdPerStep);
  const { loadSolver } = await import('../adapters/highs.ts');
  const solver = await loadSolver();
  const { best, curve } = bestOf(problem, solver);
  const careful = carefulOf(input, problem, solver);
  const solved = { problem, curve, best, careful, sides: sidesOf(problem, best) };
  const today = costToday(input.snapshot, {
    prices: input.analysis.prices,
    given: input.given,
    hoursPerMonth: input.hoursPerMonth,
  });
  const efforts = await effortOf(input);
  const { sides } = solved;
  return {
    text: () =>
      `${mixText(solved, { input, today }, io)}\n${sourcesText([...today.lines, fargateLine(input)], io)}`,
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Mix',
      currency: input.currency,
      usdPerStep,
      today: { usdPerMonth: today.knownUsdPerMonth, complete: today.usdPerMonth !== null },
      best: { ...pointOf(best), gap: best.gap, by: best.by },
      ifUncheckedStay: careful && {
        workloads: careful.workloads,
        best: careful.best && {
          ...pointOf(careful.best),
          gap: careful.best.gap,
          by: careful.best.by,
        },
      },
      curve: curve.points.map(pointOf),
      nodes: problem.kinds.map((k, i) => ({ type: k.type, lifecycle: k.lifecycle, zone: k.zone, nodegroup: k.nodegroup, today: k.count, kept: best.nodes[i] ?? 0, usdPerMonth: k.usdPerMonth })), // prettier-ignore
      workloads: sides.map((s) => {
        const item = problem.items[s.item];
        const effort = item?.ref ? efforts.get(workloadKey(item.ref)) : undefined;
        return {
          ref: item?.ref ?? null,
          pods: item ? podsOf(item) : 0,
          side: s.side,
          fargateUsdPerMonth: item?.fargateUsdPerMonth ?? null,
          otherwiseUsd: s.otherwiseUsd,
          steps: effort ?? null,
          why: s.why,
        };
      }),
      gaps: mixGaps(input, problem),
    },
  };
}

/** Where Fargate's price is from, for pages without a line of it. */
export const fargateLine = ({ sizing }: SizingInput): Pick<BillLine, 'kind' | 'provenance'> => ({
  kind: 'fargate',
  provenance: sizing.price,
});

const pointOf = (m: Curve['points'][number]): object => ({
  moved: m.moved.size,
  nodes: m.nodes.reduce((a, b) => a + b, 0),
  fargateUsd: m.fargateUsd,
  nodesUsd: m.nodesUsd,
  usdPerMonth: m.usdPerMonth,
  steps: m.effort,
});
