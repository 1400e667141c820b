import { UserError } from '../errors/index.ts';
import { PHASES, text, type Plan, type PlannedStep } from '../model/index.ts';

/** The steps that this run may start: all, a phase's worth, or one with its ancestors. */
export function selectSteps(
  plan: Plan,
  o: { readonly pauseAfter?: string; readonly only?: string },
): readonly PlannedStep[] {
  const phase = (name: string): number => (PHASES as readonly string[]).indexOf(name);
  const known = (name: string): void => {
    if (phase(name) < 0 && !plan.steps.some((s) => s.id === name))
      throw UserError({
        code: 'STEP_UNKNOWN',
        message: text(
          `The plan has no step or phase "${name}".`,
          `계획에 단계나 페이즈 "${name}"이(가) 없습니다.`,
        ),
        remedy: text(
          `Phases are ${PHASES.join(', ')}; fargatectl plan show FILE -o json lists the steps.`,
          `페이즈: ${PHASES.join(', ')}. 단계 목록 보기: fargatectl plan show FILE -o json`,
        ),
      });
  };
  let steps: readonly PlannedStep[] = plan.steps;
  if (o.pauseAfter !== undefined) {
    known(o.pauseAfter);
    const last = phase(o.pauseAfter);
    if (last >= 0) steps = closure(plan, (s) => phase(s.phase) <= last);
    else steps = closure(plan, (s) => s.id === o.pauseAfter);
  }
  if (o.only !== undefined) {
    known(o.only);
    steps = closure(plan, (s) => s.id === o.only || s.phase === o.only);
  }
  return steps;
}

function closure(plan: Plan, want: (s: PlannedStep) => boolean): readonly PlannedStep[] {
  const byId = new Map(plan.steps.map((s) => [s.id, s]));
  const keep = new Set<string>();
  const visit = (s: PlannedStep): void => {
    if (keep.has(s.id)) return;
    keep.add(s.id);
    for (const id of s.after) {
      const before = byId.get(id);
      if (before) visit(before);
    }
  };
  plan.steps.filter(want).forEach(visit);
  return plan.steps.filter((s) => keep.has(s.id));
}
