import type { ProfileChange } from '../../plan/index.ts';
import { wordsOf } from '../../steps/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { say } from '../lang.ts';
import { clockText } from './events.ts';
import { paint } from './paint.ts';

/** Checks of each profile, then the steps with what they write, then what to do next. */
export function changeText(
  { checks, plan }: ProfileChange,
  io: Io,
  o: { readonly apply: boolean; readonly command: string },
): string {
  const c = paint(io.color);
  const t = (en: string, ko: string) => (io.lang === 'ko' ? ko : en);
  const marks = { ok: c.green('✓'), warning: c.yellow('!'), blocker: c.red('✗'), unknown: c.yellow('?') }; // prettier-ignore
  const lines: string[] = [];
  for (const { profile, checks: own } of checks) {
    lines.push(c.bold(profile));
    for (const k of own) {
      lines.push(`  ${marks[k.state]} ${clean(say(k.says, io.lang))}`);
      if (k.remedy)
        lines.push(c.dim(`      ${t('Do', '할 일')}: ${clean(say(k.remedy, io.lang))}`));
    }
  }
  const blocked = checks.some((p) => p.checks.some((k) => k.state === 'blocker'));
  if (blocked) return `${lines.join('\n')}\n`;
  lines.push('', c.bold(t(`Steps (about ${clockText(plan.criticalPathSeconds)})`, `단계 (예상 ${clockText(plan.criticalPathSeconds)})`))); // prettier-ignore
  for (const step of plan.steps) {
    lines.push(`  • ${clean(say(wordsOf(step).title, io.lang))}`);
    if (step.effects.length > 0) lines.push(c.dim(`      ${step.effects.map(clean).join(' · ')}`));
  }
  for (const w of plan.warnings) lines.push(`  ${c.yellow('!')} ${clean(say(w, io.lang))}`);
  if (!o.apply)
    lines.push(
      '',
      t(
        `Nothing was changed. To do it: ${o.command} --apply`,
        `아무것도 바꾸지 않았습니다. 실행하려면: ${o.command} --apply`,
      ),
    );
  return `${lines.join('\n')}\n`;
}
