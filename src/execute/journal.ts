import { EXIT, UserError } from '../errors/index.ts';
import type { Effect } from '../effects/index.ts';
import { text, type Text } from '../model/index.ts';

/**
 * Where a journal's lines are kept. `append` answers when the line is on disk; a store that is not
 * a disk holds it until `flush` answers.
 */
export interface JournalStore {
  append(line: string): void;
  read(): string;
  flush?(): Promise<void>;
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
      /** What was seen, or why it failed or was skipped; in both languages, for whoever reads it later. */
      readonly detail?: Text;
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
  | { readonly type: 'note'; readonly step: string; readonly text: Text; readonly time: string }
  /** The way back left the effect of that intent as somebody else had changed it; a forced one takes it up again. */
  | {
      readonly type: 'kept';
      readonly step: string;
      readonly id: number;
      readonly what: Text;
      readonly time: string;
    }
  | {
      readonly type: 'phase';
      readonly phase: 'migrate' | 'rollback' | 'stopped' | 'done' | 'rolled-back';
      readonly time: string;
    };

/** `set-back`: undone by itself, so that the run may go on and do it again; `undone` ends the run's way forward. */
export type StepState = 'started' | 'done' | 'skipped' | 'failed' | 'undone' | 'set-back';
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
  private readonly details = new Map<string, Text>();
  private readonly startOrder: string[] = [];
  private readonly intents = new Map<number, { readonly intent: Intent; outcome: IntentState }>();
  private readonly notes: Extract<JournalEntry, { type: 'note' }>[] = [];
  private readonly kept = new Map<number, Extract<JournalEntry, { type: 'kept' }>>();
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
        message: text(
          `There is a journal of run ${header.run} already.`,
          `실행 ${header.run}의 저널이 이미 있습니다.`,
        ),
        remedy: text(
          'Go on with fargatectl migrate --resume, or give the new run another state directory.',
          'fargatectl migrate --resume으로 이어 가거나, 새 실행에 다른 --state-dir을 지정하십시오.',
        ),
      });
    store.append(`${JSON.stringify(header)}\n`);
    return new Journal(store, header, false);
  }

  /** Reads a journal back. Only a torn last line is forgiven; an empty or foreign one never means "nothing was done". */
  static open(store: JournalStore): Journal {
    const content = store.read();
    const lines = content.split('\n');
    const last = lines.pop() ?? '';
    const entries = lines.map((line, i) => parse(line, i + 1));
    const [head] = entries;
    if (head?.type !== 'run')
      throw damaged(
        content.trim() === ''
          ? text('it is empty', '비어 있습니다')
          : text('its first line is not the head of a run', '첫 줄이 실행의 머리글이 아닙니다'),
      );
    if (head.format !== 1)
      throw damaged(
        text(
          `its format is ${String(head.format)}, and this version reads format 1`,
          `형식이 ${String(head.format)}이고, 이 버전은 형식 1을 읽습니다`,
        ),
      );
    const journal = new Journal(store, head, last !== '');
    // What was torn never happened as far as the record goes; close the line so that the next one stands alone.
    if (last !== '') store.append('\n');
    for (const entry of entries.slice(1)) if (entry) journal.take(entry);
    return journal;
  }

  private take(entry: JournalEntry): void {
    switch (entry.type) {
      case 'step':
        if (entry.state === 'started') {
          // Begun anew, it is newer than what stood meanwhile.
          if (this.steps.get(entry.step) === 'set-back')
            this.startOrder.splice(this.startOrder.indexOf(entry.step), 1);
          if (!this.startOrder.includes(entry.step)) this.startOrder.push(entry.step);
        }
        this.steps.set(entry.step, entry.state);
        if (entry.detail) this.details.set(entry.step, entry.detail);
        else this.details.delete(entry.step);
        break;
      case 'intent':
        this.intents.set(entry.id, { intent: entry, outcome: { state: 'open' } });
        this.nextId = Math.max(this.nextId, entry.id + 1);
        // Taken up again, by a forced way back.
        if (entry.undoes !== undefined) this.kept.delete(entry.undoes);
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
      case 'kept':
        this.kept.set(entry.id, entry);
        break;
      case 'phase':
        this.lastPhase = entry.phase;
        break;
      case 'run':
        throw damaged(
          text('it holds the head of a second run', '두 번째 실행의 머리글이 들어 있습니다'),
        );
    }
  }

  private settleEntry(id: number, outcome: IntentState): void {
    const known = this.intents.get(id);
    if (!known)
      throw damaged(
        text(
          `it has an outcome of intent ${id}, which it does not hold`,
          `의도 ${id}의 결과가 있지만 그 의도가 없습니다`,
        ),
      );
    known.outcome = outcome;
  }

  write(entry: JournalEntry): void {
    this.store.append(`${JSON.stringify(entry)}\n`);
    this.take(entry);
  }

  /** Everything that was written is where it outlives this process. Asked before each effect. */
  async saved(): Promise<void> {
    await this.store.flush?.();
  }

  intend(entry: Omit<Intent, 'id' | 'type'>): Intent {
    const intent: Intent = { type: 'intent', id: this.nextId, ...entry };
    this.write(intent);
    return intent;
  }

  stateOf(step: string): StepState | undefined {
    return this.steps.get(step);
  }
  /** What was written with a step's last state: what was seen, or why it failed or was skipped. */
  detailOf(step: string): Text | undefined {
    return this.details.get(step);
  }
  /** Steps in the order in which they first started. */
  started(): readonly string[] {
    return this.startOrder;
  }
  phase(): string | undefined {
    return this.lastPhase;
  }
  allNotes(): readonly { readonly step: string; readonly text: Text }[] {
    return this.notes;
  }
  /** What the way back left as others had changed it, by intent. */
  allKept(): readonly { readonly step: string; readonly id: number; readonly what: Text }[] {
    return [...this.kept.values()];
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
    throw damaged(text(`line ${number} is not readable`, `${number}번째 줄을 읽을 수 없습니다`));
  }
}

const damaged = (what: Text) =>
  UserError({
    code: 'JOURNAL_DAMAGED',
    message: text(
      `The journal cannot be used: ${what.en}.`,
      `저널을 사용할 수 없습니다: ${what.ko}.`,
    ),
    remedy: text(
      'Restore the file from a copy; without it, fargatectl cleanup finds what carries our labels and tags.',
      '사본으로 파일을 복원하십시오. 사본이 없으면 fargatectl cleanup이 우리 레이블과 태그가 붙은 것을 찾아 줍니다.',
    ),
    exitCode: EXIT.failed,
  });
