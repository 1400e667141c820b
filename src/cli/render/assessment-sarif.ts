import { WAIVER_FINDINGS } from '../../assess/documents/index.ts';
import { ruleById } from '../../assess/index.ts';
import type { Assessment, Severity } from '../../model/index.ts';
import type { Locate } from '../field-lines.ts';
import type { Lang } from '../lang.ts';
import { allFindings, placeOf, subjectOf, type Placed } from './findings.ts';

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  blocker: 'error',
  change: 'warning',
  advice: 'note',
};

export interface SarifOptions {
  readonly locate: Locate;
  readonly version: string;
  readonly lang: Lang;
}

/**
 * The assessment as a SARIF 2.1.0 log. Waived findings carry a suppression, findings compared with
 * a baseline their state, and what could not be looked at is a notification of the run.
 * @source https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html (read 2026-11-24)
 */
export function assessmentSarif(a: Assessment, { locate, version, lang }: SarifOptions): object {
  const findings = allFindings(a);
  const ids = [...new Set(findings.map((f) => f.finding.rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'fargatectl',
            version,
            rules: ids.map((id) => ruleOf(id, lang)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((f) => resultOf(f, ids.indexOf(f.finding.rule), locate)),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: a.unknown.map(({ rule, reason }) => ({
              descriptor: { id: rule },
              level: 'warning',
              message: { text: `${rule}: ${reason}` },
            })),
          },
        ],
        properties: { snapshot: a.snapshot.digest, summary: a.summary },
      },
    ],
  };
}

function ruleOf(id: string, lang: Lang): object {
  const rule = ruleById(id);
  const about = rule ?? WAIVER_FINDINGS[id as keyof typeof WAIVER_FINDINGS];
  const help = `fargatectl explain ${id}`;
  return {
    id,
    name: id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: about.title[lang] },
    help: { text: rule ? `${help} · ${rule.source}` : 'fargatectl explain waivers' },
    ...(rule && { helpUri: rule.source }),
    defaultConfiguration: { level: LEVEL[about.severity] },
  };
}

function resultOf(placed: Placed, ruleIndex: number, locate: Locate): object {
  const { finding, workload } = placed;
  const place = placeOf(placed, locate);
  const subject = subjectOf(placed);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: finding.remedy === '' ? finding.message : `${finding.message} → ${finding.remedy}` }, // prettier-ignore
    locations: [
      {
        ...(place && {
          physicalLocation: {
            artifactLocation: { uri: uriOf(place.file) },
            region: { startLine: place.line },
          },
        }),
        logicalLocations: [
          {
            fullyQualifiedName: finding.field === undefined ? subject : `${subject} ${finding.field}`,
            kind: workload ? 'resource' : 'module',
          },
        ],
      },
    ],
    // The same finding keeps its fingerprint when lines move.
    partialFingerprints: {
      'fargatectl/v1': [subject, finding.rule, finding.container ?? '', (finding.field ?? '').replaceAll(/\[\d+\]/g, '[]')].join(' '),
    },
    ...(finding.waived && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: `${finding.waived.reason} (${finding.waived.expires})` },
      ],
    }),
    ...(finding.state && { baselineState: finding.state }),
    properties: { severity: finding.severity, ...(workload && { verdict: workload.verdict }) },
  };
} // prettier-ignore

const uriOf = (file: string): string =>
  `${file.startsWith('/') ? 'file://' : ''}${file.split('/').map(encodeURIComponent).join('/')}`;
