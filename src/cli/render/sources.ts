import type { BillLine } from '../../size/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { roomFor } from './fit.ts';
import { paint } from './paint.ts';
import { wrap } from './wrap.ts';

/** Where the figures of some lines of bills come from, and when they held: one line a source, newest first. */
export function sourcesText(
  lines: readonly Pick<BillLine, 'kind' | 'provenance'>[],
  io: Io,
): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const uses = new Map<string, { date: string; source: string; kinds: Set<string> }>();
  for (const { kind, provenance } of lines) {
    if (provenance === null) continue;
    const { date, source } = provenance;
    const use = uses.get(`${date} ${source}`) ?? { date, source, kinds: new Set() };
    use.kinds.add(KINDS[kind][ko ? 1 : 0]);
    uses.set(`${date} ${source}`, use);
  }
  if (uses.size === 0) return '';
  const room = roomFor(io);
  const written = [...uses.values()]
    .sort((a, b) => (a.date > b.date ? -1 : 1))
    // Quoted as published, and read on a Korean page as well: one line each, but on a terminal.
    .map((u) => `${u.date}  ${[...u.kinds].join(', ')}: ${clean(u.source)}`)
    .flatMap((line) => (room === null ? [line] : wrap(line, room - 2, '    ')))
    .map((line) => c.dim(`  ${line}`));
  return `${c.bold(ko ? '가격의 날짜와 출처' : 'The prices: date and source')}\n${written.join('\n')}\n`;
}

const KINDS: Readonly<Record<BillLine['kind'], readonly [string, string]>> = {
  'control-plane': ['EKS control plane', 'EKS 컨트롤 플레인'],
  node: ['EC2 instances', 'EC2 인스턴스'],
  'root-volume': ['EBS volumes', 'EBS 볼륨'],
  claim: ['EBS volumes', 'EBS 볼륨'],
  fargate: ['Fargate', 'Fargate'],
  'finished-jobs': ['Fargate', 'Fargate'],
  efs: ['EFS', 'EFS'],
  nat: ['NAT', 'NAT'],
  logs: ['CloudWatch Logs', 'CloudWatch Logs'],
};
