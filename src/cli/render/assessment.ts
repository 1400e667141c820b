import {
  counted,
  formatRef,
  VERDICTS,
  type Assessment,
  type BaselineDiff,
  type Finding,
  type Verdict,
  type WorkloadAssessment,
} from '../../model/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import type { Lang } from '../lang.ts';
import { byReason, byVerdict, until } from './findings.ts';
import { sizeText, usd } from './money.ts';
import { paint, type Paint } from './paint.ts';
import { table } from './table.ts';

const VERDICT_NAMES: Readonly<Record<Verdict, { readonly en: string; readonly ko: string }>> = {
  ready: { en: 'ready', ko: '준비됨' },
  'ready-with-changes': { en: 'ready with changes', ko: '변경 후 가능' },
  'needs-work': { en: 'needs work', ko: '작업 필요' },
  stays: { en: 'stays on EC2', ko: 'EC2에 남음' },
  unknown: { en: 'unknown', ko: '알 수 없음' },
};
export const verdictName = (v: Verdict, lang: Lang): string => VERDICT_NAMES[v][lang];

const tint = (c: Paint, v: Verdict): ((s: string) => string) =>
  ({
    ready: c.green,
    'ready-with-changes': c.cyan,
    'needs-work': c.yellow,
    stays: c.magenta,
    unknown: c.red,
  })[v];

/** The sum, verdicts as a table, then each finding with its way out, worst first. `wide` shows advice as well. */
export function assessmentText(a: Assessment, io: Io, options: { readonly wide: boolean }): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const out: string[] = [];
  const where =
    a.snapshot.cluster === null ? '' : `${a.snapshot.cluster} (${a.snapshot.region ?? '?'})`;
  out.push(
    c.bold(`${ko ? '평가' : 'Assessment'}${where === '' ? '' : `: ${where}`}`),
    c.dim(`${ko ? '스냅샷' : 'snapshot'} ${a.snapshot.digest.slice(0, 19)}…`),
    ...summaryLines(a, io, options.wide),
    ...(a.baseline ? ['', ...baselineLines(a.baseline, io)] : []),
    '',
    verdictTable(a, io),
  );
  const shown = (f: Finding): boolean => options.wide || f.severity !== 'advice';
  for (const w of byVerdict(a)) out.push(...workloadLines(w, shown, io));
  const cluster = a.cluster.findings.filter(shown);
  if (cluster.length > 0) {
    out.push(c.bold(ko ? '클러스터' : 'Cluster'));
    for (const f of cluster) out.push(...findingLines(f, io));
    out.push('');
  }
  if (a.unknown.length > 0) {
    out.push(c.bold(ko ? '볼 수 없었던 것' : 'Could not be looked at'));
    for (const [reason, rules] of byReason(a.unknown))
      out.push(`  ${c.red('?')} ${rules.join(', ')}`, `      ${clean(reason)}`);
    out.push('');
  }
  for (const n of a.notes) out.push(c.dim(clean(n)));
  return `${out.join('\n').trimEnd()}\n`;
}

function summaryLines(a: Assessment, io: Io, wide: boolean): readonly string[] {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const { verdicts, findings, workloads, waived = 0 } = a.summary;
  const extra = [
    ...(wide || findings.advice === 0 ? [] : [ko ? '조언은 -o wide로' : 'advice: -o wide']),
    ...(waived === 0 ? [] : [ko ? `예외 처리 ${waived}` : `${waived} waived`]),
  ];
  const more = extra.length === 0 ? '' : ` (${extra.join(ko ? ', ' : '; ')})`;
  return [
    `${ko ? `워크로드 ${workloads}개` : counted(workloads, 'workload')}: ${VERDICTS.filter(
      (v) => verdicts[v] > 0,
    )
      .map((v) => tint(c, v)(`${verdicts[v]} ${verdictName(v, io.lang)}`))
      .join(', ')}`,
    ko
      ? `발견 항목: 차단 ${findings.blocker}, 변경 ${findings.change}, 조언 ${findings.advice}${more}`
      : `findings: ${counted(findings.blocker, 'blocker')}, ${counted(findings.change, 'change')}, ${findings.advice} advice${more}`,
  ];
}

