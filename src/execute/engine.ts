import { canonicalJson, text, type Text } from '../model/index.ts';
import { definitionOf, describeEffect, type Effect, type EffectPorts } from '../effects/index.ts';
import { cloudCallOf, EXIT, UserError } from '../errors/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Journal } from './journal.ts';

export interface EngineOptions {
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Throws when we no longer hold the lock; asked before every effect. */
  readonly fence: () => Promise<void>;
  /** Asks to stop before the next effect. */
  readonly stop: AbortSignal;
  /** Ends a call that is under way. */
  readonly abort: AbortSignal;
  readonly onEffect: (step: string, effect: string, outcome: string) => void;
  /** Undoing goes on where somebody else changed a field. */
  readonly force?: boolean;
}

/** Pauses before another try of a call that found nobody or a busy server; together longer than a control plane's failover. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Performs effects: before-image and intent to disk, then the call, then the outcome to disk. */
export class EffectEngine {
  private readonly o: EngineOptions;
  constructor(options: EngineOptions) {
    this.o = options;
  }

  /**
   * Performs an effect of a step once. When the journal knows the same effect of the same step from
   * an earlier try, the world is asked first whether it has happened.
   */
  async perform(
    step: string,
    effect: Effect,
    mark: { readonly undoes?: number; readonly rollback?: true } = {},
  ): Promise<unknown> {
    for (const pause of PAUSES_MS)
      try {
        return await this.attempt(step, effect, mark);
      } catch (error) {
        // Whether it happened is not known: the next attempt asks the world before it does anything.
        if (cloudCallOf(error)?.retryable !== true) throw error;
        await this.o.clock.sleep(pause, this.o.stop);
      }
    return this.attempt(step, effect, mark);
  }

  private async attempt(
    step: string,
    effect: Effect,
    mark: { readonly undoes?: number; readonly rollback?: true },
  ): Promise<unknown> {
    const { ports, journal, clock } = this.o;
    const definition = definitionOf(effect);
    const known = this.earlier(step, effect, mark);
    if (known) {
      const settled = await definition.settle(ports, effect as never, known.intent.before);
      if (settled.state === 'done') {
        if (known.outcome.state === 'done') return known.outcome.result;
        journal.write({
          type: 'outcome',
          id: known.intent.id,
          result: settled.result,
          settled: true,
          time: this.time(),
        });
        this.o.onEffect(step, describeEffect(effect), 'found done');
        return settled.result;
      }
      if (settled.state === 'changed' && this.o.force !== true)
        throw changed(describeEffect(effect), settled.what);
      if (known.outcome.state === 'open')
        journal.write({
          type: 'no-effect',
          id: known.intent.id,
          reason: settled.state,
          time: this.time(),
        });
    }
    this.o.stop.throwIfAborted();
    await this.o.fence();
    const before = await definition.observe(ports, effect as never);
    const intent = journal.intend({ step, effect, before, ...mark, time: this.time() });
    await journal.saved();
    const result = await definition.perform(ports, effect as never, {
      before,
      token: `${journal.header.run}-${intent.id}`.slice(0, 64),
      now: clock.now(),
      signal: this.o.abort,
    });
    journal.write({
      type: 'outcome',
      id: intent.id,
      result: result ?? null,
      time: clockTime(clock),
    });
    await journal.saved();
    this.o.onEffect(step, describeEffect(effect), outcomeText(result));
    return result ?? null;
  }

  private earlier(
    step: string,
    effect: Effect,
    mark: { readonly undoes?: number; readonly rollback?: true },
  ) {
    const key = canonicalJson(effect);
    return this.o.journal
      .intentsOf(step)
      .filter(
        (i) =>
          i.outcome.state !== 'no-effect' &&
          i.intent.undoes === mark.undoes &&
          i.intent.rollback === mark.rollback &&
          canonicalJson(i.intent.effect) === key,
      )
      .at(-1);
  }

  private time(): string {
    return clockTime(this.o.clock);
  }
}

export const clockTime = (clock: Clock): string => new Date(clock.now()).toISOString();

const outcomeText = (result: unknown): string => {
  const kind = (result as { kind?: unknown } | null | undefined)?.kind;
  return typeof kind === 'string' ? kind : 'done';
};

export const changed = (effect: string, what: Text) =>
  UserError({
    code: 'CHANGED_BY_OTHERS',
    message: text(
      `${effect} cannot go on: ${what.en}`,
      `${effect} 작업을 이어 갈 수 없습니다: ${what.ko}`,
    ),
    remedy: text(
      'Look at the object and decide; then fargatectl migrate --resume, or fargatectl rollback, which keeps the change.',
      '객체를 보고 정한 뒤 이어 가거나(fargatectl migrate --resume) 그 변경을 둔 채 되돌리십시오(fargatectl rollback).',
    ),
    exitCode: EXIT.stopped,
  });
