import {
  SEVERITIES,
  VERDICTS,
  workloadKey,
  type Assessment,
  type Finding,
  type ObjectRef,
  type Severity,
  type Verdict,
  type VerdictChange,
} from '../../model/index.ts';

/**
 * The assessment with what changed since an earlier one: findings marked new or unchanged, verdicts
 * that got better or worse, findings that are gone. A finding is the same when workload, rule,
 * object, container and field are; messages and values may differ, and so may the language.
 */
export function compareWithBaseline(a: Assessment, before: Assessment): Assessment {
  const known = new Map<string, Located[]>();
  for (const found of findingsOf(before)) {
    const key = identity(found);
    known.set(key, [...(known.get(key) ?? []), found]);
  }
  const mark = (ref: ObjectRef | null, findings: readonly Finding[]): readonly Finding[] =>
    findings.map((f) => ({
      ...f,
      // One that was there once answers for one that is there now.
      state: known.get(identity({ ref, finding: f }))?.shift() ? 'unchanged' : 'new',
    }));
  const workloads = a.workloads.map((w) => ({ ...w, findings: mark(w.ref, w.findings) }));
  const cluster = { findings: mark(null, a.cluster.findings) };
  const added = [...workloads.flatMap((w) => w.findings), ...cluster.findings].filter(
    (f) => f.state === 'new' && f.waived === undefined,
  );
  const count = (s: Severity): number => added.filter((f) => f.severity === s).length;
  return {
    ...a,
    workloads,
    cluster,
    baseline: {
      digest: before.snapshot.digest,
      verdicts: verdictChanges(a, before),
      added: { blocker: count('blocker'), change: count('change'), advice: count('advice') },
      fixed: [...known.values()]
        .flat()
        .map(({ ref, finding }) => ({
          ref,
          rule: finding.rule,
          severity: finding.severity,
          ...(finding.field !== undefined && { field: finding.field }),
        }))
        .sort((x, y) => SEVERITIES.indexOf(x.severity) - SEVERITIES.indexOf(y.severity)),
    },
  };
}

interface Located {
  readonly ref: ObjectRef | null;
  readonly finding: Finding;
}

const findingsOf = (a: Assessment): readonly Located[] => [
  ...a.workloads.flatMap((w) => w.findings.map((finding) => ({ ref: w.ref, finding }))),
  ...a.cluster.findings.map((finding) => ({ ref: null, finding })),
];

/** Positions in lists are left out: a container that moves up is the same container. */
function identity({ ref, finding: f }: Located): string {
  const object = f.object && `${f.object.kind} ${'namespace' in f.object ? (f.object.namespace ?? '') : ''}/${f.object.name}`; // prettier-ignore
  const field = f.field?.replaceAll(/\[\d+\]/g, '[]');
  return JSON.stringify([ref && workloadKey(ref), f.rule, object, f.container, field]);
}

/** Not in the order of severity: `stays` is the end of the way, `unknown` is no place on it. */
const RANK: Readonly<Record<Exclude<Verdict, 'unknown'>, number>> = {
  ready: 0,
  'ready-with-changes': 1,
  'needs-work': 2,
  stays: 3,
};

function verdictChanges(a: Assessment, before: Assessment): readonly VerdictChange[] {
  const then = new Map(before.workloads.map((w) => [workloadKey(w.ref), w]));
  const now = new Set(a.workloads.map((w) => workloadKey(w.ref)));
  const changes = a.workloads.flatMap((w): readonly VerdictChange[] => {
    const old = then.get(workloadKey(w.ref))?.verdict ?? null;
    if (old === w.verdict) return [];
    return [{ ref: w.ref, before: old, after: w.verdict, direction: directionOf(old, w.verdict) }];
  });
  const removed = before.workloads
    .filter((w) => !now.has(workloadKey(w.ref)))
    .map((w): VerdictChange => ({ ref: w.ref, before: w.verdict, after: null, direction: 'removed' })); // prettier-ignore
  const order: readonly VerdictChange['direction'][] = ['worse', 'added', 'changed', 'better', 'removed']; // prettier-ignore
  return [...changes, ...removed].sort(
    (x, y) =>
      order.indexOf(x.direction) - order.indexOf(y.direction) ||
      VERDICTS.indexOf(y.after ?? 'ready') - VERDICTS.indexOf(x.after ?? 'ready'),
  );
}

function directionOf(before: Verdict | null, after: Verdict): VerdictChange['direction'] {
  if (before === null) return 'added';
  if (before === 'unknown' || after === 'unknown') return 'changed';
  return RANK[after] < RANK[before] ? 'better' : 'worse';
}
