import { counted, formatRef, VERDICTS, type Assessment, type BaselineDiff, type Finding, type Verdict } from '../../model/index.ts'; // prettier-ignore
import type { Lang } from '../lang.ts';
import { verdictName } from './assessment.ts';
import { byReason, byVerdict, until } from './findings.ts';
import { sizeText, usd } from './money.ts';

/**
 * Characters that a comment of a pull request may have.
 * @source https://docs.github.com/en/rest/issues/comments (read 2026-11-24): longer bodies are refused; 65,536 is what the API's error names
 */
export const COMMENT_LIMIT = 65_536;

/** A part that may be left out, and what is lost with it. */
interface Part {
  readonly text: string;
  readonly findings: number;
  readonly workloads: number;
}

/**
 * The assessment as Markdown: for a pull request or a wiki page. Never longer than `limit`: the sum
 * stands first and findings follow worst first, so what is cut is what matters least, and it is said.
 */
export function assessmentMarkdown(a: Assessment, lang: Lang, limit = COMMENT_LIMIT): string {
  const ko = lang === 'ko';
  const rows = byVerdict(a).map((w) => ({
    findings: 0,
    workloads: 1,
    text: `| ${cell(formatRef(w.ref))} | ${w.replicas ?? '–'} | ${verdictName(w.verdict, lang)} | ${w.fargate === null ? '–' : sizeText(w.fargate)} | ${w.fargate === null ? '–' : usd(w.fargate.usdPerMonth)} |\n`,
  }));
  const sections: readonly Part[] = [
    ...(a.cluster.findings.length > 0 ? [section(ko ? '클러스터' : 'Cluster', a.cluster.findings, [], lang)] : []),
    ...byVerdict(a)
      .filter((w) => w.findings.length + w.unknown.length > 0)
      .map((w) => section(formatRef(w.ref), w.findings, w.unknown, lang)),
  ];
  const head = `${headLines(a, lang).join('\n')}\n`;
  const unknown = unknownText(a, lang);
  // Room for the word about what was cut.
  let left = limit - head.length - 400;
  const take = (parts: readonly Part[], share: number): { readonly text: string; readonly cut: readonly Part[] } => {
    let room = Math.floor(left * share);
    const at = parts.findIndex((p) => (room -= p.text.length) < 0);
    const kept = at < 0 ? parts : parts.slice(0, at);
    const text = kept.map((p) => p.text).join('');
    left -= text.length;
    return { text, cut: at < 0 ? [] : parts.slice(at) };
  };
  const table = take(rows, 0.5);
  const evidence = take([...sections, ...(unknown === '' ? [] : [{ text: unknown, findings: 0, workloads: 0 }])], 1);
  return `${head}${table.text}\n${evidence.text}${cutText(table.cut, evidence.cut, lang)}`;
} // prettier-ignore

function headLines(a: Assessment, lang: Lang): readonly string[] {
  const ko = lang === 'ko';
  const { verdicts, findings, waived = 0 } = a.summary;
  const counted = VERDICTS.filter((v) => verdicts[v] > 0).map((v) => `**${verdicts[v]}** ${verdictName(v, lang)}`); // prettier-ignore
  return [
    `# ${ko ? 'Fargate 평가' : 'Fargate assessment'}${a.snapshot.cluster === null ? '' : `: ${a.snapshot.cluster}`}`,
    '',
    `${counted.join(' · ')}${counted.length === 0 ? '' : '\n\n'}${
      ko
        ? `발견 항목: 차단 ${findings.blocker}, 변경 ${findings.change}, 조언 ${findings.advice}${waived === 0 ? '' : `, 예외 처리 ${waived}`}`
        : `findings: ${findings.blocker} blocker, ${findings.change} change, ${findings.advice} advice${waived === 0 ? '' : `, ${waived} waived`}`
    } · \`${a.snapshot.digest}\``,
    '',
    ...(a.baseline ? baselineLines(a.baseline, lang) : []),
    ko
      ? '| 워크로드 | 파드 | 판정 | Fargate | USD/월 |'
      : '| workload | pods | verdict | Fargate | USD/month |',
    '|---|--:|---|---|--:|',
  ];
}

