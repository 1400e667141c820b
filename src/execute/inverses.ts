import { cloudCallOf, textOf } from '../errors/index.ts';
import {
  definitionOf,
  describeEffect,
  isChangedByOthers,
  type Effect,
  type EffectOf,
  type EffectPorts,
  type Inverse,
} from '../effects/index.ts';
import { verbatim, type Text } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';
import { clockTime, type EffectEngine } from './engine.ts';
import type { Journal } from './journal.ts';
import { foreignFields } from './left-fields.ts';

interface InversesOptions {
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly stop: AbortSignal;
  readonly keepLock: () => Promise<void>;
  readonly force?: boolean;
  readonly engine: EffectEngine;
  readonly onWaiting: (step: string, what: Text, seen: Text, deadline: string) => void;
  /** Somebody else changed it since, so it stays. */
  readonly onKept: (step: string, effect: string, why: Text) => void;
}

export interface DoneEffect {
  readonly id: number;
  readonly effect: Effect;
  readonly before: unknown;
  readonly result: unknown;
}

/** Something that an inverse runs into and that ends by itself: a deletion under way, one profile operation at a time. */
const PASSING =
  /^(FileSystemInUse|ResourceInUseException|DependencyViolation|DeleteConflict|IncorrectFileSystemLifeCycleState|IncorrectMountTargetState)$/;
const PASSING_TIMEOUT_MS = 15 * 60_000;
const POLL_MS = 5_000;

/** Performs the inverses of one run's effects, and keeps what others have changed since. */
export class Inverses {
  private readonly o: InversesOptions;
  constructor(o: InversesOptions) {
    this.o = o;
  }

  /** What really happened in a step; an effect without an outcome is settled by looking. */
  async effectsDone(step: string): Promise<readonly DoneEffect[]> {
    const { journal } = this.o;
    const undone = journal.stateOf(step) === 'undone';
    const kept = new Set(journal.allKept().map((k) => k.id));
    const done: DoneEffect[] = [];
    for (const { intent, outcome } of journal.intentsOf(step)) {
      if (intent.rollback === true || outcome.state === 'no-effect') continue;
      // Back already, and forced: only what was kept then.
      if (undone && !kept.has(intent.id)) continue;
      const { id, effect, before } = intent;
      if (outcome.state === 'done') done.push({ id, effect, before, result: outcome.result });
      else done.push(...(await this.settled(step, { id, effect, before, result: null })));
    }
    return done;
  }

  private async settled(step: string, open: DoneEffect): Promise<readonly DoneEffect[]> {
    const { journal, ports, clock } = this.o;
    const { id, effect, before } = open;
    const time = clockTime(clock);
    const settled = await definitionOf(effect).settle(ports, effect as never, before);
    // Of some fields it may be known no more; each is looked at by itself when it is undone.
    if (settled.state === 'changed' && effect.kind === 'kube-set') return [open];
    if (settled.state === 'done') {
      journal.write({ type: 'outcome', id, result: settled.result, settled: true, time });
      return [{ ...open, result: settled.result }];
    }
    if (settled.state === 'changed') this.keep(step, effect, id, settled.what);
    journal.write({ type: 'no-effect', id, reason: settled.state, time });
    return [];
  }

  /** An earlier try of this way back came past it: later inverses may have changed the same field since. */
  isUndone(id: number, inverse: Inverse): boolean {
    const { journal } = this.o;
    if (inverse.kind !== 'effects' || journal.allKept().some((k) => k.id === id)) return false;
    const undone = journal
      .allIntents()
      .filter((i) => i.intent.undoes === id && i.outcome.state === 'done');
    return undone.length >= inverse.effects.length;
  }

  /** One inverse. Where others have changed some of its fields, the rest goes back without them. */
  async undo(step: string, effect: Effect, undoes: number): Promise<void> {
    if (this.o.force === true) await this.orKept(step, withoutExpectations(effect), undoes);
    else if (effect.kind === 'kube-set') await this.undoFields(step, effect, undoes);
    else await this.orKept(step, effect, undoes);
  }

  private async undoFields(
    step: string,
    effect: EffectOf<'kube-set'>,
    undoes: number,
  ): Promise<void> {
    const { ports, journal } = this.o;
    const foreign = await foreignFields(ports, journal, effect);
    const set = effect.set.filter((s) => !foreign.has(s));
    // First what goes back: taking an effect up again, by its intent, ends what was kept of it before.
    if (set.length > 0) await this.orKept(step, { ...effect, set }, undoes);
    for (const error of foreign.values()) this.keep(step, effect, undoes, error.text);
  }

  private async orKept(step: string, effect: Effect, undoes: number): Promise<void> {
    try {
      await this.patiently(step, effect, undoes);
    } catch (error) {
      if (!isChangedByOthers(error)) throw error;
      this.keep(step, effect, undoes, textOf(error));
    }
  }

  /** A field that a step set twice is told once. */
  private keep(step: string, effect: Effect, id: number, what: Text): void {
    const { journal, clock } = this.o;
    const known = journal.allKept().some((k) => k.step === step && k.what.en === what.en);
    journal.write({ type: 'kept', step, id, what, time: clockTime(clock) });
    if (!known) this.o.onKept(step, describeEffect(effect), what);
  }

  /** Patient with what passes, and waiting until what it deleted is really gone. */
  private async patiently(step: string, effect: Effect, undoes: number): Promise<void> {
    const { clock, stop } = this.o;
    const until = clock.now() + PASSING_TIMEOUT_MS;
    for (;;) {
      try {
        await this.o.engine.perform(step, effect, { undoes, rollback: true });
        break;
      } catch (error) {
        if (!PASSING.test(cloudCallOf(error)?.reason ?? '') || clock.now() >= until) throw error;
        const deadline = new Date(until).toISOString();
        this.o.onWaiting(step, verbatim(describeEffect(effect)), textOf(error), deadline);
        await this.o.keepLock();
        await clock.sleep(POLL_MS, stop);
      }
    }
    if (effect.kind !== 'kube-delete') return;
    while (
      clock.now() < until &&
      (await this.o.ports.kube.get(effect.ref))?.metadata.deletionTimestamp !== undefined
    ) {
      await this.o.keepLock();
      await clock.sleep(POLL_MS, stop);
    }
  }
}

/** Forced: whatever stands in a field is overwritten. What others have made themselves stays theirs. */
export const withoutExpectations = (effect: Effect): Effect => {
  switch (effect.kind) {
    case 'kube-set':
      return { ...effect, set: effect.set.map(({ expect: _expect, ...s }) => s) };
    case 'eks-scale-nodegroup':
    case 'eks-update-addon': {
      const { expect: _expect, ...rest } = effect;
      return rest;
    }
    default:
      return effect;
  }
};
