import { expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { MemoryJournal, openStage } from './stage.ts';

it('--as-tutorial goes all the way back, although its profiles select whole namespaces', async () => {
  const stage = await openStage();
  try {
    const plan = await stage.plan({ mode: 'as-tutorial' });
    const store = new MemoryJournal();
    expect((await stage.session({ plan, store })).error).toBeUndefined();
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(back.summary.outcome).toBe('rolled-back');
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(back.summary.requests.filter((r) => r.failed > 0)).toEqual([]);
    expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
  } finally {
    stage.stop();
  }
}, 60_000);
