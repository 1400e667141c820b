import { expect, it } from 'vitest';
import { WritesMade } from '../faults/writes-made.ts';
import { MemoryJournal, openStage } from './stage.ts';

it('a workload that was set back is given company again when it moves again', async () => {
  const stage = await openStage();
  try {
    const plan = await stage.plan();
    const disk = new MemoryJournal();
    const made = new WritesMade();
    const there = { plan, store: disk, tamper: made.wire(), direction: { way: 'forward', pauseAfter: 'move-workload/app/reports' } } as const; // prettier-ignore
    const scaledOut = (): number =>
      [...made.counts]
        .filter(([name]) => /deployments app\/reports: .*add .*scaled-out/.test(name))
        .reduce((sum, [, times]) => sum + times, 0);
    expect((await stage.session(there)).error).toBeUndefined();
    expect(scaledOut()).toBe(1);
    const only = { way: 'back', only: 'move-workload/app/reports' } as const;
    expect((await stage.session({ plan, store: disk, direction: only })).error).toBeUndefined();
    const again = await stage.session({ ...there, direction: { way: 'forward' } });
    expect(again.error).toBeUndefined();
    expect(scaledOut()).toBe(2);
    expect(again.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(again.summary.requests.filter((r) => r.failed > 0)).toEqual([]);
  } finally {
    stage.stop();
  }
});
