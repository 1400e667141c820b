import { EXIT, UserError } from '../errors/index.ts';
import { PHASES, text, type Plan, type PlannedStep, type Text } from '../model/index.ts';
import type { Journal } from './journal.ts';

/** Started steps that are not undone, newest first: what depends on a step started after it was done. */
export function stepsToUndo(
  plan: Plan,
  o: {
    readonly journal: Journal;
    /** Back to the end of this phase only. */
    readonly to?: string;
    /** Also steps of which something was kept as others had changed it. */
    readonly force?: boolean;
  },
): readonly PlannedStep[] {
  const byId = new Map(plan.steps.map((s) => [s.id, s]));
  const limit = o.to === undefined ? -1 : (PHASES as readonly string[]).indexOf(o.to);
  if (o.to !== undefined && limit < 0)
    throw UserError({
      code: 'PHASE_UNKNOWN',
      message: text(`There is no phase "${o.to}".`, `페이즈 "${o.to}"이(가) 없습니다.`),
      remedy: text(`Phases are ${PHASES.join(', ')}.`, `페이즈: ${PHASES.join(', ')}.`),
    });
  const kept = new Set(o.journal.allKept().map((k) => k.step));
  return [...o.journal.started()]
    .reverse()
    .flatMap((id) => byId.get(id) ?? [])
    .filter((s) => o.journal.stateOf(s.id) !== 'undone' || (o.force === true && kept.has(s.id)))
    .filter((s) => PHASES.indexOf(s.phase) > limit);
}

/** A plan that says of a step that it cannot be undone, where the step itself does not. */
export const NO_REASON = text('the plan says so', '계획에 그렇게 되어 있습니다');

export const noReturn = (what: string, why: Text) =>
  UserError({
    code: 'POINT_OF_NO_RETURN',
    message: text(
      `The run has passed ${what}, which cannot be undone: ${why.en}.`,
      `되돌릴 수 없는 지점(${what})을 이미 지났습니다: ${why.ko}.`,
    ),
    remedy: text(
      'Go on with fargatectl migrate --resume, or roll back to a later phase with --to.',
      'fargatectl migrate --resume으로 이어 가거나, --to로 더 뒤의 페이즈까지만 되돌리십시오.',
    ),
    exitCode: EXIT.failed,
  });
