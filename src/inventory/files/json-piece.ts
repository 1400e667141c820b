import { dropEnvValues } from './env-values.ts';

/** Takes what the splitter cuts out of a text. */
export interface JsonSink {
  /** A list begins: its name ('' for an array by itself), and the object around it up to the bracket. */
  beginList(name: string, head: string): void;
  /** An element of the list, whole and alone. */
  element(piece: ElementPiece): void;
  /** A top-level value: whole, or the shell of a list whose elements went before (`shell: true`). */
  root(piece: JsonPiece, shell: boolean): void;
  /**
   * How far what begins at `at` goes, where it is a copy of something that was handed out before.
   * Nothing is done yet: `copy` follows if that is its end.
   */
  findCopy(bytes: Buffer, at: number, length: number): Copied | undefined;
  /** Takes what was found last in place of `element` or `line`. */
  copy(): void;
  /** A line that should be a top-level value; false, and nothing done, where it is none. */
  line(piece: ElementPiece): boolean;
}

/** Where a copy ends, and the line ends in it. */
export interface Copied {
  readonly end: number;
  readonly lines: number;
}

export interface ElementPiece extends JsonPiece {
  /** Bytes as it stands in the file. */
  readonly size: number;
  /** Copies these; answers how many they are. */
  copyTo(room: Buffer): number;
}

export interface JsonPiece {
  /** The text without what never enters a snapshot: the contents of `managedFields`, values of `env`. */
  text(): string;
  /** The text as it stands in the file, to say where in it something is. */
  original(): string;
  /** The line, from 1, that it begins on. */
  readonly line: number;
}

/** What is left when a text has ended. */
export type Unfinished =
  | { readonly kind: 'nothing' }
  /** A value that has not ended, or a list (`inList`) that waits for an element or its end. */
  | {
      readonly kind: 'open';
      readonly piece: JsonPiece;
      readonly inList: boolean;
      readonly lastLine: number;
    }
  /** Text between values, at this line, that is none. */
  | { readonly kind: 'stray'; readonly line: number; readonly character: string }
  | { readonly kind: 'too long' | 'too deep'; readonly line: number };

/** Used within one call only. */
let scratch = Buffer.alloc(0);

/** Valid until the splitter goes on; whoever needs the text later takes it now. */
export class Piece implements ElementPiece {
  readonly line: number;
  private readonly source: Buffer;
  private readonly span: {
    readonly from: number;
    readonly to: number;
    readonly cuts: readonly number[];
  };
  private kept: string | undefined;
  constructor(
    bytes: Buffer,
    o: {
      readonly from: number;
      readonly to: number;
      readonly line: number;
      readonly cuts: readonly number[];
    },
  ) {
    this.source = bytes;
    this.span = o;
    this.line = o.line;
  }
  text(): string {
    if (this.kept !== undefined) return this.kept;
    const { from, to, cuts } = this.span;
    // Put together as bytes: a text of several parts would be copied once more to be parsed.
    if (scratch.length < to - from) scratch = Buffer.allocUnsafe(Math.max(1 << 20, to - from));
    let size = 0;
    let at = from;
    for (let i = 0; i < cuts.length; i += 2) {
      size += this.source.copy(scratch, size, at, cuts[i]);
      at = cuts[i + 1] as number;
    }
    size += this.source.copy(scratch, size, at, to);
    return scratch.toString('utf8', 0, dropEnvValues(scratch, size));
  }
  original(): string {
    return this.kept ?? this.source.toString('utf8', this.span.from, this.span.to);
  }
  get size(): number {
    return this.span.to - this.span.from;
  }
  copyTo(room: Buffer): number {
    return this.source.copy(room, 0, this.span.from, this.span.to);
  }
  /** Takes the text out of the buffer before it is used for something else. */
  keep(): this {
    this.kept = this.original();
    return this;
  }
}
