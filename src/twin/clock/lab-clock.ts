import { RealClock, VirtualClock, type TwinClock } from './index.ts';

/**
 * The lab's clock: virtual while the lab's cluster boots (minutes pass in a moment), real × speed
 * once people look at it. It starts in the past, so that the cluster is some minutes old then and
 * the ages that `kubectl` shows are true.
 */
export class LabClock implements TwinClock {
  private inner: VirtualClock | RealClock;
  private readonly speed: number;

  constructor(options: { readonly bootMs: number; readonly speed: number }) {
    this.inner = new VirtualClock(Date.now() - options.bootMs);
    this.speed = options.speed;
  }

  /** From now on time passes by itself. Timers that wait go on waiting, by the new pace. */
  goLive(): void {
    if (!(this.inner instanceof VirtualClock)) return;
    const live = new RealClock(this.speed);
    for (const { inMs, fire } of this.inner.takeTimers()) live.schedule(inMs, fire);
    this.inner = live;
  }

  now(): number {
    return this.inner.now();
  }
  age(since: number): number {
    return this.inner.age(since);
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.inner.sleep(ms, signal);
  }
  schedule(ms: number, action: () => void): () => void {
    return this.inner.schedule(ms, action);
  }
  hold<T>(work: Promise<T>): Promise<T> {
    return this.inner.hold(work);
  }
}
