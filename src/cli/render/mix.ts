import { agree, counted, formatRef } from '../../model/index.ts';
import { podsOf, type Bill, type Side } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { mixGaps } from '../mix-input.ts';
import type { Solved } from '../size-mix.ts';
import type { SizingInput } from '../sizing-input.ts';
import { plot, type PlotPoint } from './chart.ts';
import { amount, dollarsText, type Currency } from './currency.ts';
import { gapsText } from './money.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** The best mix, the curve to it, and every workload's reason. */
export function mixText(
  solved: Solved,
  { input, today }: { readonly input: SizingInput; readonly today: Bill },
  io: Io,
): string {
  const gaps = mixGaps(input, solved.problem);
  return [
    headline(solved, today, io, input.currency) + carefulText(solved, io, input.currency),
    curveText(solved, today, io, input.currency),
    nodesText(solved, io, input.currency),
    sidesText(solved, io, input.currency),
    ...dollarsText(input.currency, io).map((l) => `${l}\n`),
    ...(gaps.length > 0 ? [gapsText(gaps, io)] : []),
  ].join('\n');
}

function headline({ best, problem }: Solved, today: Bill, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const money = (usd: number): string => `${amount(usd, currency)} ${currency.code}`;
  const nodes = best.nodes.reduce((a, b) => a + b, 0);
  const now = `${money(today.knownUsdPerMonth)}${today.usdPerMonth === null ? ' + ?' : ''}`;
  const saves = today.knownUsdPerMonth - best.usdPerMonth;
  const how =
    best.by === 'placement'
      ? ko
        ? '요청이 가진 것보다 많은 노드를 그대로 둔 것이라 증명할 수 없습니다'
        : 'not proven: it leaves pods on nodes where more is asked for than they have'
      : best.gap === 0
        ? ko
          ? '더 싼 조합이 없음이 증명되었습니다'
          : 'proven: no mix costs less'
        : ko
          ? `가장 싼 조합보다 많아야 ${(best.gap * 100).toFixed(1)} % 비쌉니다`
          : `at most ${(best.gap * 100).toFixed(1)} % above the cheapest there is`;
  const unmoved = problem.items.length - best.moved.size;
  const lines = ko
    ? [
        `워크로드 ${best.moved.size}개를 옮기고 ${unmoved}개는 노드 ${nodes}개(지금 ${problem.nodeKinds.length}개)에 남깁니다.`,
        `월 ${money(best.usdPerMonth)} (Fargate ${money(best.fargateUsd)}, 노드 ${money(best.nodesUsd)}), 지금은 ${now}.`,
      ]
    : [
        `Move ${counted(best.moved.size, 'workload')} and keep ${unmoved} on ${counted(nodes, 'node')} (today ${problem.nodeKinds.length}).`,
        `${money(best.usdPerMonth)} a month (Fargate ${money(best.fargateUsd)}, nodes ${money(best.nodesUsd)}); today ${now}.`,
      ];
  const verdict =
    saves > 0
      ? c.green(ko ? `매달 ${money(saves)} 절약` : `Saves ${money(saves)} a month`)
      : c.yellow(ko ? '절약되지 않습니다' : 'Saves nothing');
  return `${c.bold(ko ? '가장 좋은 조합' : 'The best mix')}\n${lines.map((l) => `  ${l}\n`).join('')}  ${verdict}; ${how}.\n`;
}

/** The other end: what the best mix is if workloads stay that could not be checked in full. */
function carefulText({ careful }: Solved, io: Io, currency: Currency): string {
  if (careful === null) return '';
  const { best, workloads } = careful;
  const usd = `${amount(best?.usdPerMonth ?? null, currency)} ${currency.code}`;
  const kept = best?.nodes.reduce((a, b) => a + b, 0);
  const nodes = kept === undefined ? '? nodes' : counted(kept, 'node');
  const moved = best ? String(best.moved.size) : '?';
  return io.lang === 'ko'
    ? `  다 확인하지 못한 워크로드 ${workloads}개가 남는다면 월 ${usd}: ${moved}개를 옮기고 노드 ${kept ?? '?'}개를 남깁니다.\n`
    : `  If the ${counted(workloads, 'workload')} that could not be checked in full ${agree(workloads, 'stays', 'stay')}, ${usd} a month: ${moved} moved, ${nodes} kept.\n`;
}

