import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';
import { clean } from '../errors.ts';

/** `fargatectl status`: what the last run did and what is left; reads its journal only. */
export async function run(
  io: Io,
  flags: { readonly stateDir: string; readonly output?: string },
): Promise<ExitCode> {
  const [{ openRun }, { paint }, { phaseName }] = await Promise.all([
    import('../state.ts'),
    import('../render/paint.ts'),
    import('../render/events.ts'),
  ]);
  const { id, plan, journal } = await openRun(flags.stateDir);
  const steps = plan.steps.map((s) => ({
    id: s.id,
    title: s.title,
    phase: s.phase,
    state: journal.stateOf(s.id) ?? 'waiting',
  }));
  if (flags.output === 'json') {
    io.out(
      `${JSON.stringify({ run: id, cluster: plan.snapshot.cluster, began: journal.header.time, steps }, null, 2)}\n`,
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
    started: c.cyan('…'),
    waiting: c.dim('·'),
  };
  io.out(`${c.bold(`${plan.snapshot.cluster}  ${id}`)}  ${c.dim(journal.header.time)}\n`);
  for (const s of steps)
    io.out(
      `  ${marks[s.state] ?? '?'} ${c.cyan(phaseName(s.phase, io.lang).padEnd(ko ? 7 : 12))} ${clean(s.title)}\n`,
    );
  const count = (state: string): number => steps.filter((s) => s.state === state).length;
  const left = steps.length - count('done') - count('skipped') - count('undone');
  io.out(
    ko
      ? `완료 ${count('done')}, 건너뜀 ${count('skipped')}, 실패 ${count('failed')}, 되돌림 ${count('undone')}, 남음 ${left}\n`
      : `${count('done')} done, ${count('skipped')} skipped, ${count('failed')} failed, ${count('undone')} undone, ${left} left\n`,
  );
  if (left > 0 && count('undone') === 0)
    io.err(
      ko ? '이어서: fargatectl migrate --resume\n' : 'Go on with: fargatectl migrate --resume\n',
    );
  return EXIT.done;
}
