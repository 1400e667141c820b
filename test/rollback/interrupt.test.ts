import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { CLI, fargatectl, openLab, type Ended, type Lab } from '../cli/lab.ts';

/** The real process against a lab. No faster: what a run waits for at most must not end in real seconds on a busy machine. */
const SPEED = 40;

let lab: Lab;
let first: Snapshot;
const command = (...args: string[]) => fargatectl(args, { cwd: lab.dir, env: lab.env });

beforeEach(async () => {
  lab = await openLab(SPEED);
  first = await lab.look();
  succeeded(await command('plan', '-o', 'plan.json'));
});
afterEach(() => lab.close());

const runDir = (): string => {
  const runs = join(lab.dir, '.fargatectl', 'runs');
  return join(runs, readdirSync(runs).sort().at(-1) ?? '');
};
const entries = (): readonly { type: string; id?: number; step?: string }[] =>
  readFileSync(join(runDir(), 'journal.jsonl'), 'utf8')
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as { type: string });
const count = (type: string): number => entries().filter((e) => e.type === type).length;

const succeeded = (ended: Ended): void => expect(ended, ended.err).toMatchObject({ code: 0 });

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly err: () => string;
}

/** Starts a command and answers once what it prints fits. */
async function startUntil(fits: RegExp, args: readonly string[], shell?: string): Promise<Running> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: lab.dir, LANG: 'C.UTF-8', TZ: 'UTC', ...lab.env }; // prettier-ignore
  const child =
    shell === undefined
      ? spawn(process.execPath, [CLI, ...args], { cwd: lab.dir, env, stdio: 'pipe' })
      : spawn('bash', ['-c', `${shell} exec "$@"`, 'bash', process.execPath, CLI, ...args], { cwd: lab.dir, env, stdio: 'pipe' }); // prettier-ignore
  let out = '';
  let err = '';
  let seen = (): void => undefined;
  const there = new Promise<void>((resolve) => (seen = resolve));
  child.stdout.setEncoding('utf8').on('data', (t: string) => {
    out += t;
    if (fits.test(out)) seen();
  });
  child.stderr.setEncoding('utf8').on('data', (t: string) => (err += t));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err }))); // prettier-ignore
  await Promise.race([there, ended]);
  return { child, ended, err: () => err };
}
const MIGRATE = ['migrate', 'plan.json', '--yes'];
const FIRST_STEPS = /✓.*\n[^✓]*✓.*\n[^✓]*✓/;

/** However it ended: the same run goes on past where it was, then back, and nothing is left. */
async function goesOnAndBack(): Promise<void> {
  const on = await command('migrate', '--resume', '--yes', '-o', 'json', '--pause-after', 'storage'); // prettier-ignore
  expect(on.err).not.toContain('BUG');
  const last = JSON.parse(on.out.trim().split('\n').at(-1) ?? '') as { summary: { outcome: string } }; // prettier-ignore
  expect(last.summary.outcome).toBe('stopped');
  expect(entries().at(-1)).toMatchObject({ type: 'phase', phase: 'stopped' });
  expect(count('step')).toBeGreaterThan(10);
  const back = await command('rollback', '--yes');
  succeeded(back);
  expect(back.out).toContain('no difference');
  expect(compareSnapshots(first, await lab.look())).toEqual([]);
}
const stopsInOrder = (ended: Ended): void => {
  expect(ended.code).toBe(5);
  expect(count('intent')).toBeGreaterThan(0);
  expect(count('outcome')).toBe(count('intent'));
  expect(entries().at(-1)).toMatchObject({ type: 'phase', phase: 'stopped' });
};

/** Every line is whole, and whatever was done is written down. */
function stopsForWantOfRoom(end: Ended, reason: RegExp): void {
  expect(end.err).toMatch(/FILE_UNWRITABLE .*journal\.jsonl cannot be written/);
  expect(end.err).toMatch(reason);
  expect(end.err).toContain('stopped before its next write to the cluster');
  expect(end.err).toMatch(/Make room there\. Then go on: fargatectl migrate --resume/);
  expect(end.err).not.toContain('BUG');
  expect(end.code, end.err).toBe(5);
  expect(entries().length).toBeGreaterThan(0);
}

/** Only root may mount; elsewhere the limit of one file stands for the disk. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), 'mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'ignore' }); // prettier-ignore
  if (status === 0) execFileSync('umount', [at]);
  rmSync(at, { recursive: true });
  return status === 0;
}

/** Fills a disk until only so many bytes are left on it; answers the file that does. */
function fillBut(disk: string, bytes: number): string {
  const file = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(file, Buffer.alloc(bavail * bsize - bytes));
  return file;
}

/** Generous: each is several processes and a cluster. */
const PATIENCE = { timeout: 240_000 };

