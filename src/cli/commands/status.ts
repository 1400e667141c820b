import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { clean } from '../errors.ts';
import { say, spoken } from '../lang.ts';

interface Flags extends RunFlags {
  readonly stateDir: string;
  readonly journal?: 'local' | 'cluster';
}

/** `fargatectl status`: what the last run did and what is left; reads its journal only. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const [{ findRun }, { openWorld }, { paint }, { phaseColumn }, { wordsOf }] = await Promise.all([
    import('../run-store.ts'),
    import('../world.ts'),
    import('../render/paint.ts'),
    import('../render/events.ts'),
    import('../../steps/index.ts'),
  ]);
  const { id, plan, journal } = await findRun(flags, () => openWorld(flags, io));
  const steps = plan.steps.map((s) => ({
    id: s.id,
    title: wordsOf(s).title,
    phase: s.phase,
    state: journal.stateOf(s.id) ?? 'waiting',
    ...(journal.stateOf(s.id) === 'failed' ? { detail: journal.detailOf(s.id) } : {}),
  }));
  if (flags.output === 'json') {
    io.out(
      `${JSON.stringify({ run: id, cluster: plan.snapshot.cluster, began: journal.header.time, steps: spoken(steps, io.lang) }, null, 2)}\n`,
    );
    return EXIT.done;
  }
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const marks: Readonly<Record<string, string>> = {
    done: c.green('✓'),
    skipped: c.dim('–'),
    failed: c.red('✗'),
    undone: c.yellow('↺'),
    'set-back': c.yellow('↺'),
    started: c.cyan('…'),
    waiting: c.dim('·'),
  };
  io.out(`${c.bold(`${plan.snapshot.cluster}  ${id}`)}  ${c.dim(journal.header.time)}\n`);
  for (const s of steps) {
    io.out(
      `  ${marks[s.state] ?? '?'} ${c.cyan(phaseColumn(s.phase, io.lang))} ${clean(say(s.title, io.lang))}\n`,
    );
    if (s.detail) io.out(`      ${c.red(clean(say(s.detail, io.lang)))}\n`);
  }
  for (const note of journal.allNotes())
    io.out(`  ${c.dim(`! ${note.step}: ${clean(say(note.text, io.lang))}`)}\n`);
  const where = flags.journal === 'cluster' ? ' --journal cluster' : '';
  const count = (state: string): number => steps.filter((s) => s.state === state).length;
  const left = steps.length - count('done') - count('skipped') - count('undone');
  io.out(
    ko
      ? `완료 ${count('done')}, 건너뜀 ${count('skipped')}, 실패 ${count('failed')}, 되돌림 ${count('undone')}, 남음 ${left}\n`
      : `${count('done')} done, ${count('skipped')} skipped, ${count('failed')} failed, ${count('undone')} undone, ${left} left\n`,
  );
  if (left > 0 && count('undone') === 0)
    io.err(
      ko
        ? `이어서: fargatectl migrate --resume${where}\n`
        : `Go on with: fargatectl migrate --resume${where}\n`,
    );
  return EXIT.done;
}
