import {
  formatRef,
  SEVERITIES,
  type Assessment,
  type Finding,
  type ObjectRef,
  type Verdict,
  type WorkloadAssessment,
} from '../../model/index.ts';
import type { Locate, Place } from '../field-lines.ts';
import type { Lang } from '../lang.ts';

/** Worst first: what cannot go, what a person must do, what nobody could look at, what the tool does. */
export const WORST_FIRST: readonly Verdict[] = [
  'stays',
  'needs-work',
  'unknown',
  'ready-with-changes',
  'ready',
];

/** Workloads by verdict, worst first; those of one verdict stay in order. */
export const byVerdict = (a: Assessment): readonly WorkloadAssessment[] =>
  [...a.workloads].sort((x, y) => WORST_FIRST.indexOf(x.verdict) - WORST_FIRST.indexOf(y.verdict));

/** A finding with the workload it belongs to; null for the cluster. */
export interface Placed {
  readonly workload: WorkloadAssessment | null;
  readonly finding: Finding;
}

/** All findings, worst severity first, waived ones last. */
export const allFindings = (a: Assessment): readonly Placed[] =>
  [
    ...byVerdict(a).flatMap((workload) => workload.findings.map((finding) => ({ workload, finding }))),
    ...a.cluster.findings.map((finding) => ({ workload: null, finding })),
  ].sort(
    (x, y) =>
      Number(x.finding.waived !== undefined) - Number(y.finding.waived !== undefined) ||
      SEVERITIES.indexOf(x.finding.severity) - SEVERITIES.indexOf(y.finding.severity),
  ); // prettier-ignore

/** `Deployment app/web`, or the object that a finding of the cluster is about. */
export const subjectOf = ({ workload, finding }: Placed): string =>
  workload ? formatRef(workload.ref) : finding.object ? formatRef(finding.object) : 'cluster';

/** Where the finding's field is written down. */
export function placeOf({ workload, finding }: Placed, locate: Locate): Place | undefined {
  const { object } = finding;
  const own: ObjectRef | undefined = object && 'apiVersion' in object ? object : undefined;
  const ref = own ?? (object === undefined ? workload?.ref : undefined);
  const found = ref && locate(ref, finding.field);
  // What is about an object without a file, such as a namespace, shows at its workload.
  return found ?? (workload ? locate(workload.ref) : undefined);
}

/** What could not be looked at, by its reason: many rules share one. */
export function byReason(
  unknown: Assessment['unknown'],
): readonly (readonly [reason: string, rules: readonly string[]])[] {
  const map = new Map<string, string[]>();
  for (const u of unknown) map.set(u.reason, [...(map.get(u.reason) ?? []), u.rule]);
  return [...map];
}

/** How long a waiver holds, in words. */
export const until = (expires: string, lang: Lang): string =>
  expires === 'never'
    ? { en: 'without an end', ko: '기한 없음' }[lang]
    : { en: `until ${expires}`, ko: `${expires}까지` }[lang];
