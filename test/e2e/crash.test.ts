import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { JournalStore } from '../../src/execute/index.ts';
import type { Plan, Snapshot } from '../../src/model/index.ts';
import { entriesOf, MemoryJournal, openStage, quietIo, withoutIds, type Stage, type Tamper } from './stage.ts'; // prettier-ignore

/**
 * A process that dies: after `left` more lines of the journal nothing of it reaches the disk or the
 * wire any more. With `torn`, half of the next line does.
 */
class DyingProcess implements JournalStore {
  dead = false;
  private left: number;
  private readonly disk: MemoryJournal;
  private readonly torn: boolean;
  constructor(disk: MemoryJournal, left: number, torn = false) {
    this.disk = disk;
    this.left = left;
    this.torn = torn;
  }
  append(line: string): void {
    if (this.dead) throw new Error('this process is dead');
    if (this.left === 0) {
      this.dead = true;
      if (this.torn) this.disk.append(line.slice(0, line.length / 2));
      throw new Error('this process has just died');
    }
    this.left -= 1;
    this.disk.append(line);
  }
  read(): string {
    return this.disk.read();
  }
  readonly wire: Tamper = (_request, next) =>
    this.dead ? Promise.reject(new Error('this process is dead')) : next();
}

/** Lets a session run into its death; what it says of it does not matter. */
async function dies(stage: Stage, plan: Plan, disk: MemoryJournal, at: number, torn = false) {
  const process = new DyingProcess(disk, at, torn);
  await stage.session({ plan, store: process, tamper: process.wire }).catch(() => undefined);
  expect(process.dead).toBe(true);
}

const otherOperator = () => quietIo({ env: { USER: 'somebody-else' } });

