import { formatRef, type Assessment, type Finding } from '../../model/index.ts';
import type { Lang } from '../lang.ts';
import { verdictName } from './assessment.ts';
import { sizeText, usd } from './money.ts';

/** The assessment as Markdown: for a pull request or a wiki page. */
export function assessmentMarkdown(a: Assessment, lang: Lang): string {
  const ko = lang === 'ko';
  const out = [
    `# ${ko ? 'Fargate 평가' : 'Fargate assessment'}${a.snapshot.cluster === null ? '' : `: ${a.snapshot.cluster}`}`,
    '',
    `\`${a.snapshot.digest}\``,
    '',
    ko
      ? '| 워크로드 | 파드 | 판정 | Fargate | USD/월 |'
      : '| workload | pods | verdict | Fargate | USD/month |',
    '|---|--:|---|---|--:|',
    ...a.workloads.map(
      (w) =>
        `| ${cell(formatRef(w.ref))} | ${w.replicas ?? '–'} | ${verdictName(w.verdict, lang)} | ${w.fargate === null ? '–' : sizeText(w.fargate)} | ${w.fargate === null ? '–' : usd(w.fargate.usdPerMonth)} |`,
    ),
    '',
  ];
  for (const w of a.workloads) {
    if (w.findings.length === 0) continue;
    out.push(`## ${formatRef(w.ref)}`, '', ...w.findings.map(finding), '');
  }
  if (a.cluster.findings.length > 0)
    out.push(`## ${ko ? '클러스터' : 'Cluster'}`, '', ...a.cluster.findings.map(finding), '');
  if (a.unknown.length > 0)
    out.push(
      `## ${ko ? '볼 수 없었던 것' : 'Could not be looked at'}`,
      '',
      ...a.unknown.map((u) => `- \`${u.rule}\`: ${u.reason}`),
      '',
    );
  return `${out.join('\n')}`;
}

const finding = (f: Finding): string =>
  `- **${f.severity}** \`${f.rule}\`: ${f.message}${f.field === undefined ? '' : ` (\`${f.field}\`)`}${f.remedy === '' ? '' : ` → ${f.remedy}`}`;
const cell = (text: string): string => text.replaceAll('|', '\\|');
