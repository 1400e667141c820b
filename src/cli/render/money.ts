import { agree, counted, formatRef, type FargateSize, type Text } from '../../model/index.ts';
import type { Allocation, Bill, DoubleBill, SizingReport } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { bar } from './chart.ts';
import { amount, USD, type Currency } from './currency.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

/** `0.25 vCPU, 0.5 GB`, with the disk when it is more than the 20 GiB that are included. */
export const sizeText = (s: FargateSize): string =>
  `${s.vcpu} vCPU, ${s.memoryGB} GB${s.ephemeralGiB > 20 ? `, ${s.ephemeralGiB} GiB` : ''}`;

/** Dollars and cents, or `?` where nobody knows. */
export const usd = (value: number | null): string => amount(value);

const noSizeText = ({ outcome }: SizingReport['workloads'][number], io: Io): string =>
  outcome.kind === 'bad-quantity'
    ? io.lang === 'ko' ? '읽을 수 없는 요청' : 'unreadable request'
    : io.lang === 'ko' ? '맞는 크기 없음' : 'no size fits'; // prettier-ignore

/** What each workload would be on Fargate, and what it pays for without asking. */
export function sizesText(report: SizingReport, io: Io, currency: Currency = USD): string {
  const ko = io.lang === 'ko';
  const c = paint(io.color);
  const heads = ko
    ? ['워크로드', '파드', '요청', 'FARGATE', '남는 몫', `${currency.code}/월`, '가장 싼 수정']
    : ['WORKLOAD', 'PODS', 'ASKED', 'FARGATE', 'UNUSED', `${currency.code}/MONTH`, 'CHEAPEST EDIT'];
  const rows = report.workloads.map((w) => [
    formatRef(w.ref),
    w.replicas === null ? '–' : String(w.replicas),
    w.asked === null ? '–' : `${w.asked.milliCpu}m ${w.asked.memoryMiB}Mi`,
    w.size === null ? c.red(noSizeText(w, io)) : sizeText(w.size),
    w.unused === null ? '–' : `${w.unused.milliCpu}m ${w.unused.memoryMiB}Mi`,
    w.runsOnFargate ? amount(w.usdPerMonth, currency) : '–',
    w.edit === null
      ? ''
      : `${w.edit.changes.map((e) => `${e.container} ${e.resource} ${e.from ?? '–'} → ${e.to}`).join(', ')}${w.edit.savesUsdPerMonth === null ? '' : c.green(`  −${amount(w.edit.savesUsdPerMonth, currency)}`)}`,
  ]);
  return table(
    heads.map((head, i) => ({ head, align: i === 1 || i === 5 ? 'right' : 'left' })),
    rows,
    io,
  );
}

interface Bills {
  readonly before: Bill;
  readonly after: Bill;
  /** The bill after, without the workloads that could not be checked in full. */
  readonly ifUncheckedStay?: { readonly workloads: number; readonly bill: Bill } | null;
}

/** The two bills, line by line. An unknown line is said, not counted as nothing. */
export function billsText(
  { before, after, ifUncheckedStay = null }: Bills,
  io: Io,
  currency: Currency = USD,
): string {
  const ko = io.lang === 'ko';
  const hours = before.hoursPerMonth;
  const today = ko ? `지금 (월 ${hours}시간)` : `Today (a month of ${hours} hours)`;
  return [
    billText(today, before, io, currency),
    billText(ko ? '옮긴 뒤' : 'After the move', after, io, currency),
    ...(ifUncheckedStay ? [carefulText(ifUncheckedStay, io, currency)] : []),
  ].join('\n');
}

/** The other end of what the bill may be. */
function carefulText(
  { workloads, bill }: NonNullable<Bills['ifUncheckedStay']>,
  io: Io,
  currency: Currency,
): string {
  const total = paint(io.color).bold(totalText(bill, currency));
  return io.lang === 'ko'
    ? `다 확인하지 못한 워크로드 ${workloads}개가 남는다면 옮긴 뒤의 합계는 ${total} ${currency.code}입니다.\n`
    : `If the ${counted(workloads, 'workload')} that could not be checked in full ${agree(workloads, 'stays', 'stay')}, the total after the move is ${total} ${currency.code}.\n`;
}

/** A sum, and a `?` where something is missing in it. */
function totalText(bill: Bill, currency: Currency): string {
  const known = amount(bill.knownUsdPerMonth, currency);
  return bill.usdPerMonth === null ? `${known} + ?` : known;
}

