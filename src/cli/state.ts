import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppendFile, readText, writePieces, writeWhole } from '../adapters/files.ts';
import { UserError } from '../errors/index.ts';
import { Journal, type JournalStore } from '../execute/index.ts';
import { snapshotLines } from '../inventory/index.ts';
import { text, type Plan, type Snapshot } from '../model/index.ts';
import { parsePlan } from '../plan/index.ts';

/** A run's folder: its plan, its journal, the snapshot it began with. */
export interface StoredRun {
  readonly id: string;
  readonly dir: string;
  readonly plan: Plan;
  readonly journal: Journal;
}

const runsDir = (stateDir: string): string => join(stateDir, 'runs');
const store = (dir: string): JournalStore => new AppendFile(join(dir, 'journal.jsonl'));

/** Keeps a snapshot under its digest, so that a plan finds it again. */
export async function keepSnapshot(
  stateDir: string,
  digest: string,
  snapshot: Snapshot,
): Promise<void> {
  const path = snapshotPath(stateDir, digest);
  if (!existsSync(path)) await writePieces(path, snapshotLines(snapshot));
}

export async function findSnapshot(
  stateDir: string,
  digest: string,
): Promise<Snapshot | undefined> {
  const path = snapshotPath(stateDir, digest);
  // As it was kept before snapshots were written in lines.
  const older = path.replace(/\.jsonl\.gz$/, '.json');
  const found = [path, older].find((p) => existsSync(p));
  if (found === undefined) return undefined;
  const { readFiles } = await import('./read-files.ts');
  return readFiles([found], () => Readable.from([]));
}

const snapshotPath = (stateDir: string, digest: string): string =>
  join(stateDir, 'snapshots', `${digest.replace(/^sha256:/, '').slice(0, 16)}.jsonl.gz`);

/** Makes a run's folder with its plan; the journal is begun by its header. */
export function beginRun(
  stateDir: string,
  header: Omit<Parameters<typeof Journal.create>[1], 'type' | 'format'>,
  plan: Plan,
): StoredRun {
  const dir = join(runsDir(stateDir), header.run);
  writeWhole(join(dir, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  return {
    id: header.run,
    dir,
    plan,
    journal: Journal.create(store(dir), { type: 'run', format: 1, ...header }),
  };
}

/**
 * The named run, or the newest: a cleanup is gone back to, gone on with or verified only by its name.
 * `migration`: nor is a change of profiles meant.
 */
export async function openRun(
  stateDir: string,
  id?: string,
  only?: 'migration',
): Promise<StoredRun> {
  const ids = existsSync(runsDir(stateDir)) ? readdirSync(runsDir(stateDir)).sort() : [];
  const meant = (i: string): boolean =>
    !i.endsWith(CLEANUP) && (only === undefined || !i.endsWith(PROFILES));
  const found = id ?? ids.filter(meant).at(-1);
  if (found === undefined || !ids.includes(found))
    throw UserError({
      code: 'RUN_UNKNOWN',
      message:
        id === undefined
          ? text(`There is no run in ${stateDir}.`, `${stateDir}에 실행 기록이 없습니다.`)
          : text(
              `There is no run ${id} in ${stateDir}; there ${ids.length === 0 ? 'is none' : `are ${ids.join(', ')}`}.`,
              `${stateDir}에 실행 ${id}이(가) 없습니다. 있는 것: ${ids.join(', ') || '없음'}.`,
            ),
      remedy: text(
        'Start one with fargatectl migrate PLAN, or name the folder of an earlier one with --state-dir.',
        'fargatectl migrate PLAN으로 시작하거나, 예전 실행의 폴더를 --state-dir로 지정하십시오.',
      ),
    });
  const dir = join(runsDir(stateDir), found);
  const planFile = join(dir, 'plan.json');
  return {
    id: found,
    dir,
    plan: parsePlan(await readText(planFile), planFile),
    journal: Journal.open(store(dir)),
  };
}

/** Ends the id of a cleanup's run. */
export const CLEANUP = '-cleanup';
/** Ends the id of a change of profiles. */
export const PROFILES = '-profiles';

/** `20261123T200455-3f9c`: sorts by time, and is unique enough for one operator's folder. */
export const newRunId = (now: number, digest: string): string =>
  `${new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15)}-${digest.replace(/^sha256:/, '').slice(0, 4)}`;
