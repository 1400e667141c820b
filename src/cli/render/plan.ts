import { counted, formatRef, PHASES, type Plan } from '../../model/index.ts';
import { clean } from '../errors.ts';
import { wordsOf } from '../../steps/index.ts';
import type { Io } from '../io.ts';
import { say } from '../lang.ts';
import { clockText, phaseName } from './events.ts';
import { paint } from './paint.ts';

/** A plan as a person reviews it: phase by phase, each step with what it writes. */
export function planText(plan: Plan, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const lines: string[] = [];
  lines.push(
    c.bold(
      `${ko ? '마이그레이션 계획' : 'Migration plan'}: ${plan.snapshot.cluster} (${plan.snapshot.region})`,
    ),
    c.dim(`${ko ? '스냅샷' : 'snapshot'} ${plan.snapshot.digest.slice(0, 19)}…  ${plan.mode}`),
    '',
  );
  if (plan.steps.length === 0)
    lines.push(ko ? '할 일이 없습니다. 갈 것은 모두 Fargate에 있습니다.' : 'Nothing to do: all that goes is on Fargate.'); // prettier-ignore
  else lines.push(...phaseLines(plan, io), ...totals(plan, io));
  if (plan.there !== undefined) {
    const names = plan.there.map((r) => `${r.namespace ?? ''}/${r.name}`).join(', ');
    lines.push(
      '',
      `${c.bold(ko ? '이미 Fargate에 있는 것' : 'On Fargate already')}: ${clean(names)}`,
    );
  }
  if (plan.stays.length > 0) {
    lines.push('', c.bold(ko ? 'EC2에 남는 것' : 'Stays on EC2'));
    for (const s of plan.stays)
      lines.push(`   • ${formatRef(s.ref)}: ${clean(say(s.reason, io.lang))}`);
  }
  if (plan.warnings.length > 0) {
    lines.push('', c.yellow(ko ? '알아 둘 것' : 'Know before'));
    for (const w of plan.warnings) lines.push(`   • ${clean(say(w, io.lang))}`);
  }
  return `${lines.join('\n')}\n`;
}

function phaseLines(plan: Plan, io: Io): readonly string[] {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const lines: string[] = [];
  PHASES.forEach((phase, i) => {
    const steps = plan.steps.filter((s) => s.phase === phase);
    const name = phaseName(phase, io.lang);
    if (steps.length === 0) {
      lines.push(`${c.bold(`${i + 1}. ${name}`)}  ${c.dim(ko ? '할 일 없음' : 'nothing to do')}`);
      return;
    }
    lines.push(c.bold(`${i + 1}. ${name}`));
    for (const step of steps) {
      const tutorial =
        step.tutorialStep === undefined
          ? ''
          : c.dim(`  [${ko ? '튜토리얼' : 'tutorial'} ${step.tutorialStep}]`);
      const { title, noReturn, wayBack } = wordsOf(step);
      const back =
        noReturn !== null
          ? c.red(`  ${ko ? '되돌릴 수 없음' : 'no way back'}: ${say(noReturn, io.lang)}`)
          : wayBack !== null
            ? c.yellow(`  ${ko ? '되돌릴 때' : 'going back'}: ${say(wayBack, io.lang)}`)
            : '';
      lines.push(`   • ${clean(say(title, io.lang))}${tutorial}${back}`);
      if (step.effects.length > 0)
        lines.push(c.dim(`       ${step.effects.map(clean).join(' · ')}`));
    }
  });
  return lines;
}

function totals(plan: Plan, io: Io): readonly string[] {
  const ko = io.lang === 'ko';
  const all = plan.steps.reduce((sum, s) => sum + s.estimateSeconds, 0);
  return [
    '',
    ko
      ? `단계 ${plan.steps.length}개, 예상 소요 ${clockText(plan.criticalPathSeconds)} (하나씩 하면 ${clockText(all)}), 되돌릴 수 없는 지점 ${plan.pointsOfNoReturn.length}개`
      : `${counted(plan.steps.length, 'step')}, about ${clockText(plan.criticalPathSeconds)} (one by one ${clockText(all)}), ${counted(plan.pointsOfNoReturn.length, 'point')} of no return`,
  ];
}
