import type { z } from 'zod';
import type { Effect, EffectPorts } from '../effects/index.ts';
import type { FargatectlError } from '../errors/index.ts';
import type { Phase, Text } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';

/** What a step may do. Reads go through the ports; every write is an effect. */
export interface StepContext {
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly run: { readonly id: string };
  readonly cluster: { readonly name: string; readonly region: string; readonly accountId: string };
  readonly signal: AbortSignal;
  /** Journals intent and before-image, performs, journals the outcome. Already done in an earlier try of this step: answers that result. */
  effect(effect: Effect): Promise<unknown>;
  /** What this run's way back has made or set again so far; nothing on the way there. */
  restored(): readonly Effect[];
  /** Asks `probe` until it is done, failed or out of time; reports what it sees meanwhile. */
  wait<T>(
    options: {
      readonly for: Text;
      readonly timeoutMs: number;
      readonly everyMs: number;
      readonly remedy: Text;
    },
    /** Told how long has been waited, by the clock or by what was slept, whichever is more: a twin may shorten its sleeps. */
    probe: (waitedMs: number) => Promise<Probe<T>>,
  ): Promise<T>;
  /** Says aloud something that the operator should know; kept in the journal. */
  note(words: Text): void;
}

export type Probe<T> =
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'waiting'; readonly seen: Text }
  | { readonly state: 'failed'; readonly reason: Text; readonly remedy: Text }
  /** Waiting longer is no answer; the run stops, resumable, with this error. */
  | { readonly state: 'stopped'; readonly error: FargatectlError };

export type Precondition =
  | { readonly state: 'ready' }
  | { readonly state: 'already-done'; readonly why: Text }
  | { readonly state: 'blocked'; readonly reason: Text; readonly remedy: Text };

export type Verification =
  | { readonly state: 'ok'; readonly evidence: Text }
  | { readonly state: 'failed'; readonly reason: Text; readonly remedy: Text };

export interface MigrationStep<Input> {
  /** File name and docs page: `create-fargate-profile`. */
  readonly id: string;
  readonly phase: Phase;
  readonly input: z.ZodType<Input>;
  /**
   * What the plan shows; pure. A plan file keeps the English half only: whoever shows the plan in
   * another language asks again, with the input that the file holds.
   */
  describe(input: Input): {
    readonly title: Text;
    readonly effects: readonly string[];
    readonly estimateSeconds: number;
    readonly reversible: true | { readonly false: Text };
    /** Where the way back is another one than undoing: what it makes anew, or brings along. Asked about before a run. */
    readonly wayBack?: Text;
  };
  precondition(context: StepContext, input: Input): Promise<Precondition>;
  /** Observe → ensure; safe to run twice. */
  apply(context: StepContext, input: Input): Promise<void>;
  /** Reads again; does not trust apply. */
  verify(context: StepContext, input: Input): Promise<Verification>;
  /**
   * Rollback performs the inverses of the step's effects, newest first. `beforeUndo` and
   * `afterUndo` are for what surrounds them: waits until pods are back, opt-outs. Their writes are
   * effects too, and `afterUndo` runs before the step counts as undone. `afterUndoOf` runs between
   * them, after the inverse of one effect and before the next.
   */
  beforeUndo?(context: StepContext, input: Input): Promise<void>;
  afterUndoOf?(context: StepContext, input: Input, undone: Effect): Promise<void>;
  afterUndo?(context: StepContext, input: Input): Promise<void>;
}

export const defineMigrationStep = <Input>(step: MigrationStep<Input>): MigrationStep<Input> =>
  step;
