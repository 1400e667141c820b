import { BugError, EXIT, UserError, type FargatectlError } from '../errors/index.ts';
import {
  text,
  both,
  type Plan,
  type PlannedStep,
  type RequestCount,
  type RunEvent,
  type RunSummary,
  type WorkloadAvailability,
  type Text,
} from '../model/index.ts';
import type { EffectPorts } from '../effects/index.ts';
import type { Clock } from '../ports/index.ts';
import { stepRegistry, type MigrationStep, type StepContext } from '../steps/index.ts';
import { clockTime, EffectEngine } from './engine.ts';
import type { Journal } from './journal.ts';
import { runError } from './run-error.ts';
import { selectSteps } from './select-steps.ts';
import { stepContext } from './step-context.ts';

export interface RunOptions {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly cluster: StepContext['cluster'];
  /** The lock's, before each effect. */
  readonly fence: () => Promise<void>;
  /** The lock's, while waiting. */
  readonly keepLock: () => Promise<void>;
  /** First Ctrl-C: no new effect; what is under way is finished and saved. */
  readonly stop: AbortSignal;
  /** Second Ctrl-C. */
  readonly abort: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Steps at the same time. */
  readonly parallel?: number;
  /** A step id or a phase after which no new step starts. */
  readonly pauseAfter?: string;
  /** Only this step (or phase) and what it needs. */
  readonly only?: string;
  /** Read when the run is over. */
  readonly availability?: () => readonly WorkloadAvailability[];
  /** Read when the run is over. */
  readonly requests?: () => readonly RequestCount[];
}

export interface RunResult {
  readonly summary: RunSummary;
  /** Why it did not finish; undefined when it did. */
  readonly error?: FargatectlError;
}

/** More than a plan ever lets start together: its edges are the schedule, this only bounds a damaged one. */
const DEFAULT_PARALLEL = 32;

/** Runs what is left of a plan: resuming is the same as running. */
export async function runPlan(o: RunOptions): Promise<RunResult> {
  return new Run(o).go();
}

class Run {
  private readonly o: RunOptions;
  private readonly engine: EffectEngine;
  private readonly wanted: readonly PlannedStep[];
  private readonly done = new Set<string>();
  private readonly running = new Map<string, Promise<void>>();
  private failure: { readonly step: string; readonly error: FargatectlError } | undefined;
  private stopped = false;
  private skipped = 0;

  constructor(o: RunOptions) {
    this.o = o;
    this.wanted = selectSteps(o.plan, o);
    this.engine = new EffectEngine({
      ports: o.ports,
      clock: o.clock,
      journal: o.journal,
      fence: o.fence,
      stop: o.stop,
      abort: o.abort,
      onEffect: (step, effect, outcome) => this.emit(step, { event: 'effect', effect, outcome }),
    });
    for (const step of o.plan.steps) {
      const state = o.journal.stateOf(step.id);
      if (state === 'done' || state === 'skipped') this.done.add(step.id);
    }
  }

  async go(): Promise<RunResult> {
    const { o } = this;
    const began = o.clock.now();
    const before = this.done.size;
    try {
      o.journal.write({ type: 'phase', phase: 'migrate', time: clockTime(o.clock) });
    } catch (error) {
      throw runError(error);
    }
    for (;;) {
      this.launch();
      if (this.running.size === 0) break;
      await Promise.race(this.running.values());
    }
    const left = o.plan.steps.filter((s) => !this.done.has(s.id));
    const complete = left.length === 0;
    await this.recordEnd(complete ? 'done' : 'stopped');
    if (this.failure) this.reportSkipped(left);
    const outcome = this.failure ? 'failed' : complete ? 'done' : 'stopped';
    const summary: RunSummary = {
      outcome,
      durationSeconds: Math.round((o.clock.now() - began) / 1000),
      steps: {
        done: this.done.size - before - this.skipped,
        skipped: this.skipped,
        failed: this.failure ? 1 : 0,
        left: left.length,
      },
      availability: o.availability?.() ?? [],
      requests: o.requests?.() ?? [],
    };
    this.emit('', { event: 'finished', summary });
    return this.failure ? { summary, error: this.failure.error } : { summary };
  }

