import { EXIT, UserError } from '../errors/index.ts';
import type { Effect } from '../effects/index.ts';

/** Where a journal's lines are kept. `append` answers when the line is on disk. */
export interface JournalStore {
  append(line: string): void;
  read(): string;
}

/** For rehearsals and tests. */
export class MemoryJournal implements JournalStore {
  private text = '';
  append(line: string): void {
    this.text += line;
  }
  read(): string {
    return this.text;
  }
}

/** One line each. Times are ISO 8601. `id` numbers intents within the journal. */
export type JournalEntry =
  | {
      readonly type: 'run';
      readonly format: 1;
      readonly run: string;
      readonly cluster: string;
      readonly planDigest: string;
      readonly snapshotDigest: string;
      readonly tool: string;
      readonly time: string;
    }
  | {
      readonly type: 'step';
      readonly step: string;
      readonly state: StepState;
      readonly time: string;
      readonly detail?: string;
    }
  | {
      readonly type: 'intent';
      readonly id: number;
      readonly step: string;
      readonly effect: Effect;
      readonly before: unknown;
      /** The intent whose effect this one undoes. */
      readonly undoes?: number;
      /** Written by a rollback (its own preparations included). */
      readonly rollback?: true;
      readonly time: string;
    }
  | {
      readonly type: 'outcome';
      readonly id: number;
      readonly result: unknown;
      readonly settled?: true;
      readonly time: string;
    }
  | {
      readonly type: 'no-effect';
      readonly id: number;
      readonly reason: string;
      readonly time: string;
    }
  | { readonly type: 'note'; readonly step: string; readonly text: string; readonly time: string }
  | {
      readonly type: 'phase';
      readonly phase: 'migrate' | 'rollback' | 'stopped' | 'done' | 'rolled-back';
      readonly time: string;
    };

export type StepState = 'started' | 'done' | 'skipped' | 'failed' | 'undone';
export type Intent = Extract<JournalEntry, { type: 'intent' }>;
export type RunHeader = Extract<JournalEntry, { type: 'run' }>;

/** What became of an intent: `open` is the mark of a crash between intent and outcome. */
export type IntentState =
  | { readonly state: 'open' }
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'no-effect' };

/** The append-only record of a run, and what it says so far. */
export class Journal {
  readonly header: RunHeader;
  /** A torn last line was found: the mark of a crash while it was written. */
  readonly torn: boolean;
  private readonly store: JournalStore;
  private readonly steps = new Map<string, StepState>();
  private readonly startOrder: string[] = [];
  private readonly intents = new Map<number, { readonly intent: Intent; outcome: IntentState }>();
  private readonly notes: Extract<JournalEntry, { type: 'note' }>[] = [];
  private lastPhase: string | undefined;
  private nextId = 1;

  private constructor(store: JournalStore, header: RunHeader, torn: boolean) {
    this.store = store;
    this.header = header;
    this.torn = torn;
  }

  static create(store: JournalStore, header: RunHeader): Journal {
    if (store.read() !== '')
      throw UserError({
        code: 'JOURNAL_EXISTS',
        message: `There is a journal of run ${header.run} already.`,
        remedy:
          'Go on with fargatectl migrate --resume, or give the new run another state directory.',
      });
    store.append(`${JSON.stringify(header)}\n`);
    return new Journal(store, header, false);
  }

  /** Reads a journal back. Only a torn last line is forgiven; an empty or foreign one never means "nothing was done". */
  static open(store: JournalStore): Journal {
    const text = store.read();
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    const entries = lines.map((line, i) => parse(line, i + 1));
    const [head] = entries;
    if (head?.type !== 'run')
      throw damaged(text.trim() === '' ? 'it is empty' : 'its first line is not the head of a run');
    if (head.format !== 1)
      throw damaged(`its format is ${String(head.format)}, and this version reads format 1`);
    const journal = new Journal(store, head, last !== '');
    // What was torn never happened as far as the record goes; close the line so that the next one stands alone.
    if (last !== '') store.append('\n');
    for (const entry of entries.slice(1)) if (entry) journal.take(entry);
    return journal;
  }

  private take(entry: JournalEntry): void {
    switch (entry.type) {
      case 'step':
        if (entry.state === 'started' && !this.startOrder.includes(entry.step))
          this.startOrder.push(entry.step);
        this.steps.set(entry.step, entry.state);
        break;
      case 'intent':
        this.intents.set(entry.id, { intent: entry, outcome: { state: 'open' } });
        this.nextId = Math.max(this.nextId, entry.id + 1);
        break;
      case 'outcome':
        this.settleEntry(entry.id, { state: 'done', result: entry.result });
        break;
      case 'no-effect':
        this.settleEntry(entry.id, { state: 'no-effect' });
        break;
      case 'note':
        this.notes.push(entry);
        break;
      case 'phase':
        this.lastPhase = entry.phase;
        break;
      case 'run':
        throw damaged('it holds the head of a second run');
    }
  }

  private settleEntry(id: number, outcome: IntentState): void {
    const known = this.intents.get(id);
    if (!known) throw damaged(`it has an outcome of intent ${id}, which it does not hold`);
    known.outcome = outcome;
  }

  write(entry: JournalEntry): void {
    this.store.append(`${JSON.stringify(entry)}\n`);
    this.take(entry);
  }

  intend(entry: Omit<Intent, 'id' | 'type'>): Intent {
    const intent: Intent = { type: 'intent', id: this.nextId, ...entry };
    this.write(intent);
    return intent;
  }

  stateOf(step: string): StepState | undefined {
    return this.steps.get(step);
  }
  /** Steps in the order in which they first started. */
  started(): readonly string[] {
    return this.startOrder;
  }
  phase(): string | undefined {
    return this.lastPhase;
  }
  allNotes(): readonly { readonly step: string; readonly text: string }[] {
    return this.notes;
  }
  /** Intents of a step, oldest first. */
  intentsOf(step: string): readonly { readonly intent: Intent; readonly outcome: IntentState }[] {
    return [...this.intents.values()].filter((i) => i.intent.step === step);
  }
  allIntents(): readonly { readonly intent: Intent; readonly outcome: IntentState }[] {
    return [...this.intents.values()];
  }
}

function parse(line: string, number: number): JournalEntry | undefined {
  // A line that an earlier crash tore was closed by the resume after it.
  try {
    const entry = JSON.parse(line) as JournalEntry;
    if (typeof entry !== 'object' || entry === null || typeof entry.type !== 'string')
      throw new TypeError('no entry');
    return entry;
  } catch {
    if (number > 1 && !line.endsWith('}')) return undefined;
    throw damaged(`line ${number} is not readable`);
  }
}

const damaged = (what: string) =>
  UserError({
    code: 'JOURNAL_DAMAGED',
    message: `The journal cannot be used: ${what}.`,
    remedy:
      'Restore the file from a copy; without it, fargatectl cleanup finds what carries our labels and tags.',
    exitCode: EXIT.failed,
  });