function baselineLines(b: BaselineDiff, lang: Lang): readonly string[] {
  const ko = lang === 'ko';
  const { added } = b;
  const name = (v: Verdict | null): string => (v === null ? '–' : verdictName(v, lang));
  const most = 20;
  return [
    ko
      ? `이전 평가 이후: 새 항목 차단 ${added.blocker}, 변경 ${added.change}, 조언 ${added.advice}; 사라진 항목 ${b.fixed.length}`
      : `since the baseline: new ${added.blocker} blocker, ${added.change} change, ${added.advice} advice; gone ${b.fixed.length}`,
    '',
    ...b.verdicts.slice(0, most).map((v) => `- ${formatRef(v.ref)}: ${name(v.before)} → ${name(v.after)}`),
    ...(b.verdicts.length > most ? [`- … ${b.verdicts.length - most}`] : []),
    ...(b.verdicts.length > 0 ? [''] : []),
  ];
} // prettier-ignore

const section = (title: string, findings: readonly Finding[], unknown: Assessment['unknown'], lang: Lang): Part => ({
  text: `## ${title}\n\n${[...findings.map((f) => line(f, lang)), ...unknown.map((u) => `- **?** \`${u.rule}\`: ${inline(u.reason)}`)].join('\n')}\n\n`,
  findings: findings.length,
  workloads: 0,
}); // prettier-ignore

function unknownText(a: Assessment, lang: Lang): string {
  if (a.unknown.length === 0) return '';
  const reasons = byReason(a.unknown).map(([reason, rules]) => `- ${rules.map((r) => `\`${r}\``).join(', ')}: ${inline(reason)}`); // prettier-ignore
  return `## ${lang === 'ko' ? '볼 수 없었던 것' : 'Could not be looked at'}\n\n${reasons.join('\n')}\n`;
}

function cutText(rows: readonly Part[], sections: readonly Part[], lang: Lang): string {
  if (rows.length + sections.length === 0) return '';
  const workloads = rows.reduce((sum, p) => sum + p.workloads, 0);
  const findings = sections.reduce((sum, p) => sum + p.findings, 0);
  const isUnknownCut = sections.some((p) => p.findings === 0);
  return lang === 'ko'
    ? `\n_길이 제한으로 잘렸습니다: 표에서 워크로드 ${workloads}개, 발견 항목 ${findings}개${isUnknownCut ? ', 볼 수 없었던 것의 목록' : ''}. 전체: \`fargatectl assess -o json\`_\n`
    : `\n_Cut to fit: ${counted(workloads, 'workload')} of the table, ${counted(findings, 'finding')}${isUnknownCut ? ', the list of what could not be looked at' : ''}. The whole: \`fargatectl assess -o json\`_\n`;
}

function line(f: Finding, lang: Lang): string {
  const isNew = f.state === 'new' ? (lang === 'ko' ? ' 🆕 새로 생김' : ' 🆕 new') : '';
  const waived = f.waived
    ? lang === 'ko'
      ? ` _(예외 처리, ${until(f.waived.expires, lang)}: ${inline(f.waived.reason)})_`
      : ` _(waived ${until(f.waived.expires, lang)}: ${inline(f.waived.reason)})_`
    : '';
  return `- **${f.severity}**${isNew} \`${f.rule}\`: ${inline(f.message)}${f.field === undefined ? '' : ` (\`${f.field}\`)`}${f.remedy === '' ? '' : ` → ${inline(f.remedy)}`}${waived}`;
}

/** One line, and nothing in it that GitHub would take for a mention or for HTML. */
const inline = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('<', '&lt;').replaceAll('@', '@\u200b');
const cell = (text: string): string => inline(text).replaceAll('|', '\\|');
