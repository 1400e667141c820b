import { counted } from '../../model/index.ts';
import type { RunSummary } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { clockText } from './events.ts';
import { requestsText } from './requests.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** What a run came to: steps, time, and each workload's fewest ready pods against its budget. */
export function summaryText(summary: RunSummary, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const { steps } = summary;
  const below = summary.availability.reduce((sum, a) => sum + a.secondsBelowBudget, 0);
  const outcome = { done: c.green(ko ? '완료' : 'done'), failed: c.red(ko ? '실패' : 'failed'), stopped: c.yellow(ko ? '중단됨(재개 가능)' : 'stopped, resumable'), 'rolled-back': c.green(ko ? '되돌림 완료' : 'rolled back') }[summary.outcome]; // prettier-ignore
  const head = ko
    ? `${outcome}: ${clockText(summary.durationSeconds)}, 단계 ${steps.done}개 완료, ${steps.skipped}개 건너뜀, ${steps.failed}개 실패, ${steps.left}개 남음`
    : `${outcome}: ${clockText(summary.durationSeconds)}, ${counted(steps.done, 'step')} done, ${steps.skipped} skipped, ${steps.failed} failed, ${steps.left} left`;
  const requests = requestsText(summary.requests, io);
  if (summary.availability.length === 0) return `${head}\n${requests}`;
  const rows = summary.availability.map((a) => [
    a.workload,
    String(a.desired),
    String(a.minimumReady),
    String(a.budget),
    a.secondsBelowBudget === 0 ? c.green('0') : c.red(String(a.secondsBelowBudget)),
  ]);
  const heads = ko
    ? ['워크로드', '원하는 수', '최소 준비', '예산', '예산 미달(초)']
    : ['WORKLOAD', 'DESIRED', 'MIN READY', 'BUDGET', 'SECONDS BELOW'];
  return `${head}\n\n${table(
    heads.map((h, i) => ({ head: h, align: i === 0 ? 'left' : 'right' })),
    rows,
    io,
  )}\n${ko ? '예산 미달 시간 합계' : 'Seconds below budget'}: ${below === 0 ? c.green('0') : c.red(String(below))}\n${requests}`;
}
