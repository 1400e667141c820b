import type { Advice, Option } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { bar } from './chart.ts';
import { amount, type Currency } from './currency.ts';
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
export function adviceText(advice: Advice, io: Io, currency: Currency): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const most = Math.max(...advice.options.map((o) => o.usdPerMonth ?? 0));
  const heads = ko
    ? ['선택', `${currency.code}/월`, '', '노드', '옮김', '단계', '']
    : ['OPTION', `${currency.code}/MONTH`, '', 'NODES', 'MOVED', 'STEPS', ''];
  const number = (n: number | null): string => (n === null ? '?' : String(n));
  const rows = advice.options.map((o) => [
    o.title[io.lang],
    amount(o.usdPerMonth, currency),
    c.cyan(bar(o.usdPerMonth ?? 0, most, 20)),
    number(o.nodes),
    String(o.movedWorkloads),
    number(o.steps),
    o.costNote === null ? '' : c.dim(clean(o.costNote[io.lang])),
  ]);
  const verdict = VERDICTS[advice.verdict][ko ? 1 : 0];
  return [
    `${c.bold(ko ? '옮겨야 할까?' : 'Should you?')} ${c.bold(c.green(verdict))}`,
    `  ${clean(advice.because[io.lang])}\n`,
    table(
      heads.map((head, i) => ({ head, align: [1, 3, 4, 5].includes(i) ? 'right' : 'left' })),
      rows,
    ),
    ...advice.options.map((o) => optionText(o, io)),
    c.dim(
      ko
        ? '  노드를 고르는 선택은 c, m, r 계열 large~4xlarge를 지금의 영역마다 하나 이상, 루트 볼륨 20GiB로 셈했습니다. 보장하지 않는 추정입니다.'
        : '  Options that choose nodes count c, m and r types from large to 4xlarge, at least one node in each of today’s zones, 20 GiB of root volume. Estimates, not offers.',
    ),
    '',
  ].join('\n');
}

function optionText(o: Option, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const width = Math.min(io.columns, 100);
  const labels = ko
    ? ['깨지는 것', '덜게 되는 것', '종속', '돌아오는 길']
    : ['breaks', 'frees you of', 'lock-in', 'the way back'];
  const nothing = ko ? '없음' : 'nothing';
  const breaks = o.breaks.length === 0 ? nothing : o.breaks.map((b) => b[io.lang]).join('; ');
  const values = [breaks, o.freed[io.lang], o.lockIn[io.lang], o.wayBack[io.lang]];
  const lines = labels.flatMap((label, i) =>
    wrap(`${label}: ${clean(values[i] ?? '')}`, width - 4, '  ').map((l) => `    ${l}`),
  );
  return `${c.bold(`  ${o.title[io.lang]}`)}\n${lines.join('\n')}\n`;
}