function billText(title: string, bill: Bill, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const most = Math.max(...bill.lines.map((l) => l.usdPerMonth ?? 0));
  // Notes stand under the table, each once: beside a line they would not fit on a terminal.
  const notes = [...new Set(bill.lines.flatMap((l) => (l.note === null ? [] : [clean(l.note[io.lang])])))]; // prettier-ignore
  const mark = (note: Text | null): string =>
    note === null ? '' : c.dim(`(${notes.indexOf(clean(note[io.lang])) + 1})`);
  const rows = bill.lines.map((l) => [
    `  ${clean(l.what[io.lang])}`,
    l.count === null ? '–' : String(l.count),
    amount(l.usdPerMonth, currency),
    mark(l.note),
    l.usdPerMonth === null ? '' : c.cyan(bar(l.usdPerMonth, most, 12)),
  ]);
  rows.push([c.bold(ko ? '  합계' : '  total'), '', c.bold(totalText(bill, currency)), '', '']);
  const width = Math.min(io.columns, 120) - 2;
  const below = [
    ...notes.map((n, i) => `(${i + 1}) ${n}`),
    ...bill.notes.map((n) => clean(n[io.lang])),
  ].flatMap((line) => wrap(line, width, '    '));
  return `${c.bold(title)}\n${table(
    [{ head: '' }, { head: '', align: 'right' }, { head: currency.code, align: 'right' }, { head: '' }, { head: '' }],
    rows, io)}${below.map((l) => c.dim(`  ${l}\n`)).join('')}`; // prettier-ignore
}

/** Who causes today's bill: the biggest, and the rest in one line. */
export function allocationText(shares: Allocation, io: Io, currency: Currency = USD): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const top = shares.workloads.slice(0, 15);
  const rest = shares.workloads.slice(15);
  const sum = (of: readonly { readonly usdPerMonth: number }[]): number =>
    of.reduce((s, w) => s + w.usdPerMonth, 0);
  const lines: (readonly [string, number])[] = [
    ...top.map((w) => [nameOf(w.key), w.usdPerMonth] as const),
    ...(rest.length > 0 ? [[ko ? `그 밖의 워크로드 ${rest.length}개` : counted(rest.length, 'other workload'), sum(rest)] as const] : []), // prettier-ignore
    [ko ? `노드마다 도는 에이전트 (DaemonSet ${shares.agents.length}개)` : `agents on every node (${counted(shares.agents.length, 'DaemonSet')})`, sum(shares.agents)], // prettier-ignore
    [
      ko ? '아무도 요청하지 않은 노드 여유' : 'room on nodes that nobody asked for',
      shares.unusedUsd,
    ],
    [ko ? '공용: 컨트롤 플레인, 주인 없는 볼륨' : 'shared: control plane, volumes of nobody', shares.sharedUsd], // prettier-ignore
  ];
  const most = Math.max(...lines.map(([, usd]) => usd));
  const rows = lines.map(([name, usd]) => [`  ${name}`, amount(usd, currency), c.cyan(bar(usd, most, 24))]); // prettier-ignore
  const title = ko ? '지금 요금의 몫 (요청량 기준)' : 'Who causes today’s bill (by requests)';
  return `${c.bold(title)}\n${table([{ head: '' }, { head: currency.code, align: 'right' }, { head: '' }], rows, io)}`;
}

/** `apps/v1/Deployment/app/web` → `Deployment app/web`. */
export function nameOf(key: string): string {
  const parts = key.split('/');
  const [kind = '', namespace = '', name = ''] = parts.slice(-3);
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

export function doubleBillText(double: DoubleBill, io: Io, currency: Currency = USD): string {
  const c = paint(io.color);
  const minutes = Math.ceil(double.seconds / 60);
  const most = amount(double.usdAtMost, currency);
  const line =
    io.lang === 'ko'
      ? `  옮기는 ${minutes}분 동안 많아야 ${most} ${currency.code}가 한 번 더 듭니다.`
      : `  The ${counted(minutes, 'minute')} of the move ${agree(minutes, 'costs', 'cost')} at most ${most} ${currency.code} more, once.`;
  const title = io.lang === 'ko' ? '옮기는 동안의 이중 요금' : 'The double bill during the move';
  const below = wrap(double.note[io.lang], Math.min(io.columns, 120) - 2);
  return `${c.bold(title)}\n${line}\n${below.map((l) => `${c.dim(`  ${l}`)}\n`).join('')}`;
}

/** What the figures lack. */
export function gapsText(gaps: readonly Text[], io: Io): string {
  const c = paint(io.color);
  const title = io.lang === 'ko' ? '빠진 것과 의심스러운 것' : 'Missing or doubtful';
  return `${c.bold(title)}\n${gaps.flatMap((g) => wrap(clean(g[io.lang]), Math.min(io.columns, 120) - 2, '  ')).map((l) => c.yellow(`  ${l}\n`)).join('')}`; // prettier-ignore
}
