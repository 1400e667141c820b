import { workloadKey, type Plan, type WorkloadAssessment } from '../model/index.ts';

/** What it takes to bring one workload to Fargate, in steps: of the plan, decisions, and work by hand. */
export interface Effort {
  /** The plan's steps that are this workload's own; 1 where no plan could be made. */
  readonly plan: number;
  /** One for each rule of severity `change` that nobody waived and the tool does not mend: somebody decides. */
  readonly decide: number;
  /** `HAND_STEPS` for each rule that blocks and that a person must mend. */
  readonly byHand: number;
  readonly total: number;
}

/** Somebody changes a manifest, has it reviewed and rolls it out. A convention of ours, no measurement. */
export const HAND_STEPS = 3;

/** The effort of each workload, by key; DaemonSets do not move. Pure. */
export function effortsOf(
  all: readonly WorkloadAssessment[],
  plan: Pick<Plan, 'steps'> | null,
): ReadonlyMap<string, Effort> {
  const planned = new Map<string, number>();
  for (const { workload } of plan?.steps ?? [])
    if (workload) {
      const key = workloadKey(workload);
      planned.set(key, (planned.get(key) ?? 0) + 1);
    }
  return new Map(
    all
      .filter((w) => w.ref.kind !== 'DaemonSet')
      .map((w) => [workloadKey(w.ref), effortOf(w, planned.get(workloadKey(w.ref)) ?? 1)]),
  );
}

function effortOf({ findings }: WorkloadAssessment, plan: number): Effort {
  const open = findings.filter((f) => f.fix === null && f.waived === undefined);
  const rules = (severity: 'blocker' | 'change'): number =>
    new Set(open.filter((f) => f.severity === severity).map((f) => f.rule)).size;
  const decide = rules('change');
  const byHand = HAND_STEPS * rules('blocker');
  return { plan, decide, byHand, total: plan + decide + byHand };
}
