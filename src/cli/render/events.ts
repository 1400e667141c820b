import { PHASES, type Plan, type RunEvent } from '../../model/index.ts';
import { wordsOf } from '../../steps/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { say, type Lang } from '../lang.ts';
import { paint } from './paint.ts';
import { progress } from './progress.ts';
import { displayWidth } from './wrap.ts';

const PHASE_NAMES: Readonly<Record<string, { en: string; ko: string }>> = {
  preflight: { en: 'preflight', ko: '사전 점검' },
  storage: { en: 'storage', ko: '스토리지' },
  network: { en: 'network', ko: '네트워크' },
  system: { en: 'system', ko: '시스템' },
  canary: { en: 'canary', ko: '카나리' },
  application: { en: 'application', ko: '애플리케이션' },
  'node-groups': { en: 'node groups', ko: '노드 그룹' },
  'add-ons': { en: 'add-ons', ko: '애드온' },
  verify: { en: 'verify', ko: '검증' },
};
export const phaseName = (phase: string, lang: Lang): string =>
  say(PHASE_NAMES[phase] ?? { en: phase, ko: phase }, lang);

/** The longest of them; Hangul takes two columns each. */
const PHASE_COLUMNS = 12;

/** A phase's name, filled up so that what follows stands in one column. */
export const phaseColumn = (phase: string, lang: Lang): string => {
  const name = phaseName(phase, lang);
  return `${name}${' '.repeat(Math.max(0, PHASE_COLUMNS - displayWidth(name)))}`;
};

/** `1:05`, `12:40`, `1:02:03`. */
export function clockText(seconds: number): string {
  const s = Math.round(seconds);
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  const pad = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${pad(m)}:${pad(s % 60)}` : `${m}:${pad(s % 60)}`;
}

/**
 * Tells a run as it happens: a line for each step that is done, and on a terminal one more that
 * says what is waited for. The log file of a run that nobody watched reads the same.
 */
export function eventPrinter(
  io: Io,
  plan: Plan,
  write: (text: string) => void,
): (event: RunEvent) => void {
  const c = paint(io.color);
  const line = progress(io);
  const byId = new Map(plan.steps.map((s) => [s.id, s]));
  const began = new Map<string, number>();
  let start: number | undefined;
  let done = 0;
  const total = plan.steps.length;
  const ko = io.lang === 'ko';
  return (event) => {
    const at = Date.parse(event.time);
    start ??= at;
    const step = byId.get(event.step);
    const time = c.dim(clockText((at - start) / 1000).padStart(7));
    const phase = c.cyan(phaseColumn(step?.phase ?? '', io.lang));
    const title = step ? say(wordsOf(step).title, io.lang) : event.step;
    const print = (mark: string, text: string): void => {
      line.clear();
      write(`${time}  ${mark} ${phase} ${clean(text)}\n`);
    };
    switch (event.event) {
      case 'started':
        began.set(event.step, at);
        break;
      case 'verified': {
        done += 1;
        const took = Math.round((at - (began.get(event.step) ?? at)) / 1000);
        print(c.green('✓'), `${title}${took > 1 ? `  (${took}${ko ? '초' : ' s'})` : ''}`);
        write(`${' '.repeat(24)}${c.dim(clean(say(event.evidence, io.lang)))}\n`);
        break;
      }
      case 'undone':
        done += 1;
        print(c.yellow('↺'), title);
        break;
      case 'kept':
        print(
          c.yellow('!'),
          `${ko ? '그대로 둠' : 'kept as it is'}: ${say(event.message, io.lang)}`,
        );
        break;
      case 'skipped':
        done += 1;
        print(c.dim('–'), `${title}: ${say(event.reason, io.lang)}`);
        break;
      case 'failed':
        print(c.red('✗'), title);
        break;
      case 'waiting':
        line.show(
          `  ${done}/${total}  ${ko ? '대기:' : 'waiting for'} ${say(event.for, io.lang)}: ${say(event.seen, io.lang)}`,
        );
        break;
      case 'finished':
        line.clear();
        break;
      case 'effect':
      case 'applied':
        break;
    }
  };
}

export const phasesOf = (plan: Plan): readonly string[] =>
  PHASES.filter((p) => plan.steps.some((s) => s.phase === p));
