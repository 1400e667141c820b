import type { How } from './one-case.ts';

/** How one case ended. */
export interface Result {
  readonly step: string;
  readonly call: string;
  readonly fault: string;
  readonly moment: string;
  readonly ending: How | 'broken promise';
  readonly asked: number;
  readonly failed: number;
  /** Why the promise is broken, or why the run stopped. */
  readonly why?: string;
}

/** Which cases are run. */
export interface Chosen {
  /** How many, spread over all; all of them without. */
  readonly sample?: number;
  /** Another one, another sample. */
  readonly seed: number;
  /** Only those whose name holds this. */
  readonly only?: string;
  /** Of so many parts that are spread alike and together are all, this one, from 1. */
  readonly part?: { readonly which: number; readonly of: number };
  /** Each from the beginning, although they could share it. */
  readonly whole?: true;
  /** Undisturbed runs beforehand: they pay for themselves from some dozens of cases on. */
  readonly warmUps?: number;
}
