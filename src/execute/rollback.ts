import {
  cloudCallOf,
  isFargatectlError,
  textOf,
  BugError,
  type FargatectlError,
} from '../errors/index.ts';
import { definitionOf, describeEffect, type Effect, type Inverse } from '../effects/index.ts';
import {
  text,
  verbatim,
  type PlannedStep,
  type RunEvent,
  type RunSummary,
} from '../model/index.ts';
import { stepRegistry, wordsOf, type MigrationStep, type StepContext } from '../steps/index.ts';
import { changed, clockTime, EffectEngine } from './engine.ts';
import { stepContext } from './step-context.ts';
import type { RunOptions, RunResult } from './runner.ts';
import { NO_REASON, noReturn, stepsToUndo } from './undo-order.ts';

export interface RollbackOptions extends Omit<RunOptions, 'pauseAfter' | 'only' | 'parallel'> {
  /** Back to the end of this phase only. */
  readonly to?: string;
  /** Only this step, or the newest of this workload, and what rests on it. */
  readonly only?: string;
  readonly force?: boolean;
}

/** Something that an inverse runs into and that ends by itself: a deletion under way, one profile operation at a time. */
const PASSING =
  /^(FileSystemInUse|ResourceInUseException|DependencyViolation|DeleteConflict|IncorrectFileSystemLifeCycleState|IncorrectMountTargetState)$/;
/** Codes that say that an object is not there any more. */
const GONE: ReadonlySet<string> = new Set(['OBJECT_GONE', 'HELM_RELEASE_GONE']);
const PASSING_TIMEOUT_MS = 15 * 60_000;
const POLL_MS = 5_000;

/** Undoes what the journal says was done: steps newest first, in each step its effects newest first. Itself journaled. */
export async function rollback(o: RollbackOptions): Promise<RunResult> {
  return new Rollback(o).go();
}

class Rollback {
  private readonly o: RollbackOptions;
  private readonly engine: EffectEngine;

  constructor(o: RollbackOptions) {
    this.o = o;
    this.engine = new EffectEngine({
      ports: o.ports,
      clock: o.clock,
      journal: o.journal,
      fence: o.fence,
      stop: o.stop,
      abort: o.abort,
      force: o.force === true,
      onEffect: (step, effect, outcome) => this.emit(step, { event: 'effect', effect, outcome }),
    });
  }

  async go(): Promise<RunResult> {
    const { o } = this;
    const began = o.clock.now();
    const steps = stepsToUndo(o.plan, o);
    this.refuseNoReturn(steps);
    o.journal.write({ type: 'phase', phase: 'rollback', time: clockTime(o.clock) });
    let undone = 0;
    let error: FargatectlError | undefined;
    for (const step of steps) {
      if (o.stop.aborted) break;
      try {
        await this.undoStep(step);
        undone += 1;
      } catch (thrown) {
        if (o.stop.aborted || o.abort.aborted) break;
        error = isFargatectlError(thrown) ? thrown : BugError((thrown as Error).message, thrown);
        this.emit(step.id, {
          event: 'failed',
          code: error.code,
          message: error.text,
          remedy: error.remedy,
        });
        break;
      }
    }
    const complete = undone === steps.length;
    if (complete)
      o.journal.write({ type: 'phase', phase: 'rolled-back', time: clockTime(o.clock) });
    const summary: RunSummary = {
      outcome: complete ? 'rolled-back' : error ? 'failed' : 'stopped',
      durationSeconds: Math.round((o.clock.now() - began) / 1000),
      steps: { done: undone, skipped: 0, failed: error ? 1 : 0, left: steps.length - undone },
      availability: o.availability?.() ?? [],
      requests: o.requests?.() ?? [],
    };
    this.emit('', { event: 'finished', summary });
    return error ? { summary, error } : { summary };
  }

  private async undoStep(planned: PlannedStep): Promise<void> {
    const { o } = this;
    const step = stepRegistry.get(planned.step) as unknown as MigrationStep<unknown> | undefined;
    if (!step) throw BugError(`step ${planned.id} has the unknown kind ${planned.step}`);
    const input = step.input.parse(planned.input);
    const context = this.contextOf(planned);
    const { title } = step.describe(input);
    this.emit(planned.id, {
      event: 'started',
      title: text(`Undo: ${title.en}`, `되돌리기: ${title.ko}`),
      phase: planned.phase,
    });
    const done = await this.effectsDone(planned.id);
    const left = done.flatMap((d) => {
      const inverse = definitionOf(d.effect).inverse(d.effect as never, d.before, d.result);
      return this.isUndone(planned.id, d.id, inverse) ? [] : [{ ...d, inverse }];
    });
    const around = (act: Promise<void> | undefined): Promise<void> =>
      this.unlessGone(planned.id, act);
    if (left.length > 0) await around(step.beforeUndo?.(context, input));
    for (const { id, effect, inverse } of left.reverse()) {
      if (inverse.kind === 'irreversible') throw noReturn(describeEffect(effect), inverse.why);
      if (inverse.kind === 'effects')
        for (const e of inverse.effects) await around(this.undo(planned.id, e, id));
      await around(step.afterUndoOf?.(context, input, effect));
    }
    if (done.length > 0) await around(step.afterUndo?.(context, input));
    o.journal.write({ type: 'step', step: planned.id, state: o.only === undefined ? 'undone' : 'set-back', time: clockTime(o.clock) }); // prettier-ignore
    this.emit(planned.id, { event: 'undone' });
  }

