import { agree, counted } from '../../model/index.ts';
import type { Text } from '../../model/index.ts';
import type { Advice, Option } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { bar } from './chart.ts';
import { amount, dollarsText, type Currency } from './currency.ts';
import { gapsText } from './money.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

const VERDICTS: Readonly<Record<Advice['verdict'], readonly [string, string]>> = {
  dont: ['Don’t move.', '옮기지 마십시오.'],
  'nodes-first': ['Tidy the nodes first.', '먼저 노드를 정리하십시오.'],
  part: ['Move in part.', '일부만 옮기십시오.'],
  whole: ['Move all of it.', '전부 옮기십시오.'],
  'cannot-say': ['Nobody can say from this.', '이것만으로는 알 수 없습니다.'],
};

/** Should you? The verdict, the ways side by side, then each with what it takes and gives. */
export function adviceText(
  advice: Advice,
  gaps: readonly Text[],
  io: Io,
  currency: Currency,
): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const width = Math.min(io.columns, 100);
  const most = Math.max(...advice.options.map((o) => o.usdPerMonth ?? 0));
  const heads = ko
    ? ['선택', `${currency.code}/월`, '', '노드', '옮김', '단계']
    : ['OPTION', `${currency.code}/MONTH`, '', 'NODES', 'MOVED', 'STEPS'];
  const number = (n: number | null): string => (n === null ? '?' : String(n));
  const rows = advice.options.map((o) => [
    o.title[io.lang],
    amount(o.usdPerMonth, currency),
    c.cyan(bar(o.usdPerMonth ?? 0, most, 20)),
    number(o.nodes),
    String(o.movedWorkloads),
    `${number(o.steps)}${o.stepsAtLeast && o.steps !== null ? '+' : ''}`,
  ]);
  const verdict = VERDICTS[advice.verdict][ko ? 1 : 0];
  return [
    `${c.bold(ko ? '옮겨야 할까?' : 'Should you?')} ${c.bold(c.green(verdict))}`,
    ...wrap(clean(advice.because[io.lang]), width - 2).map((l) => `  ${l}`),
    ...carefulText(advice, io, currency),
    '',
    table(
      heads.map((head, i) => ({ head, align: [1, 3, 4, 5].includes(i) ? 'right' : 'left' })),
      rows,
      io,
    ),
    ...advice.options.map((o) => optionText(o, io)),
    ...notes(advice, io).flatMap((n) => wrap(n, width - 2).map((l) => c.dim(`  ${l}`))),
    ...dollarsText(currency, io),
    ...(gaps.length > 0 ? ['', gapsText(gaps, io).trimEnd()] : []),
    '',
  ].join('\n');
}

/** What the figures rest on. */
function notes({ options }: Advice, io: Io): readonly string[] {
  const ko = io.lang === 'ko';
  const some = options.some((o) => o.stepsAtLeast);
  return [
    ko
      ? '노드를 고르는 선택은 c, m, r 계열 large~4xlarge를 지금의 영역마다 하나 이상, 루트 볼륨 20GiB로 셈했습니다. 보장하지 않는 추정입니다.'
      : 'Options that choose nodes count c, m and r types from large to 4xlarge, at least one node in each of today’s zones, 20 GiB of root volume. Estimates, not offers.',
    ...(some
      ? [ko ? '단계의 +: 이 입력으로는 계획을 만들 수 없어 프로파일, 역할, 노드 그룹처럼 함께 쓰는 것의 단계가 빠졌습니다.' : 'A + after steps: no plan can be made of this input, so that what is shared (profiles, roles, node groups) is not counted.'] // prettier-ignore
      : []),
  ];
}

/** What would be said if workloads stay that could not be checked in full. */
function carefulText(
  { ifUncheckedStay: other, verdict }: Advice,
  io: Io,
  currency: Currency,
): string[] {
  if (other === null) return [];
  const ko = io.lang === 'ko';
  const usd = amount(other.usdPerMonth, currency);
  const [en, kor] = VERDICTS[other.verdict];
  const answer =
    other.verdict === verdict
      ? ko ? '답은 같습니다.' : 'and the answer is the same.'
      : ko ? `답은 "${kor}"` : `and the answer is: ${en}`; // prettier-ignore
  const line = ko
    ? `다 확인하지 못한 워크로드 ${other.workloads}개가 남는다면 가장 좋은 조합은 월 ${usd} ${currency.code}이고, ${answer}`
    : `If the ${counted(other.workloads, 'workload')} that could not be checked in full ${agree(other.workloads, 'stays', 'stay')}, the best mix costs ${usd} ${currency.code} a month, ${answer}`;
  return wrap(line, Math.min(io.columns, 100) - 2).map((l) => `  ${l}`);
}

function optionText(o: Option, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const width = Math.min(io.columns, 100);
  const labels = ko
    ? ['비용', '깨지는 것', '덜게 되는 것', '종속', '돌아오는 길']
    : ['cost', 'breaks', 'frees you of', 'lock-in', 'the way back'];
  const nothing = ko ? '없음' : 'nothing';
  const breaks = o.breaks.length === 0 ? nothing : o.breaks.map((b) => b[io.lang]).join('; ');
  const cost = o.costNote === null ? null : o.costNote[io.lang];
  const values = [cost, breaks, o.freed[io.lang], o.lockIn[io.lang], o.wayBack[io.lang]];
  const lines = labels.flatMap((label, i) => {
    const value = values[i];
    if (value === null || value === undefined) return [];
    return wrap(`${label}: ${clean(value)}`, width - 4, '  ').map((l) => `    ${l}`);
  });
  return `${c.bold(`  ${o.title[io.lang]}`)}\n${lines.join('\n')}\n`;
}
