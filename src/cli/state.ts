import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppendFile, readText, writePieces, writeWhole } from '../adapters/files.ts';
import { UserError } from '../errors/index.ts';
import { Journal, type JournalStore } from '../execute/index.ts';
import { snapshotLines } from '../inventory/index.ts';
import { text, type Plan, type Snapshot, type Text } from '../model/index.ts';
import { parsePlan } from '../plan/index.ts';

/** A run to be gone on with, in a folder or in the cluster. */
export interface StoredRun {
  readonly id: string;
  readonly place: 'local' | 'cluster';
  readonly plan: Plan;
  /** Its journal, to be written from now on by this process alone: called when the lock is ours. */
  open(): Promise<Journal>;
}
/** A run that has begun: its journal as it was read. */
export interface FoundRun extends StoredRun {
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

/** What a journal begins with, but for what is always the same. */
export type RunStart = Omit<Parameters<typeof Journal.create>[1], 'type' | 'format'>;

/** A run of a new folder: made with its plan when it is opened, so that a refused one leaves nothing. */
export function newRun(stateDir: string, header: RunStart, plan: Plan): StoredRun {
  const dir = join(runsDir(stateDir), header.run);
  return {
    id: header.run,
    place: 'local',
    plan,
    open() {
      writeWhole(join(dir, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
      return Promise.resolve(Journal.create(store(dir), { type: 'run', format: 1, ...header }));
    },
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
): Promise<FoundRun> {
  const ids = runIds(runsDir(stateDir));
  const found = chooseRun(ids, id, text(stateDir, stateDir), only);
  const dir = join(runsDir(stateDir), found);
  const planFile = join(dir, 'plan.json');
  const plan = parsePlan(await readText(planFile), planFile);
  const file = store(dir);
  const read = file.read();
  let journal = Journal.open(file);
  return {
    id: found,
    place: 'local',
    plan,
    get journal() {
      return journal;
    },
    open() {
      // Another process of this machine may have gone on before the lock was ours.
      if (!file.read().startsWith(read) || file.read().length > read.length + 1)
        journal = Journal.open(file);
      return Promise.resolve(journal);
    },
  };
}

/** Each run has a folder; what else lies there, as file managers leave it, is none. */
const runIds = (dir: string): readonly string[] =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

/** The run that is meant, by its id or as the newest; `place` is where the ids were found. */
export function chooseRun(
  ids: readonly string[],
  id: string | undefined,
  place: Text,
  only?: 'migration',
): string {
  const meant = (i: string): boolean =>
    !i.endsWith(CLEANUP) && (only === undefined || !i.endsWith(PROFILES));
  const found = id ?? ids.filter(meant).at(-1);
  if (found !== undefined && ids.includes(found)) return found;
  throw UserError({
    code: 'RUN_UNKNOWN',
    message:
      id === undefined
        ? text(`There is no run in ${place.en}.`, `${place.ko}에 실행 기록이 없습니다.`)
        : text(
            `There is no run ${id} in ${place.en}; there ${ids.length === 0 ? 'is none' : `are ${ids.join(', ')}`}.`,
            `${place.ko}에 실행 ${id}이(가) 없습니다. 있는 것: ${ids.join(', ') || '없음'}.`,
          ),
    remedy: text(
      'Start one with fargatectl migrate PLAN, or name where an earlier one is kept: --state-dir DIR, or --journal cluster.',
      'fargatectl migrate PLAN으로 시작하거나, 예전 실행이 있는 곳을 지정하십시오: --state-dir DIR 또는 --journal cluster',
    ),
  });
}

/** Ends the id of a cleanup's run. */
export const CLEANUP = '-cleanup';
/** Ends the id of a change of profiles. */
export const PROFILES = '-profiles';

/** `20261123T200455-3f9c`: sorts by time, and is unique enough for one operator's folder. */
export const newRunId = (now: number, digest: string): string =>
  `${new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15)}-${digest.replace(/^sha256:/, '').slice(0, 4)}`;