  /** With --force whatever stands there is overwritten. */
  private asked(effect: Effect): Effect {
    return this.o.force === true ? withoutExpectations(effect) : effect;
  }

  /** With --force what somebody took away stays away: there is nothing to bring anything back to. Said in the journal. */
  private async unlessGone(step: string, act: Promise<void> | undefined): Promise<void> {
    try {
      await act;
    } catch (error) {
      if (this.o.force !== true || !isFargatectlError(error) || !GONE.has(error.code)) throw error;
      const { journal, clock } = this.o;
      journal.write({ type: 'note', step, text: error.text, time: clockTime(clock) });
    }
  }

  /** An earlier try of this rollback came past it: later inverses may have changed the same field since. */
  private isUndone(step: string, id: number, inverse: Inverse): boolean {
    if (inverse.kind !== 'effects') return false;
    const undone = this.o.journal
      .intentsOf(step)
      .filter((i) => i.intent.undoes === id && i.outcome.state === 'done');
    return undone.length >= inverse.effects.length;
  }

  /** What really happened in a step; an effect without an outcome is settled by looking. */
  private async effectsDone(
    step: string,
  ): Promise<readonly { id: number; effect: Effect; before: unknown; result: unknown }[]> {
    const { journal, ports, clock } = this.o;
    const done: { id: number; effect: Effect; before: unknown; result: unknown }[] = [];
    for (const { intent, outcome } of journal.intentsOf(step)) {
      if (intent.rollback === true || outcome.state === 'no-effect') continue;
      if (outcome.state === 'done') {
        done.push({
          id: intent.id,
          effect: intent.effect,
          before: intent.before,
          result: outcome.result,
        });
        continue;
      }
      const settled = await definitionOf(intent.effect).settle(
        ports,
        intent.effect as never,
        intent.before,
      );
      if (settled.state === 'changed' && this.o.force !== true)
        throw changed(describeEffect(intent.effect), settled.what);
      if (settled.state !== 'done') {
        journal.write({
          type: 'no-effect',
          id: intent.id,
          reason: settled.state,
          time: clockTime(clock),
        });
        continue;
      }
      journal.write({
        type: 'outcome',
        id: intent.id,
        result: settled.result,
        settled: true,
        time: clockTime(clock),
      });
      done.push({
        id: intent.id,
        effect: intent.effect,
        before: intent.before,
        result: settled.result,
      });
    }
    return done;
  }

  /** One inverse, patient with what passes, and waiting until what it deleted is really gone. */
  private async undo(step: string, effect: Effect, undoes: number): Promise<void> {
    const { clock, stop } = this.o;
    const until = clock.now() + PASSING_TIMEOUT_MS;
    for (;;) {
      try {
        await this.engine.perform(step, this.asked(effect), { undoes, rollback: true });
        break;
      } catch (error) {
        if (!PASSING.test(cloudCallOf(error)?.reason ?? '') || clock.now() >= until) throw error;
        this.emit(step, {
          event: 'waiting',
          for: verbatim(describeEffect(effect)),
          seen: textOf(error),
          deadline: new Date(until).toISOString(),
        });
        await clock.sleep(POLL_MS, stop);
      }
    }
    if (effect.kind !== 'kube-delete') return;
    while (
      clock.now() < until &&
      (await this.o.ports.kube.get(effect.ref))?.metadata.deletionTimestamp !== undefined
    )
      await clock.sleep(POLL_MS, stop);
  }

  private refuseNoReturn(steps: readonly PlannedStep[]): void {
    const passed = steps.find(
      (s) => s.reversible !== true && this.o.journal.stateOf(s.id) === 'done',
    );
    if (!passed) return;
    const { noReturn: why } = wordsOf(passed);
    throw noReturn(passed.id, why ?? NO_REASON);
  }

  private contextOf(planned: PlannedStep): StepContext {
    const { o } = this;
    return stepContext({
      ports: o.ports,
      clock: o.clock,
      run: o.journal.header.run,
      cluster: o.cluster,
      signal: o.stop,
      fence: o.fence,
      perform: (effect) => this.engine.perform(planned.id, this.asked(effect), { rollback: true }),
      onWaiting: (what, seen, deadline) =>
        this.emit(planned.id, { event: 'waiting', for: what, seen, deadline }),
      onNote: (words) =>
        o.journal.write({ type: 'note', step: planned.id, text: words, time: clockTime(o.clock) }),
    });
  }

  private emit(step: string, event: EventBody): void {
    this.o.onEvent({
      time: clockTime(this.o.clock),
      run: this.o.journal.header.run,
      step,
      ...event,
    } as RunEvent);
  }
}

type EventBody = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, 'time' | 'run' | 'step'>
    : never
  : never;

const withoutExpectations = (effect: Effect): Effect =>
  effect.kind === 'kube-set'
    ? { ...effect, set: effect.set.map(({ expect: _expect, ...s }) => s) }
    : effect;
