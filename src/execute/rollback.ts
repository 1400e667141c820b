import { isFargatectlError, BugError, type FargatectlError } from '../errors/index.ts';
import { definitionOf, describeEffect, type Effect } from '../effects/index.ts';
import { text, type PlannedStep, type RunEvent, type RunSummary } from '../model/index.ts';
import { stepRegistry, wordsOf, type MigrationStep, type StepContext } from '../steps/index.ts';
import { clockTime, EffectEngine } from './engine.ts';
import { Inverses, withoutExpectations } from './inverses.ts';
import { runError } from './run-error.ts';
import { stepContext } from './step-context.ts';
import type { RunOptions, RunResult } from './runner.ts';
import { NO_REASON, noReturn, stepsToUndo } from './undo-order.ts';

export interface RollbackOptions extends Omit<RunOptions, 'pauseAfter' | 'only' | 'parallel'> {
  /** Back to the end of this phase only. */
  readonly to?: string;
  /** Only this step, or the newest of this workload, and what rests on it. */
  readonly only?: string;
  /** Undoes what others have changed since, too; without it that is kept and told. */
  readonly force?: boolean;
}

/** Codes that say that an object is not there any more. */
const GONE: ReadonlySet<string> = new Set(['OBJECT_GONE', 'HELM_RELEASE_GONE']);

/**
 * Undoes what the journal says was done: steps newest first, in each step its effects newest first.
 * What somebody else has changed since is kept as it is and told, field by field. Itself journaled.
 */
export async function rollback(o: RollbackOptions): Promise<RunResult> {
  return new Rollback(o).go();
}

class Rollback {
  private readonly o: RollbackOptions;
  private readonly engine: EffectEngine;
  private readonly inverses: Inverses;
  private kept = 0;

  constructor(o: RollbackOptions) {
    this.o = o;
    const engine = new EffectEngine({
      ports: o.ports,
      clock: o.clock,
      journal: o.journal,
      fence: o.fence,
      stop: o.stop,
      abort: o.abort,
      force: o.force === true,
      onEffect: (step, effect, outcome) => this.emit(step, { event: 'effect', effect, outcome }),
    });
    this.engine = engine;
    this.inverses = new Inverses({
      ...o,
      engine,
      onWaiting: (step, what, seen, deadline) =>
        this.emit(step, { event: 'waiting', for: what, seen, deadline }),
      onKept: (step, effect, message) => {
        this.kept += 1;
        this.emit(step, { event: 'kept', effect, message });
      },
    });
  }

  async go(): Promise<RunResult> {
    const { o } = this;
    const began = o.clock.now();
    const steps = stepsToUndo(o.plan, o);
    this.refuseNoReturn(steps);
    try {
      o.journal.write({ type: 'phase', phase: 'rollback', time: clockTime(o.clock) });
    } catch (thrown) {
      throw runError(thrown, 'back');
    }
    let undone = 0;
    let error: FargatectlError | undefined;
    for (const step of steps) {
      if (o.stop.aborted) break;
      try {
        await this.undoStep(step);
        undone += 1;
      } catch (thrown) {
        if (o.stop.aborted || o.abort.aborted) break;
        error = runError(thrown, 'back');
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
    try {
      if (complete)
        o.journal.write({ type: 'phase', phase: 'rolled-back', time: clockTime(o.clock) });
      await o.journal.saved();
    } catch (thrown) {
      error ??= runError(thrown, 'back');
    }
    const summary: RunSummary = {
      outcome: error ? 'failed' : complete ? 'rolled-back' : 'stopped',
      durationSeconds: Math.round((o.clock.now() - began) / 1000),
      steps: { done: undone, skipped: 0, failed: error ? 1 : 0, left: steps.length - undone },
      availability: o.availability?.() ?? [],
      requests: o.requests?.() ?? [],
      kept: this.kept,
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
    const done = await this.inverses.effectsDone(planned.id);
    const all = done.map((d) => {
      const inverse = definitionOf(d.effect).inverse(d.effect as never, d.before, d.result);
      return { ...d, inverse, isUndone: this.inverses.isUndone(d.id, inverse) };
    });
    const left = all.filter((d) => !d.isUndone);
    if (left.length > 0) await this.around(planned, () => step.beforeUndo?.(context, input));
    // Who died after an inverse may not have waited for what follows from it.
    const last = all.find((d) => d.isUndone);
    if (last) await this.around(planned, () => step.afterUndoOf?.(context, input, last.effect));
    for (const { id, effect, inverse } of left.reverse()) {
      if (inverse.kind === 'irreversible') throw noReturn(describeEffect(effect), inverse.why);
      if (inverse.kind === 'effects')
        for (const e of inverse.effects)
          await this.around(planned, () => this.inverses.undo(planned.id, e, id));
      await this.around(planned, () => step.afterUndoOf?.(context, input, effect));
    }
    if (done.length > 0) await this.around(planned, () => step.afterUndo?.(context, input));
    o.journal.write({ type: 'step', step: planned.id, state: o.only === undefined ? 'undone' : 'set-back', time: clockTime(o.clock) }); // prettier-ignore
    this.emit(planned.id, { event: 'undone' });
  }

  /** With --force whatever stands there is overwritten. */
  private asked(effect: Effect): Effect {
    return this.o.force === true ? withoutExpectations(effect) : effect;
  }

  /** What surrounds the undoing of an object that somebody has deleted has nothing left to do. */
  private async around(planned: PlannedStep, act: () => Promise<void> | undefined): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isFargatectlError(error) || !GONE.has(error.code)) throw error;
      this.kept += 1;
      this.emit(planned.id, { event: 'kept', effect: '', message: error.text });
    }
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
      keepLock: o.keepLock,
      perform: (effect) => this.engine.perform(planned.id, this.asked(effect), { rollback: true }),
      restored: () =>
        o.journal
          .allIntents()
          .filter((i) => i.intent.undoes !== undefined && i.outcome.state === 'done')
          .map((i) => i.intent.effect),
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
