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
    /** Only this step, or the newest of this workload, and what rests on it. */
    readonly only?: string;
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
  const started = [...o.journal.started()]
    .reverse()
    .flatMap((id) => byId.get(id) ?? [])
    .filter(
      (s) =>
        !['undone', 'set-back'].includes(o.journal.stateOf(s.id) ?? '') ||
        (o.force === true && kept.has(s.id)),
    );
  const meant = o.only === undefined ? undefined : restingOn(plan, started, o.only);
  return started
    .filter((s) => PHASES.indexOf(s.phase) > limit)
    .filter((s) => meant === undefined || meant.has(s.id));
}

/** The step of that id, or the newest of that workload (`app/web`), with all that waited for it. */
function restingOn(plan: Plan, started: readonly PlannedStep[], only: string): ReadonlySet<string> {
  const root = started.find((s) => s.id === only) ?? started.find((s) => workloadOf(s) === only);
  if (!root)
    throw UserError({
      code: 'STEP_UNKNOWN',
      message: text(
        `The run has begun no step "${only}", nor one for a workload of that name.`,
        `이 실행이 시작한 단계나 워크로드 "${only}"이(가) 없습니다.`,
      ),
      remedy: text('fargatectl status lists its steps.', '단계 목록 보기: fargatectl status'),
    });
  const found = new Set([root.id]);
  // The plan's order is not that of its edges: look again until nothing more comes.
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const s of plan.steps) if (s.after.some((a) => found.has(a))) found.add(s.id);
  }
  return found;
}

const workloadOf = ({ workload }: PlannedStep): string | undefined =>
  workload && `${workload.namespace ?? ''}/${workload.name}`;

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
