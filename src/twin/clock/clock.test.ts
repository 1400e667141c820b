import { describe, expect, it } from 'vitest';
import { VirtualClock } from './index.ts';

describe('VirtualClock', () => {
  it('jumps to the next timer while somebody sleeps, in order of time', async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.schedule(5_000, () => seen.push(`b@${clock.now()}`));
    clock.schedule(1_000, () => seen.push(`a@${clock.now()}`));
    await clock.sleep(10_000);
    expect(seen).toEqual(['a@1000', 'b@5000']);
    expect(clock.now()).toBe(10_000);
  });

  it('stands still while nobody sleeps', async () => {
    const clock = new VirtualClock(0);
    let fired = false;
    clock.schedule(1, () => (fired = true));
    await new Promise((r) => setTimeout(r, 5));
    expect(fired).toBe(false);
    expect(clock.now()).toBe(0);
  });

  it('does not jump while real I/O is held', async () => {
    const clock = new VirtualClock(0);
    const slept = clock.sleep(1_000).then(() => clock.now());
    const held = clock.hold(new Promise<number>((r) => setTimeout(() => r(clock.now()), 20)));
    expect(await held).toBe(0);
    expect(await slept).toBe(1_000);
  });

  it('wakes an aborted sleeper with the reason', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    const slept = clock.sleep(1_000, abort.signal);
    abort.abort(new TypeError('stop'));
    await expect(slept).rejects.toThrow('stop');
  });
});