describe('a run that is told to stop', PATIENCE, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`${signal} once: finishes what is under way, writes it down, ends with 5, says how to go on`, async () => {
      const { child, ended } = await startUntil(FIRST_STEPS, MIGRATE);
      child.kill(signal);
      const end = await ended;
      stopsInOrder(end);
      expect(end.err).toContain('Finishing what is under way');
      expect(end.err).toContain('Go on: fargatectl migrate --resume');
      if (signal === 'SIGINT') await goesOnAndBack();
    });

  it('a closed terminal says so more than once and takes the output away; that is one word to stop', async () => {
    const { child, ended } = await startUntil(FIRST_STEPS, MIGRATE);
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGHUP');
    child.kill('SIGHUP');
    expect((await ended).code).toBe(5);
    stopsInOrder(await ended);
  });

  it('a reader that goes away (| head) stops it in order; it does not end as if all were done', async () => {
    const { child, ended } = await startUntil(FIRST_STEPS, MIGRATE);
    child.stdout?.destroy();
    stopsInOrder(await ended);
    await goesOnAndBack();
  });

  it('twice: stops at once with 130, although a call is not answered, and goes on all the same', async () => {
    let hang = false;
    const { handle } = lab.twin;
    const stuck: (() => void)[] = [];
    // The API server takes the next write and never answers.
    (lab.twin as { handle: typeof handle }).handle = async (request) => {
      const response = await handle(request);
      if (hang && request.method === 'POST' && request.path.includes('/pods')) await new Promise<void>((r) => stuck.push(r)); // prettier-ignore
      return response;
    };
    const { child, ended } = await startUntil(/✓/, MIGRATE);
    hang = true;
    while (stuck.length === 0) await new Promise((r) => setTimeout(r, 20));
    child.kill('SIGINT');
    await new Promise((r) => setTimeout(r, 500));
    expect(child.exitCode).toBeNull();
    const from = Date.now();
    child.kill('SIGINT');
    const end = await ended;
    expect(Date.now() - from).toBeLessThan(10_000);
    expect(end.code).toBe(130);
    expect(count('intent') - count('outcome')).toBeGreaterThan(0);
    hang = false;
    for (const go of stuck) go();
    await goesOnAndBack();
  });
});

describe('a run whose ground gives way', PATIENCE, () => {
  it('a journal that cannot grow: no effect without its intent, ends with 5 and the reason, goes on when there is room', async () => {
    await command(...MIGRATE, '--pause-after', 'preflight');
    const had = count('intent');
    // A file may grow by some KiB more: room for a part of the journal.
    const kib = Math.ceil(statSync(join(runDir(), 'journal.jsonl')).size / 1024) + 3;
    const limited = await startUntil(/never printed/, ['migrate', '--resume', '--yes'], `ulimit -f ${kib};`); // prettier-ignore
    stopsForWantOfRoom(await limited.ended, /it may not grow further/);
    expect(count('intent')).toBeGreaterThan(had);
    await goesOnAndBack();
  });

  it.skipIf(!canMount())(
    'a full disk: stops before the next write, ends with 5, goes on when there is room',
    async () => {
      const disk = join(lab.dir, '.fargatectl', 'runs');
      mkdirSync(disk, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
      try {
        await command(...MIGRATE, '--pause-after', 'preflight');
        const had = count('intent');
        const room = fillBut(runDir(), 6 * 1024);
        stopsForWantOfRoom(await command('migrate', '--resume', '--yes'), /the disk is full/);
        expect(count('intent')).toBeGreaterThan(had);
        // Still full: it says so again, and does nothing.
        const writes = count('intent');
        stopsForWantOfRoom(await command('migrate', '--resume', '--yes'), /the disk is full/);
        expect(count('intent')).toBe(writes);
        rmSync(room);
        await goesOnAndBack();
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );

  it('a revoked permission: ends with 5 and names it, goes on after the grant', async () => {
    lab.twin.aws.controls.denied.add('eks:CreateFargateProfile');
    const end = await command(...MIGRATE);
    expect(end.code).toBe(5);
    expect(end.err).toMatch(/CreateFargateProfile/);
    expect(end.err).toMatch(/Then go on: fargatectl migrate --resume/);
    lab.twin.aws.controls.denied.clear();
    await goesOnAndBack();
  });

  it('a machine that slept, its connections cut meanwhile, goes on by itself', async () => {
    const { child, ended } = await startUntil(FIRST_STEPS, [
      ...MIGRATE,
      '--pause-after',
      'storage',
    ]);
    child.kill('SIGSTOP');
    await new Promise((r) => setTimeout(r, 2_000));
    lab.cut();
    child.kill('SIGCONT');
    const end = await ended;
    expect(end.err).not.toContain('BUG');
    expect(end.out, `${end.code}: ${end.err}`).toContain('stopped, resumable');
    expect(entries().at(-1)).toMatchObject({ type: 'phase', phase: 'stopped' });
    expect(entries().filter((e) => e.type === 'step' && 'state' in e && e.state === 'failed')).toEqual([]); // prettier-ignore
    await goesOnAndBack();
  });
});