  /** A journal that cannot be written any more ends the run as any failure does. */
  private async recordEnd(phase: 'done' | 'stopped'): Promise<void> {
    const { o } = this;
    try {
      o.journal.write({ type: 'phase', phase, time: clockTime(o.clock) });
      await o.journal.saved();
    } catch (error) {
      this.failure ??= { step: '', error: runError(error) };
    }
  }

  /** Starts every step whose time has come. */
  private launch(): void {
    if (this.failure || this.stopped || this.o.stop.aborted) return;
    for (const step of this.wanted) {
      if (this.running.size >= (this.o.parallel ?? DEFAULT_PARALLEL)) return;
      if (this.done.has(step.id) || this.running.has(step.id)) continue;
      if (!step.after.every((id) => this.done.has(id))) continue;
      this.running.set(
        step.id,
        this.runStep(step).finally(() => this.running.delete(step.id)),
      );
    }
  }

  private async runStep(planned: PlannedStep): Promise<void> {
    const { o } = this;
    const time = (): string => clockTime(o.clock);
    const step = (stepRegistry.get(planned.step) ??
      unknownStep(planned)) as unknown as MigrationStep<unknown>;
    const input = step.input.parse(planned.input);
    const context = this.contextOf(planned);
    try {
      const { title } = step.describe(input);
      this.emit(planned.id, { event: 'started', title, phase: planned.phase });
      const precondition = await step.precondition(context, input);
      if (precondition.state === 'already-done' && o.journal.intentsOf(planned.id).length === 0) {
        o.journal.write({
          type: 'step',
          step: planned.id,
          state: 'skipped',
          detail: precondition.why,
          time: time(),
        });
        this.skipped += 1;
        this.done.add(planned.id);
        this.emit(planned.id, { event: 'skipped', reason: precondition.why });
        return;
      }
      if (precondition.state === 'blocked')
        throw blocked(planned.id, precondition.reason, precondition.remedy);
      o.journal.write({ type: 'step', step: planned.id, state: 'started', time: time() });
      await step.apply(context, input);
      this.emit(planned.id, { event: 'applied' });
      const verdict = await step.verify(context, input);
      if (verdict.state === 'failed') throw unverified(planned.id, verdict.reason, verdict.remedy);
      o.journal.write({
        type: 'step',
        step: planned.id,
        state: 'done',
        detail: verdict.evidence,
        time: time(),
      });
      this.done.add(planned.id);
      this.emit(planned.id, { event: 'verified', evidence: verdict.evidence });
      if (o.pauseAfter === planned.id) this.stopped = true;
    } catch (error) {
      this.fail(planned, error);
    }
  }

  private fail(planned: PlannedStep, error: unknown): void {
    const { o } = this;
    if (o.stop.aborted || o.abort.aborted) {
      this.stopped = true;
      return;
    }
    const coded = runError(error);
    this.failure ??= { step: planned.id, error: coded };
    try {
      o.journal.write({
        type: 'step',
        step: planned.id,
        state: 'failed',
        detail: both((l) => `${coded.code}: ${coded.text[l]}`),
        time: clockTime(o.clock),
      });
    } catch {
      // The journal itself is what failed, and that has been said.
    }
    this.emit(planned.id, {
      event: 'failed',
      code: coded.code,
      message: coded.text,
      remedy: coded.remedy,
    });
  }

  private reportSkipped(left: readonly PlannedStep[]): void {
    for (const step of left)
      if (step.id !== this.failure?.step && this.o.journal.stateOf(step.id) !== 'failed')
        this.emit(step.id, {
          event: 'skipped',
          reason: text(
            `because ${this.failure?.step ?? ''} failed`,
            `${this.failure?.step ?? ''} 실패로 건너뜁니다`,
          ),
        });
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
      restored: () => [],
      perform: (effect) => this.engine.perform(planned.id, effect),
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

const unknownStep = (planned: PlannedStep): never => {
  throw BugError(`step ${planned.id} has the unknown kind ${planned.step}`);
};
const blocked = (step: string, reason: Text, remedy: Text) =>
  UserError({
    code: 'STEP_BLOCKED',
    message: both((l) => `${step}: ${reason[l]}`),
    remedy,
    exitCode: EXIT.stopped,
  });
const unverified = (step: string, reason: Text, remedy: Text) =>
  UserError({
    code: 'STEP_NOT_VERIFIED',
    message: both((l) => `${step}: ${reason[l]}`),
    remedy,
    exitCode: EXIT.failed,
  });