describe('a run that dies goes on where it was', () => {
  let whole: { readonly lines: readonly string[]; readonly after: Snapshot };

  beforeAll(async () => {
    const stage = await openStage();
    const store = new MemoryJournal();
    const result = await stage.session({ plan: await stage.plan(), store });
    expect(result.error).toBeUndefined();
    whole = { lines: entriesOf(store).map((e) => String(e['type'])), after: await stage.look() };
    stage.stop();
  });

  /** After every nth line, so that deaths fall between intent and effect, between effect and outcome, and between steps. */
  const points = Array.from({ length: 14 }, (_, i) => 3 + i * 13);

  it('has points of death all over the run, right after intents and right after outcomes', () => {
    expect(points.at(-1)).toBeLessThan(whole.lines.length);
    const kinds = new Set(points.map((p) => whole.lines[p - 1]));
    expect([...kinds]).toEqual(expect.arrayContaining(['intent', 'outcome', 'step']));
  });

  it('would notice a run that did nothing', async () => {
    const stage = await openStage();
    expect(withoutIds(whole.after, stage.snapshot).length).toBeGreaterThan(10);
    stage.stop();
  });

  for (const [i, at] of points.entries())
    it(`dead after line ${at}${i % 3 === 0 ? ', the next torn' : ''}: the resumed run ends as the undisturbed one`, async () => {
      const stage = await openStage();
      try {
        const plan = await stage.plan();
        const disk = new MemoryJournal();
        await dies(stage, plan, disk, at, i % 3 === 0);
        // The dead process' lock ends by itself.
        await stage.clock.sleep(61_000);
        const result = await stage.session({ plan, store: disk, io: otherOperator() });
        expect(result.error).toBeUndefined();
        expect(result.summary.outcome).toBe('done');
        expect(result.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
        expect(withoutIds(whole.after, await stage.look())).toEqual([]);
        const back = await stage.session({ plan, store: disk, direction: { way: 'back' } });
        expect(back.error).toBeUndefined();
        expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
      } finally {
        stage.stop();
      }
    });

  it('survives dying five times in one run', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const disk = new MemoryJournal();
      for (const more of [9, 31, 17, 40, 23]) {
        await dies(stage, plan, disk, more);
        await stage.clock.sleep(61_000);
      }
      const result = await stage.session({ plan, store: disk });
      expect(result.error).toBeUndefined();
      expect(withoutIds(whole.after, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });

  it('finishes a way back that died', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const disk = new MemoryJournal();
      await stage.session({ plan, store: disk });
      for (const more of [10, 40, 30]) {
        const process = new DyingProcess(disk, more);
        await stage
          .session({ plan, store: process, tamper: process.wire, direction: { way: 'back' } })
          .catch(() => undefined);
        expect(process.dead).toBe(true);
        await stage.clock.sleep(61_000);
      }
      const back = await stage.session({ plan, store: disk, direction: { way: 'back' } });
      expect(back.error).toBeUndefined();
      expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });
});

describe('a way back that dies right after it took something back', () => {
  /** The way back's own changes of one object, in order. */
  const undoing = (store: MemoryJournal, step: string): readonly { readonly id: number; readonly at: number }[] =>
    entriesOf(store)
      .filter((e) => e['type'] === 'intent' && e['step'] === step && e['undoes'] !== undefined)
      .filter((e) => (e['effect'] as { kind: string }).kind === 'kube-set')
      .map((e) => ({ id: Number(e['id']), at: Date.parse(String(e['time'])) })); // prettier-ignore

  it('waits first for what follows from it, as it would have done alive', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const step = plan.steps.find((s) => s.step === 'use-ip-targets')?.id ?? '';
      const disk = new MemoryJournal();
      expect((await stage.session({ plan, store: disk })).error).toBeUndefined();
      let dead = false;
      const process: JournalStore = {
        append(line) {
          if (dead) throw new Error('this process is dead');
          disk.append(line);
          const [first] = undoing(disk, step);
          const entry = JSON.parse(line) as { type: string; id?: number };
          dead = entry.type === 'outcome' && entry.id === first?.id;
        },
        read: () => disk.read(),
      };
      const wire: Tamper = (_, next) => dead ? Promise.reject(new Error('this process is dead')) : next(); // prettier-ignore
      const way = 'back' as const;
      await stage.session({ plan, store: process, tamper: wire, direction: { way } }).catch(() => undefined); // prettier-ignore
      expect(dead).toBe(true);
      await stage.clock.sleep(61_000);
      const resumed = stage.clock.now();
      const back = await stage.session({ plan, store: disk, direction: { way } });
      expect(back.error).toBeUndefined();
      const [, second] = undoing(disk, step);
      // A load balancer needs that long to hear of a change.
      expect((second?.at ?? 0) - resumed).toBeGreaterThanOrEqual(15_000);
      expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });
});

describe('one operator at a time', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.stop());

  it('refuses a second run while the first holds the lock, and says who', async () => {
    const plan = await stage.plan();
    const first = new MemoryJournal();
    const running = stage.session({ plan, store: first });
    await stage.clock.sleep(30_000);
    await expect(
      stage.session({ plan, store: new MemoryJournal(), io: otherOperator() }),
    ).rejects.toMatchObject({ code: 'LOCK_HELD', exitCode: 6, message: expect.stringContaining('tester') }); // prettier-ignore
    expect((await running).error).toBeUndefined();
  });

  it('stops a holder whose lock was taken over, before its next effect', async () => {
    const other = await openStage();
    try {
      const plan = await other.plan();
      const store = new MemoryJournal();
      const running = other.session({ plan, store });
      await other.clock.sleep(40_000);
      const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-system', name: 'fargatectl' }; // prettier-ignore
      await other.twin.kube.mergePatch(lease, { spec: { holderIdentity: 'eve@elsewhere/1/x' } });
      const intents = (): number => entriesOf(store).filter((e) => e['type'] === 'intent').length;
      const result = await running;
      expect(result.error).toMatchObject({ code: 'LOCK_LOST', exitCode: 5 });
      const then = intents();
      await other.clock.sleep(600_000);
      expect(intents()).toBe(then);
      expect((await other.twin.kube.get('coordination.k8s.io/v1/Lease', 'kube-system', 'fargatectl'))?.['spec']).toMatchObject({ holderIdentity: 'eve@elsewhere/1/x' }); // prettier-ignore
    } finally {
      other.stop();
    }
  });
});
