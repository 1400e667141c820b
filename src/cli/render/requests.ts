import type { RequestCount } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** What whoever asked all through a run saw: a line with the counts, and a row for each way in that lost requests or might have. */
export function requestsText(all: readonly RequestCount[], io: Io): string {
  const names = all.filter((r) => r.kind === 'dns');
  return `${waysIn(all.filter((r) => r.kind !== 'dns'), io)}${dnsText(names, io)}`; // prettier-ignore
}

/** A line for each name that the probe pod asked for all through a run. */
function dnsText(names: readonly RequestCount[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  return names
    .map((n) => {
      if (n.asked === 0)
        return ko
          ? `${n.through}: 물어볼 수 없었음, 알 수 없음\n`
          : `${n.through}: could not be asked, not known\n`;
      const failed = n.failed === 0 ? c.green('0') : c.red(n.failed.toLocaleString('en'));
      const gap = n.failed === 0 ? '' : ko ? `, 가장 긴 끊김 ${n.longestGapSeconds}초` : `, longest gap ${n.longestGapSeconds} s`; // prettier-ignore
      const asked = n.asked.toLocaleString('en');
      return ko
        ? `${n.through}: ${asked}번 조회, 실패 ${failed}번${gap}\n`
        : `${n.through}: ${asked} asked, ${failed} failed${gap}\n`;
    })
    .join('');
}

function waysIn(requests: readonly RequestCount[], io: Io): string {
  if (requests.length === 0) return '';
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const sum = (of: (r: RequestCount) => number): number =>
    requests.reduce((total, r) => total + of(r), 0);
  const asked = sum((r) => r.asked).toLocaleString('en');
  const failed = sum((r) => r.failed);
  const shown = failed === 0 ? c.green('0') : c.red(failed.toLocaleString('en'));
  const head = ko
    ? `요청: ${asked}건, 실패 ${shown}건`
    : `Requests: ${asked} asked, ${shown} failed`;
  const unusual = requests.filter((r) => r.failed > 0 || r.atRisk > 0 || r.asked === 0);
  if (unusual.length === 0) return `${head}\n`;
  const heads = ko
    ? ['워크로드', '경로', '요청', '실패', '가장 긴 끊김(초)', '위험']
    : ['WORKLOAD', 'THROUGH', 'ASKED', 'FAILED', 'LONGEST GAP (S)', 'AT RISK'];
  const rows = unusual.map((r) => [
    r.workload === '' ? '–' : r.workload,
    r.through,
    String(r.asked),
    r.failed === 0 ? '0' : c.red(String(r.failed)),
    String(r.longestGapSeconds),
    r.atRisk === 0 ? '0' : c.yellow(String(r.atRisk)),
  ]);
  const notes = [
    ...(sum((r) => r.atRisk) > 0
      ? [
          ko
            ? '위험: SIGTERM을 받은 뒤의 파드가 응답한 요청입니다. 바로 끝나는 프로세스라면 실패했을 것입니다. preStop sleep을 두면 사라집니다.'
            : 'At risk: answered by a pod after its SIGTERM. A process that stops at once would have lost them; a preStop sleep avoids it.',
        ]
      : []),
    ...(unusual.some((r) => r.asked === 0)
      ? [
          ko
            ? '요청 0: 한 번도 응답이 없어 세지 않았습니다.'
            : '0 asked: never answered, so there was nothing to lose.',
        ]
      : []),
  ];
  return `${head}\n\n${table(
    heads.map((head, i) => ({ head, align: i < 2 ? ('left' as const) : ('right' as const) })),
    rows,
    io,
  )}\n${notes.map((n) => `${c.dim(n)}\n`).join('')}`;
}
