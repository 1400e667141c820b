import type { Assessment, Severity } from '../../model/index.ts';
import type { Locate } from '../field-lines.ts';
import { allFindings, byReason, placeOf } from './findings.ts';

const COMMAND: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  blocker: 'error',
  change: 'warning',
  advice: 'notice',
};

/**
 * The findings as GitHub workflow commands, which show beside the lines of a pull request. Waived
 * ones are left out; what could not be looked at is a notice of its own.
 * @source https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (read 2026-11-24)
 */
export function assessmentAnnotations(a: Assessment, locate: Locate): string {
  const findings = allFindings(a)
    .filter(({ finding }) => finding.waived === undefined)
    .map((placed) => {
      const { finding } = placed;
      const place = placeOf(placed, locate);
      const at = place ? [`file=${property(place.file)}`, `line=${place.line}`] : [];
      const text = finding.remedy === '' ? finding.message : `${finding.message}\n→ ${finding.remedy}`; // prettier-ignore
      return `::${COMMAND[finding.severity]} ${[...at, `title=${property(finding.rule)}`].join(',')}::${data(text)}`;
    });
  const unknown = byReason(a.unknown).map(
    ([reason, rules]) =>
      `::notice title=${property('could not be looked at')}::${data(`${rules.join(', ')}: ${reason}`)}`,
  );
  return [...findings, ...unknown].map((line) => `${line}\n`).join('');
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