function curveText({ curve, best }: Solved, today: Bill, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const points: PlotPoint[] = curve.points.map((p) => ({ x: p.moved.size, y: p.usdPerMonth }));
  const chart = plot(
    [
      ...points,
      { x: 0, y: today.knownUsdPerMonth, mark: '○' },
      { x: best.moved.size, y: best.usdPerMonth, mark: '◆' },
    ],
    { width: Math.max(20, Math.min(64, io.columns - 16)), height: 12, label: (y) => amount(y, currency) },
  ); // prettier-ignore
  const most = curve.points.at(-1)?.moved.size ?? 0;
  const title = ko ? `월 요금(${currency.code}), 옮긴 워크로드 수에 따라` : `${currency.code} a month, by workloads moved`; // prettier-ignore
  const axis = ko ? `0(그대로) … ${most}(갈 수 있는 전부)` : `0 (stay) … ${most} (all that may go)`;
  const legend = ko ? '○ 지금  ● 조합  ◆ 최선' : '○ today  ● a mix  ◆ the best';
  return `${c.bold(title)}\n${chart}\n  ${axis}   ${c.dim(legend)}\n`;
}

function nodesText({ problem, best }: Solved, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const heads = ko
    ? ['노드', '노드 그룹', '지금', '남김', `${currency.code}/월`]
    : ['NODES', 'NODE GROUP', 'TODAY', 'KEPT', `${currency.code}/MONTH`];
  const rows = problem.kinds.map((k, i) => [
    `${k.type ?? '?'}, ${k.lifecycle}${k.zone === null ? '' : `, ${k.zone}`}`,
    k.nodegroup ?? '–',
    String(k.count),
    c.bold(String(best.nodes[i] ?? 0)),
    amount((k.usdPerMonth ?? 0) * (best.nodes[i] ?? 0), currency),
  ]);
  return table(
    heads.map((head, i) => ({ head, align: i > 1 ? 'right' : 'left' })),
    rows,
    io,
  );
}

/** Most that a terminal shows of each side; `-o json` has them all. */
const SHOWN = 40;

function sidesText({ problem, sides }: Solved, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const heads = ko
    ? ['워크로드', '파드', '어디에', '단계', `FARGATE ${currency.code}/월`, '이유']
    : ['WORKLOAD', 'PODS', 'WHERE', 'STEPS', `FARGATE ${currency.code}/MONTH`, 'WHY'];
  const where = (side: Side['side']): string =>
    side === 'fargate' ? c.green('Fargate') : ko ? '노드' : 'nodes';
  const ordered = [...sides].sort((a, b) =>
    a.side === b.side ? 0 : a.side === 'fargate' ? -1 : 1,
  );
  const shown = [
    ...ordered.filter((s) => s.side === 'fargate').slice(0, SHOWN),
    ...ordered.filter((s) => s.side === 'nodes').slice(0, SHOWN),
  ];
  const rows = shown.map((s) => {
    const item = problem.items[s.item];
    return [
      item ? formatRef(item.ref) : '',
      item ? String(podsOf(item)) : '',
      where(s.side),
      item ? String(item.effort) : '',
      amount(item?.fargateUsdPerMonth ?? null, currency),
      clean(s.why[io.lang]),
    ];
  });
  const more = sides.length - shown.length;
  const rest = ko ? `  그 밖에 ${more}개: -o json` : `  and ${more} more: -o json`;
  return `${table(
    heads.map((head, i) => ({ head, align: [1, 3, 4].includes(i) ? 'right' : 'left' })),
    rows,
    io,
  )}${more > 0 ? `${rest}\n` : ''}`;
}
