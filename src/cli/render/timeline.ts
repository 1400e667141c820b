import { PHASES, type Plan, type RunEvent } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { clockText, phaseName } from './events.ts';
import { paint } from './paint.ts';

const WIDTH = 48;

/** When each phase was under way, as bars over the run's length. */
export function timelineText(events: readonly RunEvent[], plan: Plan, io: Io): string {
  const c = paint(io.color);
  const phaseOf = new Map(plan.steps.map((s) => [s.id, s.phase]));
  const times = events.map((e) => Date.parse(e.time));
  const start = Math.min(...times);
  const length = Math.max(1, Math.max(...times) - start);
  const spans = new Map<string, { from: number; to: number; steps: number }>();
  for (const event of events) {
    const phase = phaseOf.get(event.step);
    if (phase === undefined) continue;
    const at = Date.parse(event.time) - start;
    const span = spans.get(phase) ?? { from: at, to: at, steps: 0 };
    span.to = at;
    if (event.event === 'verified' || event.event === 'skipped') span.steps += 1;
    spans.set(phase, span);
  }
  const cell = (ms: number): number => Math.round((ms / length) * WIDTH);
  const lines = PHASES.flatMap((phase) => {
    const span = spans.get(phase);
    if (!span) return [];
    const from = Math.min(cell(span.from), WIDTH - 1);
    const bar = '█'.repeat(Math.max(1, cell(span.to) - from));
    const name = phaseName(phase, io.lang);
    const pad = ' '.repeat(Math.max(1, 13 - width(name)));
    return [
      `  ${name}${pad}${c.dim('·'.repeat(from))}${c.cyan(bar)}${c.dim('·'.repeat(Math.max(0, WIDTH - from - bar.length)))} ${clockText(span.from / 1000).padStart(6)} – ${clockText(span.to / 1000).padStart(6)}`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** Hangul takes two columns. */
const width = (text: string): number => [...text].reduce((n, ch) => n + (ch > '\u1100' ? 2 : 1), 0);
