import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunLock, type LockHolder } from '../../src/execute/index.ts';
import type { Clock } from '../../src/ports/index.ts';
import { openStage, type Stage } from '../e2e/stage.ts';

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-system', name: 'fargatectl' }; // prettier-ignore
const HOUR = 3_600_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());
afterEach(async () => {
  if (await stage.world.kube.get(LEASE)) await stage.world.kube.delete(LEASE);
});

/** Another machine's clock: its wall may be off, and be set while it runs; its steady clock may miss a sleep. */
class Machine implements Clock {
  offMs: number;
  missedMs = 0;
  constructor(offMs = 0) {
    this.offMs = offMs;
  }
  now(): number {
    return stage.clock.now() + this.offMs;
  }
  monotonic(): number {
    return stage.clock.now() - this.missedMs;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return stage.clock.sleep(ms, signal);
  }
  hold<T>(work: Promise<T>): Promise<T> {
    return stage.clock.hold(work);
  }
}

const who = (id: string): LockHolder => ({ id, isGone: () => false });
const take = (clock: Clock, id: string) => RunLock.acquire(stage.world.kube, clock, who(id));
const holder = async (): Promise<unknown> =>
  ((await stage.world.kube.get(LEASE))?.['spec'] as { holderIdentity?: string } | undefined)
    ?.holderIdentity;

/** Keeps a lock as a run does that waits. */
async function keepFor(lock: RunLock, ms: number): Promise<void> {
  for (let t = 0; t < ms; t += 5_000) {
    await stage.clock.sleep(5_000);
    await lock.keep();
  }
}

describe('whose lock it is', () => {
  for (const [name, off] of [
    ['an hour behind', -HOUR],
    ['an hour ahead', HOUR],
  ] as const)
    it(`a living holder keeps it although its clock is ${name}`, async () => {
      const alice = await take(new Machine(off), 'alice');
      const living = keepFor(alice, 120_000);
      await expect(take(new Machine(), 'bob')).rejects.toMatchObject({ code: 'LOCK_HELD', exitCode: 6 }); // prettier-ignore
      await living;
      expect(await holder()).toBe('alice');
    });

  it('a dead holder loses it after its duration, however far ahead its clock was', async () => {
    await take(new Machine(24 * HOUR), 'alice');
    const from = stage.clock.now();
    await take(new Machine(), 'bob');
    expect(await holder()).toBe('bob');
    expect(stage.clock.now() - from).toBeGreaterThanOrEqual(60_000);
    expect(stage.clock.now() - from).toBeLessThan(90_000);
  });

  it('our own clock set forward while we look does not make a living holder dead', async () => {
    const alice = await take(new Machine(), 'alice');
    await stage.clock.sleep(10_000);
    const bobs = new Machine(HOUR);
    const living = keepFor(alice, 120_000);
    const trying = take(bobs, 'bob');
    const refused = expect(trying).rejects.toMatchObject({ code: 'LOCK_HELD' });
    await stage.clock.sleep(10_000);
    bobs.offMs = 5 * HOUR;
    await refused;
    await living;
    expect(await holder()).toBe('alice');
  });

  it('of two who find it free at once, one gets it', async () => {
    const both = await Promise.allSettled([take(new Machine(), 'alice'), take(new Machine(), 'bob')]); // prettier-ignore
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((r) => r.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'LOCK_HELD' });
  });
});

describe('what a holder notices before its next effect', () => {
  const steal = () =>
    stage.world.kube.patch(LEASE, {
      type: 'merge',
      body: { spec: { holderIdentity: 'eve', renewTime: '2026-11-23T00:00:00.000000Z' } },
    });

  it('that its lock was taken a moment ago', async () => {
    const alice = await take(new Machine(), 'alice');
    await alice.fence();
    await steal();
    await expect(alice.fence()).rejects.toMatchObject({ code: 'LOCK_LOST', exitCode: 5 });
    await expect(alice.keep()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    await alice.release();
    expect(await holder()).toBe('eve');
  });

  it('that its lock was taken while its wall clock was set back', async () => {
    const clock = new Machine();
    const alice = await take(clock, 'alice');
    clock.offMs = -HOUR;
    await steal();
    await expect(alice.keep()).rejects.toMatchObject({ code: 'LOCK_LOST' });
  });

  it('that its lock was taken while the machine slept, although its steady clock did not run', async () => {
    const clock = new Machine();
    const alice = await take(clock, 'alice');
    await stage.clock.sleep(HOUR);
    clock.missedMs = HOUR;
    await take(new Machine(), 'bob');
    await expect(alice.keep()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    expect(await holder()).toBe('bob');
  });

  it('that the lease is gone', async () => {
    const alice = await take(new Machine(), 'alice');
    await stage.world.kube.delete(LEASE);
    await expect(alice.fence()).rejects.toMatchObject({ code: 'LOCK_LOST' });
  });

  it('nothing, when the machine slept and nobody came: the lock is renewed', async () => {
    const clock = new Machine();
    const alice = await take(clock, 'alice');
    await stage.clock.sleep(HOUR);
    clock.missedMs = HOUR;
    await alice.fence();
    expect((await stage.world.kube.get(LEASE))?.['spec']).toMatchObject({
      holderIdentity: 'alice',
      renewTime: expect.stringContaining(
        new Date(clock.now()).toISOString().slice(0, 16),
      ) as string,
    });
  });
});
