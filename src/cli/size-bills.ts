import { isFargatectlError } from '../errors/index.ts';
import { formatRef, text, workloadKey, type Text } from '../model/index.ts';
import { allocate, costAfter, costToday, doubleBill, termsOf } from '../size/index.ts';
import { planOf } from './analysis.ts';
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { unjudged, whyStays } from './mix-input.ts';
import type { SizingInput } from './sizing-input.ts';
import { allocationText, billsText, doubleBillText, gapsText, sizesText } from './render/money.ts';
import { sourcesText } from './render/sources.ts';

/** Sizes, waste, and the two bills. */
export async function billsPage(input: SizingInput, io: Io): Promise<Page> {
  const { analysis: a, workloads, given, hoursPerMonth, currency } = input;
  const terms = { prices: a.prices, given, hoursPerMonth };
  const goes = movable(input);
  const before = costToday(a.snapshot, terms);
  const after = costAfter(a.snapshot, { ...terms, workloads, moved: goes });
  const shares = allocate(
    a.snapshot,
    workloads,
    termsOf({ ...terms, region: a.snapshot.cluster.region }),
  );
  const move = await moveSeconds(input);
  const double = move.seconds === null ? null : doubleBill(after, move.seconds);
  const gaps = [
    ...input.gaps,
    ...unjudged(a.assessment.workloads),
    ...input.sizing.workloads.flatMap((w) =>
      w.doubts.map((d) => text(`${formatRef(w.ref)}: ${d.en}`, `${formatRef(w.ref)}: ${d.ko}`)),
    ),
    ...(shares ? [] : [text('today’s bill is not split by workload: nodes or pods were not read', '노드나 파드를 읽지 못해 지금 요금을 워크로드별로 나누지 못했습니다')]), // prettier-ignore
    ...(move.why ? [move.why] : []),
  ];
  return {
    text: () =>
      [
        sizesText(input.sizing, io, currency),
        billsText(before, after, io, currency),
        ...(shares ? [allocationText(shares, io, currency)] : []),
        ...(double ? [doubleBillText(double, io, currency)] : []),
        ...(gaps.length > 0 ? [gapsText(gaps, io)] : []),
        sourcesText([before, after], io),
      ].join('\n'),
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Sizing',
      currency,
      basis: input.basis,
      ...input.sizing,
      bill: { before, after, byWorkload: shares, double },
      gaps,
    },
  };
}

/** Keys of the workloads that the tool itself can move, as far as is known. */
const movable = ({ analysis }: SizingInput): ReadonlySet<string> =>
  new Set(
    analysis.assessment.workloads
      .filter((w) => w.ref.kind !== 'DaemonSet' && whyStays(w) === null)
      .map((w) => workloadKey(w.ref)),
  );

/** How long the plan's critical path is; the reason where no plan can be made of this input. */
export async function moveSeconds({
  analysis,
}: SizingInput): Promise<{ readonly seconds: number | null; readonly why: Text | null }> {
  try {
    return { seconds: (await planOf(analysis, {})).criticalPathSeconds, why: null };
  } catch (error) {
    if (!isFargatectlError(error) || error.category !== 'user') throw error;
    return {
      seconds: null,
      why: text(`the double bill during the move is not known: ${error.text.en}`, `옮기는 동안의 이중 요금을 알 수 없습니다: ${error.text.ko}`), // prettier-ignore
    };
  }
}
