import type { TwinClock } from '../clock/index.ts';
import { EventRecorder } from './events.ts';
import { Informer, type ChangeHandler } from './informer.ts';
import { ApiStatusError, type Gvk, type KubeApi } from './kube-api.ts';

/** Seeded chance, so that a rehearsal is the same twice. Uniform in [0, 1). */
export type Random = () => number;

export interface ControllerContext {
  readonly api: KubeApi;
  readonly clock: TwinClock;
  readonly random: Random;
  /** Says things about objects. */
  readonly events: EventRecorder;
  /** The shared, cached view of one kind. */
  informer(gvk: Gvk): Informer;
  /** Asks for `reconcile(key)` soon (same key: once). */
  enqueue(key: string): void;
  enqueueAfter(key: string, ms: number): void;
}

/**
 * One control loop in Kubernetes' sense: changes are mapped to keys, a key is reconciled until
 * nothing is left to do. Level-triggered: reconcile looks at the caches, never at the event.
 */
export interface Controller {
  readonly name: string;
  /** Which kinds wake it up, and for which keys (`namespace/name`). */
  readonly watches: Readonly<Record<Gvk, (context: ControllerContext) => ChangeHandler>>;
  reconcile(context: ControllerContext, key: string): Promise<void>;
}

/** Runs controllers on shared informers, each with its own serial, de-duplicated work queue. */
export class ControllerManager {
  private readonly events: EventRecorder;
  private readonly informers = new Map<Gvk, Informer>();
  private readonly stops: (() => void)[] = [];
  private stopped = false;
  /** Reconciles that failed for another reason than a lost race; tests look here. */
  readonly failures: {
    readonly controller: string;
    readonly key: string;
    readonly error: unknown;
  }[] = [];
  private readonly api: KubeApi;
  private readonly clock: TwinClock;
  private readonly random: Random;

  constructor(options: {
    readonly api: KubeApi;
    readonly clock: TwinClock;
    readonly random: Random;
  }) {
    this.api = options.api;
    this.clock = options.clock;
    this.random = options.random;
    this.events = new EventRecorder(options);
  }

  async informer(gvk: Gvk): Promise<Informer> {
    let informer = this.informers.get(gvk);
    if (!informer) {
      this.informers.set(gvk, (informer = new Informer(gvk)));
      await informer.start(this.api);
    }
    return informer;
  }

  async start(controllers: readonly Controller[]): Promise<void> {
    for (const controller of controllers)
      for (const gvk of Object.keys(controller.watches)) await this.informer(gvk);
    for (const controller of controllers) this.run(controller);
  }

  stop(): void {
    this.stopped = true;
    for (const informer of this.informers.values()) informer.stop();
    for (const stop of this.stops) stop();
  }

  private run(controller: Controller): void {
    const queue = new Set<string>();
    const retries = new Map<string, number>();
    let working = false;
    const work = async (): Promise<void> => {
      working = true;
      for (const key of queue) {
        if (this.stopped) break;
        queue.delete(key);
        try {
          await controller.reconcile(context, key);
          retries.delete(key);
        } catch (error) {
          const attempt = (retries.get(key) ?? 0) + 1;
          retries.set(key, attempt);
          const lostRace =
            error instanceof ApiStatusError && (error.code === 409 || error.code === 404);
          if (!lostRace && attempt === 1)
            this.failures.push({ controller: controller.name, key, error });
          context.enqueueAfter(key, Math.min(5 * 2 ** Math.min(attempt, 14), 60_000));
        }
      }
      working = false;
    };
    const context: ControllerContext = {
      api: this.api,
      clock: this.clock,
      random: this.random,
      events: this.events,
      informer: (gvk) => {
        const informer = this.informers.get(gvk);
        if (!informer) throw new TypeError(`${controller.name} reads ${gvk} without watching it`);
        return informer;
      },
      enqueue: (key) => {
        if (this.stopped) return;
        queue.add(key);
        if (!working) {
          working = true;
          queueMicrotask(() => void work());
        }
      },
      enqueueAfter: (key, ms) => {
        if (!this.stopped) this.stops.push(this.clock.schedule(ms, () => context.enqueue(key)));
      },
    };
    for (const [gvk, watch] of Object.entries(controller.watches))
      this.informers.get(gvk)?.onChange(watch(context));
  }
}

/** Mulberry32: small, fast, good enough for jitter, the same everywhere. */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
