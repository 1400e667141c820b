import { counted, formatRef, text, workloadKey, type Text } from '../model/index.ts';
import { allocate, billsAfter, costToday, doubleBill, termsOf, type Bill } from '../size/index.ts';
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { unjudged, whyStays } from './mix-input.ts';
import type { SizingInput } from './sizing-input.ts';
import { allocationText, billsText, doubleBillText, gapsText, sizesText } from './render/money.ts';
import { sourcesText } from './render/sources.ts';

/** Sizes, waste, and the two bills. */
export async function billsPage(input: SizingInput, io: Io): Promise<Page> {
  const { analysis: a, snapshot, workloads, given, hoursPerMonth, currency } = input;
  const terms = { prices: a.prices, given, hoursPerMonth };
  const goes = movable(input);
  const before = costToday(snapshot, terms);
  const afterMoving = billsAfter(snapshot, { ...terms, workloads });
  const after = afterMoving(goes);
  const ifUncheckedStay = carefulBill(input, goes, afterMoving);
  // Pods of the input are not on nodes that were assumed.
  const assumed = snapshot !== a.snapshot;
  const shares = assumed
    ? null
    : allocate(snapshot, workloads, termsOf({ ...terms, region: snapshot.cluster.region }));
  const move = await moveSeconds(input);
  const double = move.seconds === null ? null : doubleBill(after, move.seconds);
  const gaps = [
    ...input.gaps,
    ...unjudged(a.assessment.workloads),
    ...stayers(input),
    ...input.sizing.workloads.flatMap((w) =>
      w.doubts.map((d) => text(`${formatRef(w.ref)}: ${d.en}`, `${formatRef(w.ref)}: ${d.ko}`)),
    ),
    ...(shares ? [] : [assumed ? text('today’s bill is not split by workload: nodes are assumed', '노드를 가정한 것이라 지금 요금을 워크로드별로 나누지 않았습니다') : text('today’s bill is not split by workload: nodes or pods were not read', '노드나 파드를 읽지 못해 지금 요금을 워크로드별로 나누지 못했습니다')]), // prettier-ignore
    ...(move.why ? [move.why] : []),
  ];
  return {
    text: () =>
      [
        sizesText(input.sizing, io, currency),
        billsText({ before, after, ifUncheckedStay }, io, currency),
        ...(shares ? [allocationText(shares, io, currency)] : []),
        ...(double ? [doubleBillText(double, io, currency)] : []),
        ...(gaps.length > 0 ? [gapsText(gaps, io)] : []),
        sourcesText([...before.lines, ...after.lines], io),
      ].join('\n'),
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Sizing',
      currency,
      basis: input.basis,
      ...input.sizing,
      bill: {
        before,
        after,
        ifUncheckedStay: ifUncheckedStay && {
          workloads: ifUncheckedStay.workloads,
          usdPerMonth: ifUncheckedStay.bill.usdPerMonth,
          knownUsdPerMonth: ifUncheckedStay.bill.knownUsdPerMonth,
        },
        byWorkload: shares,
        double,
      },
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

/** The bill after a move without the workloads that could not be checked in full; null when all could. */
function carefulBill(
  { unchecked }: SizingInput,
  goes: ReadonlySet<string>,
  afterMoving: (moved: ReadonlySet<string>) => Bill,
): { readonly workloads: number; readonly bill: Bill } | null {
  const moved = new Set([...goes].filter((key) => !unchecked.has(key)));
  return moved.size === goes.size
    ? null
    : { workloads: goes.size - moved.size, bill: afterMoving(moved) };
}

/** Who is not among the lines after the move, and why: a bill must not look small by leaving somebody out. */
function stayers({ analysis }: SizingInput): readonly Text[] {
  const held = analysis.assessment.workloads.flatMap((w): Text[] => {
    const why = w.ref.kind === 'DaemonSet' ? null : whyStays(w);
    return why ? [text(`${formatRef(w.ref)} ${why.en}`, `${formatRef(w.ref)}: ${why.ko}`)] : [];
  });
  if (held.length === 0) return [];
  const some = (lang: 'en' | 'ko'): string =>
    `${held.slice(0, 4).map((t) => t[lang]).join('; ')}${held.length > 4 ? '; …' : ''}`; // prettier-ignore
  return [
    text(
      `${counted(held.length, 'workload stays', 'workloads stay')} on nodes in the bill after the move: ${some('en')}`,
      `옮긴 뒤의 요금에서 노드에 남는 워크로드 ${held.length}개: ${some('ko')}`,
    ),
  ];
}

/** How long the plan's critical path is; the reason where no plan can be made of this input. */
async function moveSeconds(
  input: SizingInput,
): Promise<{ readonly seconds: number | null; readonly why: Text | null }> {
  const { plan, why } = await input.plan();
  if (plan) return { seconds: plan.criticalPathSeconds, why: null };
  return {
    seconds: null,
    why: why && text(`the double bill during the move is not known: ${why.en}`, `옮기는 동안의 이중 요금을 알 수 없습니다: ${why.ko}`), // prettier-ignore
  };
}
