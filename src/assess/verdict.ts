import type { Finding, Verdict } from '../model/index.ts';

/**
 * The worst finding decides. What is certain to need work is said even where something else could
 * not be read; but nothing is called ready on missing evidence.
 */
export function verdictOf(findings: readonly Finding[], isMissing: boolean): Verdict {
  const blockers = findings.filter((f) => f.severity === 'blocker');
  if (blockers.some((f) => !f.mendable)) return 'stays';
  if (blockers.some((f) => f.fix === null)) return 'needs-work';
  if (isMissing) return 'unknown';
  const fixes = findings.some((f) => f.severity !== 'advice' && f.fix !== null);
  return fixes ? 'ready-with-changes' : 'ready';
}
