import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { spoken } from '../lang.ts';
import { mustMatch } from './migrate.ts';

/** `fargatectl verify`: looks again at what the last run promised; reads only. */
export async function run(
  io: Io,
  flags: RunFlags & { readonly stateDir: string; readonly journal?: 'local' | 'cluster' },
): Promise<ExitCode> {
  const [{ openWorld, mustExist }, { findRun }, { proveRun }, { checksText }] = await Promise.all([
    import('../world.ts'),
    import('../run-store.ts'),
    import('../proof.ts'),
    import('../render/checks.ts'),
  ]);
  const world = await openWorld(flags, io);
  const stored = await findRun(flags, () => Promise.resolve(world), 'migration');
  mustMatch(stored.plan, world);
  await mustExist(world);
  const checks = await proveRun(world, stored.plan);
  if (flags.output === 'json')
    io.out(
      `${JSON.stringify({ apiVersion: 'fargatectl/v1', kind: 'Proof', run: stored.id, checks: spoken(checks, io.lang) }, null, 2)}\n`,
    );
  else io.out(checksText(checks, io));
  if (checks.some((c) => c.state === 'failed')) return EXIT.failed;
  return checks.some((c) => c.state === 'unknown') ? EXIT.incomplete : EXIT.done;
}