/** What changed since the earlier assessment. */
function baselineLines(b: BaselineDiff, io: Io): readonly string[] {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const name = (v: Verdict | null): string => (v === null ? '–' : verdictName(v, io.lang));
  const { added } = b;
  return [
    c.bold(ko ? `이전 평가와 비교 (${b.digest.slice(0, 19)}…)` : `Since the baseline (${b.digest.slice(0, 19)}…)`),
    ko
      ? `  새로 생김: 차단 ${added.blocker}, 변경 ${added.change}, 조언 ${added.advice}; 사라짐: ${b.fixed.length}`
      : `  new: ${counted(added.blocker, 'blocker')}, ${counted(added.change, 'change')}, ${added.advice} advice; gone: ${b.fixed.length}`,
    ...b.verdicts.map((v) => {
      const mark = { worse: c.red('↓'), better: c.green('↑'), changed: c.yellow('~'), added: '+', removed: '-' }[v.direction];
      return `  ${mark} ${formatRef(v.ref)}: ${name(v.before)} → ${name(v.after)}`;
    }),
  ];
} // prettier-ignore

export function verdictTable(a: Assessment, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const heads = ko
    ? ['네임스페이스', '워크로드', '파드', '판정', 'FARGATE', 'USD/월', '이유']
    : ['NAMESPACE', 'WORKLOAD', 'PODS', 'VERDICT', 'FARGATE', 'USD/MONTH', 'WHY'];
  return table(
    heads.map((head, i) => ({ head, align: i === 2 || i === 5 ? 'right' : 'left' })),
    a.workloads.map((w) => [
      w.ref.namespace ?? '',
      `${w.ref.kind} ${w.ref.name}`,
      w.replicas === null ? '–' : String(w.replicas),
      tint(c, w.verdict)(verdictName(w.verdict, io.lang)),
      w.fargate === null ? '–' : sizeText(w.fargate),
      w.fargate === null ? '–' : usd(w.fargate.usdPerMonth),
      whyText(w),
    ]),
    io,
  );
}

/** The rules that made the verdict; nothing when there is none. */
function whyText(w: WorkloadAssessment): string {
  const deciding = w.findings.filter((f) => f.severity === 'blocker');
  const rules = deciding.length > 0 ? deciding : w.findings.filter((f) => f.severity === 'change');
  return [...new Set(rules.map((f) => f.rule))].join(', ');
}

export function workloadLines(
  w: WorkloadAssessment,
  shown: (f: Finding) => boolean,
  io: Io,
): readonly string[] {
  const findings = w.findings.filter(shown);
  if (findings.length === 0 && w.unknown.length === 0) return [];
  const c = paint(io.color);
  return [
    `${c.bold(formatRef(w.ref))}  ${tint(c, w.verdict)(verdictName(w.verdict, io.lang))}`,
    ...findings.flatMap((f) => findingLines(f, io)),
    ...w.unknown.map((u) => `  ${c.red('?')} ${c.cyan(u.rule)}  ${clean(u.reason)}`),
    '',
  ];
}

function findingLines(f: Finding, io: Io): readonly string[] {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const mark = f.waived
    ? c.dim('~')
    : { blocker: c.red('✗'), change: c.yellow('!'), advice: c.dim('·') }[f.severity];
  const isNew = f.state === 'new' ? ` ${c.yellow(ko ? '[새로 생김]' : '[new]')}` : '';
  const at = [f.container, f.field].filter((s) => s !== undefined).join(' · ');
  return [
    `  ${mark} ${c.cyan(f.rule)}${isNew}  ${clean(f.message)}`,
    ...(at === '' ? [] : [c.dim(`      ${clean(at)}`)]),
    ...(f.remedy === '' ? [] : [`      → ${clean(f.remedy)}`]),
    ...(f.waived
      ? [
          c.dim(
            ko
              ? `      예외 처리(${until(f.waived.expires, 'ko')}): ${clean(f.waived.reason)}`
              : `      waived ${until(f.waived.expires, 'en')}: ${clean(f.waived.reason)}`,
          ),
        ]
      : []),
  ];
}
