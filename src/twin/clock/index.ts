/**
 * The twin's time. `sleep` is for those who use the twin (a run, a test, a request that is answered
 * late); `schedule` is for the twin's own inner life. A virtual clock jumps to the next timer only
 * while somebody sleeps and everything else is quiet, so an idle twin stands still.
 */
export interface TwinClock {
  /** Milliseconds since the epoch: what is stamped on objects. */
  now(): number;
  /**
   * Milliseconds that have passed in the twin since an earlier `now()`. Where waits are shortened this
   * is more than the difference of two stamps; whoever measures patience asks here.
   */
  age(since: number): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs `action` after `ms`; the answer cancels it. Never keeps the process or the clock going by itself. */
  schedule(ms: number, action: () => void): () => void;
  /** No jump while this real I/O is under way. */
  hold<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly wakesSleeper: boolean;
  readonly action: () => void;
  cancelled: boolean;
}

/** Turns of the event loop without anything happening before the clock jumps. */
const QUIET_TURNS = 3;

/**
 * A clock that jumps to the next timer when everyone waits. Everything in-process is promises, and
 * promises settle before the next turn of the event loop, so a few empty turns mean that nobody
 * can move before time does. Real I/O must be wrapped in `hold`.
 */
export class VirtualClock implements TwinClock {
  private time: number;
  private order = 0;
  private readonly timers: Timer[] = [];
  private sleepers = 0;
  private holds = 0;
  private pumping = false;

  constructor(startMs = Date.UTC(2026, 10, 23, 0, 0, 0)) {
    this.time = startMs;
  }

  now(): number {
    return this.time;
  }

  age(since: number): number {
    return this.time - since;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      this.sleepers += 1;
      const onAbort = (): void => {
        timer.cancelled = true;
        this.sleepers -= 1;
        reject(signal?.reason as Error);
      };
      const timer = this.add(ms, true, () => {
        signal?.removeEventListener('abort', onAbort);
        this.sleepers -= 1;
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pump();
    });
  }

  schedule(ms: number, action: () => void): () => void {
    const timer = this.add(ms, false, action);
    return () => {
      timer.cancelled = true;
    };
  }

  async hold<T>(work: Promise<T>): Promise<T> {
    this.holds += 1;
    try {
      return await work;
    } finally {
      this.holds -= 1;
    }
  }

  /** Takes all timers out, soonest first: another clock goes on with them. */
  takeTimers(): readonly { readonly inMs: number; readonly fire: () => void }[] {
    const taken: { inMs: number; fire: () => void }[] = [];
    for (let timer = this.pop(); timer; timer = this.pop()) {
      const { due, action } = timer;
      const held = timer;
      taken.push({ inMs: due - this.time, fire: () => held.cancelled || action() });
    }
    return taken;
  }

  private add(ms: number, wakesSleeper: boolean, action: () => void): Timer {
    const due = this.time + Math.max(0, ms);
    const timer: Timer = { due, order: (this.order += 1), wakesSleeper, action, cancelled: false };
    // Binary heap by (due, order): a rehearsal holds tens of thousands of timers.
    const heap = this.timers;
    heap.push(timer);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (before(heap[parent] as Timer, timer)) break;
      heap[i] = heap[parent] as Timer;
      i = parent;
    }
    heap[i] = timer;
    return timer;
  }

  private pop(): Timer | undefined {
    const heap = this.timers;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer))
        child += 1;
      if (before(last, heap[child] as Timer)) break;
      heap[i] = heap[child] as Timer;
      i = child;
    }
    heap[i] = last;
    return top;
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    let quiet = 0;
    const turn = (): void => {
      if (this.sleepers === 0) {
        this.pumping = false;
        return;
      }
      quiet = this.holds > 0 ? 0 : quiet + 1;
      if (quiet > QUIET_TURNS) {
        quiet = 0;
        let next = this.pop();
        while (next?.cancelled) next = this.pop();
        if (next) {
          this.time = Math.max(this.time, next.due);
          next.action();
        }
      }
      setImmediate(turn);
    };
    setImmediate(turn);
  }
}

const before = (a: Timer, b: Timer): boolean =>
  a.due < b.due || (a.due === b.due && a.order < b.order);

/**
 * The real clock, for the lab. `speed` shortens waits only (a Fargate pod that starts in 60 s starts
 * in 6 s at speed 10); the time of day stays true, so that ages in `kubectl` make sense.
 */
export class RealClock implements TwinClock {
  private readonly speed: number;
  constructor(speed = 1) {
    this.speed = speed;
  }

  now(): number {
    return Date.now();
  }

  age(since: number): number {
    return (Date.now() - since) * this.speed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
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
      }, ms / this.speed);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  schedule(ms: number, action: () => void): () => void {
    // Timers of Node.js may fire a millisecond early; whoever then asks for `age` would wait for ever.
    const timer = setTimeout(action, Math.min(Math.ceil(ms / this.speed) + 1, 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  }

  hold<T>(work: Promise<T>): Promise<T> {
    return work;
  }
}
