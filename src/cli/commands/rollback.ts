import { agree, counted } from '../../model/index.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Snapshot } from '../../model/index.ts';
import type { Io } from '../io.ts';
import type { LiveWorld } from '../world.ts';
import { mustMatch } from './migrate.ts';

interface Flags extends RunFlags {
  readonly stateDir: string;
  readonly journal?: 'local' | 'cluster';
  readonly to?: string;
  readonly only?: string;
  readonly force?: boolean;
}

/** `fargatectl rollback`: the stored inverses of the last run, newest first. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const [
    { openWorld, mustExist, takeSnapshot },
    { confirmCluster },
    { reportRun },
    { findSnapshot },
    { findRun },
    { stepsToUndo },
  ] = await Promise.all([
    import('../world.ts'),
    import('../confirm.ts'),
    import('../report-run.ts'),
    import('../state.ts'),
    import('../run-store.ts'),
    import('../../execute/index.ts'),
  ]);
  let opened: LiveWorld | undefined;
  const live = async (): Promise<LiveWorld> => (opened ??= await openWorld(flags, io));
  const stored = await findRun(flags, live);
  const direction = {
    way: 'back',
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.force === undefined ? {} : { force: flags.force }),
  } as const;
  const steps = stepsToUndo(stored.plan, { journal: stored.journal, ...direction });
  const world = await live();
  mustMatch(stored.plan, world);
  await mustExist(world);
  await confirmCluster(io, flags, stored.plan.snapshot.cluster, {
    en: `${counted(steps.length, 'step')} of run ${stored.id} ${agree(steps.length, 'is', 'are')} undone, newest first.`,
    ko: `실행 ${stored.id}의 단계 ${steps.length}개를 최신 단계부터 되돌립니다.`,
  });
  const json = flags.output === 'json';
  const code = await reportRun({ io, world, stored, json, direction });
  const kept = stored.journal.allKept().length;
  if (kept > 0 && flags.force !== true) io.err(keptHint(kept, io));
  if (code === EXIT.done && !json && flags.only !== undefined)
    io.out(goesOn(flags.only, stored.id, io));
  if (code !== EXIT.done || json || flags.to !== undefined || flags.only !== undefined) return code;
  const { digest } = stored.plan.snapshot;
  const before = await findSnapshot(flags.stateDir, digest);
  io.out(
    before === undefined
      ? notKept(digest, flags.stateDir, io)
      : await comparison(before, await takeSnapshot(world, flags, io), io),
  );
  return code;
}

const goesOn = (only: string, run: string, io: Io): string =>
  io.lang === 'ko'
    ? `\n${only}와(과) 그것에 기대는 단계만 되돌렸습니다. 실행은 이어 갈 수 있고, 그때 다시 옮깁니다: fargatectl migrate --resume --run ${run}\n`
    : `\nOnly ${only} is back, with what rests on it. The run can go on, and moves it again then: fargatectl migrate --resume --run ${run}\n`;

async function comparison(before: Snapshot, now: Snapshot, io: Io): Promise<string> {
  const [{ compareSnapshots }, { differencesText }] = await Promise.all([
    import('../../inventory/index.ts'),
    import('../render/differences.ts'),
  ]);
  return `\n${differencesText(compareSnapshots(before, now), io)}\n`;
}

const keptHint = (count: number, io: Io): string =>
  io.lang === 'ko'
    ? `다른 사람이 바꾼 ${count}곳은 그대로 두었습니다. 그것까지 되돌리려면: fargatectl rollback --force\n`
    : `${count === 1 ? 'One change' : `${count} changes`} of somebody else ${count === 1 ? 'was' : 'were'} kept. To undo ${count === 1 ? 'it' : 'them'}, too: fargatectl rollback --force\n`;

const notKept = (digest: string, stateDir: string, io: Io): string =>
  io.lang === 'ko'
    ? `\n? 처음 스냅샷 ${digest.slice(0, 19)}이(가) ${stateDir}에 없어 비교하지 못했습니다.\n`
    : `\n? Not compared: the first snapshot ${digest.slice(0, 19)} is not in ${stateDir}.\n`;
