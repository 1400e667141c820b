import { canonicalJson, text, type Text } from '../model/index.ts';
import {
  definitionOf,
  describeEffect,
  meets,
  type Effect,
  type EffectPorts,
} from '../effects/index.ts';
import { cloudCallOf, EXIT, UserError } from '../errors/index.ts';
import type { Clock } from '../ports/index.ts';
import type { Intent, IntentState, Journal } from './journal.ts';

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

interface Mark {
  readonly undoes?: number;
  readonly rollback?: true;
}
interface Known {
  readonly intent: Intent;
  readonly outcome: IntentState;
}

/** Pauses before another try of a call that found nobody or a busy server; together longer than a control plane's failover. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Performs effects: before-image and intent to disk, then the call, then the outcome to disk. */
export class EffectEngine {
  private readonly o: EngineOptions;
  /** Intents of earlier processes that this one may still come by: each once. */
  private readonly inherited: Set<number>;
  private readonly lastInherited: number;
  constructor(options: EngineOptions) {
    this.o = options;
    this.inherited = new Set(options.journal.allIntents().map((i) => i.intent.id));
    this.lastInherited = Math.max(0, ...this.inherited);
  }

  /**
   * Performs an effect of a step once. When the journal knows the same effect of the same step from
   * an earlier try, the world is asked first whether it has happened.
   */
  async perform(step: string, effect: Effect, mark: Mark = {}): Promise<unknown> {
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

  private async attempt(step: string, effect: Effect, mark: Mark): Promise<unknown> {
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
      if (known.outcome.state === 'done' && (await this.isPast(known, mark)))
        return known.outcome.result;
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

  /**
   * Whether a step that begins anew comes by a setting that the step itself has since taken back: a
   * second replica that has been sent home, say. Set again it would take effect twice. Only where all
   * that the step did afterwards still stands, and none of it was undone: otherwise the way to it has
   * to be gone again, with the company that it needs.
   */
  private async isPast({ intent }: Known, mark: Mark): Promise<boolean> {
    if (intent.effect.kind !== 'kube-set' || !this.inherited.delete(intent.id)) return false;
    const later = this.intentsLike(intent.step, mark).filter((i) => i.intent.id > intent.id);
    if (!later.some((l) => meet(l.intent, intent))) return false;
    const isUndone = (id: number): boolean =>
      this.o.journal
        .intentsOf(intent.step)
        .some((i) => i.intent.undoes === id && i.outcome.state !== 'no-effect');
    if (isUndone(intent.id)) return false;
    for (const { intent: l } of later) {
      if (l.id > this.lastInherited || isUndone(l.id)) return false;
      if (later.some((n) => n.intent.id > l.id && meet(n.intent, l))) continue;
      const settled = await definitionOf(l.effect).settle(this.o.ports, l.effect as never, l.before); // prettier-ignore
      if (settled.state !== 'done') return false;
    }
    return true;
  }

  private earlier(step: string, effect: Effect, mark: Mark): Known | undefined {
    const key = canonicalJson(effect);
    return this.intentsLike(step, mark)
      .filter((i) => canonicalJson(i.intent.effect) === key)
      .at(-1);
  }

  private intentsLike(step: string, mark: Mark): readonly Known[] {
    return this.o.journal
      .intentsOf(step)
      .filter(
        (i) =>
          i.outcome.state !== 'no-effect' &&
          i.intent.undoes === mark.undoes &&
          i.intent.rollback === mark.rollback,
      );
  }

  private time(): string {
    return clockTime(this.o.clock);
  }
}

/** Whether one writes what the other does. */
const meet = (a: Intent, b: Intent): boolean =>
  meets(
    definitionOf(a.effect).targets(a.effect as never),
    definitionOf(b.effect).targets(b.effect as never),
  );

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
