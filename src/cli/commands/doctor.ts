import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { ClusterFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { paint } from '../render/paint.ts';
import { unknownFormat } from './assess.ts';

/** `fargatectl doctor`: credentials, reachability, versions, and each right that a run needs; changes nothing. */
export async function run(
  io: Io,
  flags: ClusterFlags & { readonly output?: string },
): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'json'].includes(format)) throw unknownFormat(format, 'table, json');
  const [{ openWorld, takeSnapshot }, { examine }] = await Promise.all([
    import('../world.ts'),
    import('../doctor/examine.ts'),
  ]);
  const world = await openWorld(flags, io);
  const symptoms = await examine(world, () => takeSnapshot(world, flags, io));
  const said = symptoms.map((s) => ({ state: s.state, what: s.what[io.lang], seen: s.seen[io.lang] })); // prettier-ignore
  if (format === 'json')
    io.out(
      `${JSON.stringify({ apiVersion: 'fargatectl/v1', kind: 'Diagnosis', checks: said }, null, 2)}\n`,
    );
  else {
    const { table } = await import('../render/table.ts');
    const c = paint(io.color);
    const mark = { ok: c.green('✓'), failed: c.red('✗'), unknown: c.yellow('?') };
    io.out(
      table(
        [{ head: '' }, { head: io.lang === 'ko' ? '항목' : 'CHECK' }, { head: io.lang === 'ko' ? '확인한 것' : 'SEEN' }],
        said.map((s) => [mark[s.state], s.what, s.seen]), io),
    ); // prettier-ignore
  }
  return symptoms.some((s) => s.state === 'failed') ? EXIT.incomplete : EXIT.done;
}
