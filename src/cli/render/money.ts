import { formatRef, type FargateSize } from '../../model/index.ts';
import type { Bill, SizingReport } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { say } from '../lang.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** `0.25 vCPU, 0.5 GB`, with the disk when it is more than the 20 GiB that are included. */
export const sizeText = (s: FargateSize): string =>
  `${s.vcpu} vCPU, ${s.memoryGB} GB${s.ephemeralGiB > 20 ? `, ${s.ephemeralGiB} GiB` : ''}`;

/** Dollars and cents, or `?` where nobody knows. */
export const usd = (value: number | null): string => (value === null ? '?' : value.toFixed(2));

/** What each workload would be on Fargate, and what it pays for without asking. */
export function sizesText(report: SizingReport, io: Io): string {
  const ko = io.lang === 'ko';
  const c = paint(io.color);
  const heads = ko
    ? ['워크로드', '파드', '요청', 'FARGATE', '남는 몫', 'USD/월', '가장 싼 수정']
    : ['WORKLOAD', 'PODS', 'ASKED', 'FARGATE', 'UNUSED', 'USD/MONTH', 'CHEAPEST EDIT'];
  const rows = report.workloads.map((w) => [
    formatRef(w.ref),
    w.replicas === null ? '–' : String(w.replicas),
    w.asked === null ? '–' : `${w.asked.milliCpu}m ${w.asked.memoryMiB}Mi`,
    w.size === null ? c.red(ko ? '맞는 크기 없음' : 'no size fits') : sizeText(w.size),
    w.unused === null ? '–' : `${w.unused.milliCpu}m ${w.unused.memoryMiB}Mi`,
    w.runsOnFargate ? usd(w.usdPerMonth) : '–',
    w.edit === null
      ? ''
      : `${w.edit.changes.map((e) => `${e.container} ${e.resource} ${e.from ?? '–'} → ${e.to}`).join(', ')}${w.edit.savesUsdPerMonth === null ? '' : c.green(`  −${usd(w.edit.savesUsdPerMonth)}`)}`,
  ]);
  return table(
    heads.map((head, i) => ({ head, align: i === 1 || i === 5 ? 'right' : 'left' })),
    rows,
  );
}

/** The two bills, line by line. An unknown line is said, not counted as nothing. */
export function billsText(before: Bill, after: Bill, io: Io): string {
  const ko = io.lang === 'ko';
  return `${billText(ko ? '지금 (월 730시간)' : 'Today (a month of 730 hours)', before, io)}\n${billText(ko ? '옮긴 뒤' : 'After the move', after, io)}`;
}

function billText(title: string, bill: Bill, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const rows = bill.lines.map((l) => [
    `  ${clean(say(l.what, io.lang))}`,
    l.count === null ? '–' : String(l.count),
    usd(l.usdPerMonth),
    l.note === null ? '' : c.dim(clean(say(l.note, io.lang))),
  ]);
  const total =
    bill.usdPerMonth === null ? `${usd(bill.knownUsdPerMonth)} + ?` : usd(bill.usdPerMonth);
  rows.push([c.bold(ko ? '  합계' : '  total'), '', c.bold(total), '']);
  return `${c.bold(title)}\n${table(
    [{ head: '' }, { head: '', align: 'right' }, { head: 'USD', align: 'right' }, { head: '' }],
    rows,
  )}${bill.notes.map((n) => c.dim(`  ${clean(say(n, io.lang))}\n`)).join('')}`;
}
