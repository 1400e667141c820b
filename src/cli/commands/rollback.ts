import type { ExitCode } from '../../errors/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { mustMatch } from './migrate.ts';

interface Flags extends RunFlags {
  readonly stateDir: string;
  readonly to?: string;
  readonly force?: boolean;
}

/** `fargatectl rollback`: the stored inverses of the last run, newest first. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const [
    { openWorld, mustExist },
    { confirmCluster },
    { reportRun },
    { openRun },
    { stepsToUndo },
  ] = await Promise.all([
    import('../world.ts'),
    import('../confirm.ts'),
    import('../report-run.ts'),
    import('../state.ts'),
    import('../../execute/index.ts'),
  ]);
  const stored = await openRun(flags.stateDir, flags.run);
  const direction = {
    way: 'back',
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.force === undefined ? {} : { force: flags.force }),
  } as const;
  const steps = stepsToUndo(stored.plan, { journal: stored.journal, ...direction });
  const world = await openWorld(flags, io);
  mustMatch(stored.plan, world);
  await mustExist(world);
  await confirmCluster(io, flags, stored.plan.snapshot.cluster, {
    en: `${steps.length} steps of run ${stored.id} are undone, newest first.`,
    ko: `실행 ${stored.id}의 단계 ${steps.length}개를 최신 단계부터 되돌립니다.`,
  });
  return reportRun({ io, world, stored, json: flags.output === 'json', direction });
}
