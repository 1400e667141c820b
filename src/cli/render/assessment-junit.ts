import { formatRef, SEVERITIES, type Assessment, type Finding, type Severity } from '../../model/index.ts'; // prettier-ignore
import type { Locate } from '../field-lines.ts';
import { byVerdict, placeOf, until, type Placed } from './findings.ts';

export interface JunitOptions {
  readonly locate: Locate;
  /** From this severity on a finding is a failure; below it is only told. */
  readonly failOn: Severity | 'never';
  readonly onlyNew: boolean;
}

interface Case {
  readonly name: string;
  readonly place: string;
  readonly body: readonly string[];
  readonly outcome: 'pass' | 'failure' | 'error' | 'skipped';
}

/**
 * The assessment as JUnit XML: a suite for each workload and one for the cluster, a case for each
 * finding. Waived findings are skipped, an unknown verdict is an error: nobody looked.
 * @source https://github.com/testmoapp/junitxml (read 2026-11-24)
 */
export function assessmentJunit(a: Assessment, options: JunitOptions): string {
  const suites = [
    ...byVerdict(a).map((workload) => ({
      name: formatRef(workload.ref),
      cases: [
        verdictCase(workload.verdict, workload.unknown),
        ...workload.findings.map((finding) => caseOf({ workload, finding }, options)),
      ],
    })),
    {
      name: 'cluster',
      cases: [
        verdictCase(null, a.snapshot.source === 'cluster' ? a.unknown : []),
        ...a.cluster.findings.map((finding) => caseOf({ workload: null, finding }, options)),
      ],
    },
  ];
  const all = suites.flatMap((s) => s.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fargatectl assess"${totals(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escape(name)}"${totals(cases)}>`,
      ...cases.flatMap((c) => caseLines(c, name)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

const verdictCase = (verdict: string | null, unknown: Assessment['unknown']): Case => ({
  name: verdict === null ? 'evidence' : `verdict: ${verdict}`,
  place: '',
  outcome: verdict === 'unknown' || (verdict === null && unknown.length > 0) ? 'error' : 'pass',
  body: unknown.map((u) => `${u.rule}: ${u.reason}`),
});

function caseOf(placed: Placed, { locate, failOn, onlyNew }: JunitOptions): Case {
  const { finding } = placed;
  const place = placeOf(placed, locate);
  const counts =
    failOn !== 'never' &&
    SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn) &&
    (!onlyNew || finding.state === 'new');
  return {
    name: [finding.rule, finding.container].filter((s) => s !== undefined).join(' · '),
    place: place ? ` file="${escape(place.file)}" line="${place.line}"` : '',
    outcome: finding.waived ? 'skipped' : counts ? 'failure' : 'pass',
    body: evidence(finding),
  };
}

const evidence = (f: Finding): readonly string[] => [
  `${f.severity}: ${f.message}`,
  ...(f.field === undefined ? [] : [`at ${f.field}`]),
  ...(f.remedy === '' ? [] : [`→ ${f.remedy}`]),
  ...(f.waived ? [`waived ${until(f.waived.expires, 'en')}: ${f.waived.reason}`] : []),
];

function caseLines(c: Case, suite: string): readonly string[] {
  const open = `    <testcase name="${escape(c.name)}" classname="${escape(suite)}"${c.place}>`;
  const body = escape(c.body.join('\n'));
  const [message = ''] = c.body;
  switch (c.outcome) {
    case 'pass':
      return c.body.length === 0
        ? [open.replace(/>$/, '/>')]
        : [open, `      <system-out>${body}</system-out>`, '    </testcase>'];
    case 'skipped':
      return [open, `      <skipped message="${escape(c.body.at(-1) ?? '')}"/>`, `      <system-out>${body}</system-out>`, '    </testcase>']; // prettier-ignore
    case 'failure':
    case 'error':
      return [open, `      <${c.outcome} message="${escape(message)}">${body}</${c.outcome}>`, '    </testcase>']; // prettier-ignore
  }
}

const totals = (cases: readonly Case[]): string => {
  const n = (outcome: Case['outcome']): number => cases.filter((c) => c.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${n('failure')}" errors="${n('error')}" skipped="${n('skipped')}"`;
};

/** XML 1.0 knows no control characters but tab and line ends, not even as references. */
const escape = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
