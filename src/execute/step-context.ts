import { cloudCallOf, EXIT, textOf, UserError } from '../errors/index.ts';
import type { Effect, EffectPorts } from '../effects/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Probe, StepContext } from '../steps/index.ts';
import { text, type Text } from '../model/index.ts';

export interface ContextOptions {
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly run: string;
  readonly cluster: StepContext['cluster'];
  readonly signal: AbortSignal;
  readonly perform: (effect: Effect) => Promise<unknown>;
  readonly restored: () => readonly Effect[];
  readonly onWaiting: (what: Text, seen: Text, deadline: string) => void;
  readonly onNote: (words: Text) => void;
  /** Renews the lock while we wait; throws when it is lost. */
  readonly keepLock: () => Promise<void>;
}

/** What one step may do, backed by the engine. */
export function stepContext(o: ContextOptions): StepContext {
  return {
    ports: o.ports,
    clock: o.clock,
    run: { id: o.run },
    cluster: o.cluster,
    signal: o.signal,
    effect: o.perform,
    restored: o.restored,
    note: o.onNote,
    async wait(options, probe) {
      const began = o.clock.now();
      const deadline = new Date(began + options.timeoutMs).toISOString();
      // Where a twin's clock shortens waits, its `now` stays true: what was slept counts, too.
      let slept = 0;
      let told = '';
      for (;;) {
        o.signal.throwIfAborted();
        const waited = (): number => Math.max(slept, o.clock.now() - began);
        const seen = await look(() => probe(waited()));
        if (seen.state === 'done') return seen.value;
        if (seen.state === 'stopped') throw seen.error;
        if (seen.state === 'failed')
          throw UserError({
            code: 'STEP_FAILED',
            message: seen.reason,
            remedy: seen.remedy,
            exitCode: EXIT.failed,
          });
        if (seen.seen.en !== told) {
          told = seen.seen.en;
          o.onWaiting(options.for, seen.seen, deadline);
        }
        if (waited() >= options.timeoutMs)
          throw UserError({
            code: 'WAIT_TIMED_OUT',
            message: text(
              `Waited ${Math.round(options.timeoutMs / 1000)} s for ${options.for.en}; last seen: ${seen.seen.en}.`,
              `${Math.round(options.timeoutMs / 1000)}초 동안 기다렸습니다: ${options.for.ko}. 마지막으로 본 것: ${seen.seen.ko}.`,
            ),
            remedy: options.remedy,
            exitCode: EXIT.stopped,
          });
        await o.keepLock();
        await o.clock.sleep(options.everyMs, o.signal);
        slept += options.everyMs;
      }
    },
  };
}

/** A busy or unreachable server is no answer: while there is time, it is asked again. */
async function look<T>(probe: () => Promise<Probe<T>>): Promise<Probe<T>> {
  try {
    return await probe();
  } catch (error) {
    if (cloudCallOf(error)?.retryable !== true) throw error;
    const why = textOf(error);
    return { state: 'waiting', seen: text(`no answer: ${why.en}`, `응답 없음: ${why.ko}`) };
  }
}
