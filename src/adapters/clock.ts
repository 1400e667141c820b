import type { Clock } from '../ports/index.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  hold: (work) => work,
};

/** Ten questions a second are enough of one that waits. */
const SHORTEST_MS = 100;

/** The machine's clock, its sleeps shortened as the practice cluster's are; the time of day stays true. */
export const pacedClock = (speed: number): Clock =>
  speed === 1
    ? systemClock
    : {
        ...systemClock,
        sleep: (ms, signal) =>
          systemClock.sleep(Math.max(ms / speed, Math.min(ms, SHORTEST_MS)), signal),
      };
