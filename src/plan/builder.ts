import { UserError } from '../errors/index.ts';
import { text, type ObjectRef, type Phase, type PlannedStep, type Text } from '../model/index.ts';
import type { MigrationStep } from '../steps/index.ts';

/** Collects step instances; what a step says of itself is asked here and nowhere else. */
export class PlanBuilder {
  private readonly planned: PlannedStep[] = [];

  /** Adds a step and answers its id, to be named in others' `after`. */
  add<Input>(
    step: MigrationStep<Input>,
    input: NoInfer<Input>,
    at: {
      /** What tells this instance from others of its kind, e.g. `app/web`; '' for the only one. */
      readonly name: string;
      readonly after: readonly string[];
      readonly because: readonly string[];
      readonly phase?: Phase;
      readonly workload?: ObjectRef;
      readonly tutorialStep?: number;
    },
  ): string {
    const id = at.name === '' ? step.id : `${step.id}/${at.name}`;
    const said = step.describe(input);
    this.planned.push({
      id,
      step: step.id,
      title: said.title.en,
      phase: at.phase ?? step.phase,
      after: [...new Set(at.after)].sort(),
      ...(at.workload === undefined ? {} : { workload: at.workload }),
      input,
      reversible: said.reversible === true ? true : { false: said.reversible.false.en },
      effects: said.effects,
      estimateSeconds: said.estimateSeconds,
      because: at.because,
      ...(at.tutorialStep === undefined ? {} : { tutorialStep: at.tutorialStep }),
    });
    return id;
  }

  idsOf(phase: Phase): readonly string[] {
    return this.planned.filter((s) => s.phase === phase).map((s) => s.id);
  }

  steps(): readonly PlannedStep[] {
    return this.planned;
  }
}

/** Seconds until each step can be finished when everything runs as early as its edges allow. Refuses cycles and unknown ids. */
export function finishTimes(
  steps: readonly Pick<PlannedStep, 'id' | 'after' | 'estimateSeconds'>[],
): ReadonlyMap<string, number> {
  const byId = new Map(steps.map((s) => [s.id, s]));
  const finish = new Map<string, number>();
  const onPath = new Set<string>();
  const visit = (id: string): number => {
    const known = finish.get(id);
    if (known !== undefined) return known;
    const step = byId.get(id);
    if (!step)
      throw damaged(
        text(
          `a step waits for "${id}", which the plan does not have`,
          `계획에 없는 단계 "${id}"을(를) 기다리는 단계가 있습니다`,
        ),
      );
    if (onPath.has(id)) {
      const circle = [...onPath, id].join(' → ');
      throw damaged(
        text(
          `steps wait for each other in a circle: ${circle}`,
          `단계들이 서로를 기다립니다: ${circle}`,
        ),
      );
    }
    onPath.add(id);
    const start = step.after.reduce((latest, a) => Math.max(latest, visit(a)), 0);
    onPath.delete(id);
    finish.set(id, start + step.estimateSeconds);
    return start + step.estimateSeconds;
  };
  for (const step of steps) visit(step.id);
  return finish;
}

export const criticalPathSeconds = (steps: readonly PlannedStep[]): number =>
  Math.max(0, ...finishTimes(steps).values());

const damaged = (what: Text) =>
  UserError({
    code: 'PLAN_DAMAGED',
    message: text(`The plan cannot be run: ${what.en}.`, `계획을 실행할 수 없습니다: ${what.ko}.`),
    remedy: text(
      'Make it again: fargatectl plan -o plan.json.',
      '계획을 다시 만드십시오: fargatectl plan -o plan.json',
    ),
  });
