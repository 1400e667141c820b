import { isSpace } from './byte-window.ts';
import { LogSkipper } from './json-logs.ts';
import {
  CLOSE_LIST,
  COLON,
  COMMA,
  JsonScan,
  LISTS,
  MAX_DEPTH,
  NEWLINE,
  OPEN,
  OPEN_LIST,
  QUOTE,
  TELLS,
  UNREAD,
} from './json-scan.ts';
import { Piece, type JsonPiece, type JsonSink, type Unfinished } from './json-piece.ts';

/** The longest piece held at once, in bytes. The API server refuses objects beyond a few MiB. */
export const MAX_PIECE_BYTES = 256 << 20;

/**
 * Cuts JSON into the pieces that are worth having one at a time, without building them: the values
 * of the top level (a text may hold several), and within a list of objects its elements. So a dump
 * of any length is read in the memory of one object. Works on UTF-8 bytes as they come in.
 */
export class JsonSplitter extends JsonScan {
  private readonly sink: JsonSink;
  private readonly maxPieceBytes: number;
  /** Where the piece at hand begins, and the line of it; -1 while there is none. */
  private start = -1;
  private startLine = 1;
  private listName = '';
  private expectsList = false;
  private expectsUnread = false;
  private shell: Piece | undefined;
  private shellEnd = 1;
  private listDepth = -1;
  private elements = 0;
  /** Whether the element at hand was a copy of another, and is taken already. */
  private taken = false;
  private readonly logs = new LogSkipper(this);
  /** Whether what follows is expected to be a value a line, which needs no scanning. */
  linewise = false;

  constructor(sink: JsonSink, maxPieceBytes = MAX_PIECE_BYTES) {
    super();
    this.sink = sink;
    this.maxPieceBytes = maxPieceBytes;
  }

  /** Whether the text has gone wrong in a way that no further byte mends. */
  get failed(): boolean {
    return this.stray.kind !== 'nothing';
  }

  push(chunk: Uint8Array): void {
    if (this.failed) return;
    this.append(chunk);
    this.scan();
    this.discard();
    if (this.length > this.maxPieceBytes && !this.failed)
      this.stray = { kind: 'too long', line: this.start < 0 ? this.line : this.startLine };
  }

  /** What is left when the text has ended. */
  end(): Unfinished {
    // A last line without its end.
    this.linewise = false;
    this.scan();
    if (this.failed) return this.stray;
    if (this.depth === 0 && this.start < 0) return { kind: 'nothing' };
    const from = this.start < 0 ? this.length : this.start;
    const rest = this.pieceOf(from, this.length, this.start < 0 ? this.line : this.startLine);
    const inList = this.listDepth >= 0;
    const piece = this.shell && !inList ? this.joined(this.shell, rest) : rest;
    return { kind: 'open', piece, inList, lastLine: this.line };
  }

  private discard(): void {
    const keep = this.start < 0 ? this.at : this.start;
    if (keep === 0) return;
    this.drop(keep);
    this.stringStart -= keep;
    this.cutFrom -= keep;
    if (this.start >= 0) this.start = 0;
    for (let i = 0; i < this.cuts.length; i += 1) this.cuts[i] = (this.cuts[i] as number) - keep;
  }

  private scan(): void {
    const { bytes, length } = this;
    while (this.at < length && !this.failed) {
      if (this.depth === 0) {
        if (this.linewise && !this.lines()) return;
        if (!this.between()) return;
        continue;
      }
      if (this.string !== 'none') {
        this.skipString();
        continue;
      }
      const floor = this.listDepth < 0 ? 1 : this.listDepth;
      if (this.depth > floor && this.lastKey === '' && !this.expectsUnread) {
        this.inside(floor);
        continue;
      }
      let at = this.at;
      if (this.start < 0) {
        // The first byte of an element.
        while (at < length && isSpace(bytes[at])) {
          if (bytes[at] === NEWLINE) this.line += 1;
          at += 1;
        }
        this.at = at;
        if (at === length) return;
        if (bytes[at] !== CLOSE_LIST && bytes[at] !== COMMA) {
          if (bytes[at] === OPEN && this.isCopy(at)) continue;
          this.begin(at);
        }
      }
      while (at < length && TELLS[bytes[at] as number] === 0) at += 1;
      this.at = at;
      if (at < length) this.token(bytes[at] as number);
    }
  }

  private begin(at: number): void {
    this.start = at;
    this.startLine = this.line;
    this.cuts = [];
  }

  private token(c: number): void {
    const at = this.at;
    this.at = at + 1;
    switch (c) {
      case NEWLINE:
        this.line += 1;
        return;
      case QUOTE:
        this.string = 'in';
        this.stringStart = at + 1;
        return;
      case COLON:
        this.expectsList = LISTS.includes(this.lastKey) && this.depth === 1 && this.listDepth < 0;
        this.listName = this.lastKey;
        this.expectsUnread = this.lastKey === UNREAD && this.cutDepth < 0;
        return;
      case COMMA:
        this.expectsList = this.expectsUnread = false;
        this.lastKey = '';
        if (this.depth === this.listDepth) this.endElement(at);
        return;
      case OPEN:
      case OPEN_LIST:
        this.open(c, at);
        return;
      default:
        this.close(at);
    }
  }

  private open(c: number, at: number): void {
    if (this.expectsUnread && c === OPEN_LIST) {
      this.cutDepth = this.depth;
      this.cutFrom = at + 1;
    }
    const list = c === OPEN_LIST && !this.shell && (this.expectsList || this.depth === 0);
    this.expectsList = this.expectsUnread = false;
    this.lastKey = '';
    this.depth += 1;
    if (this.depth > MAX_DEPTH && !this.failed) this.stray = { kind: 'too deep', line: this.line };
    if (!list) return;
    this.listDepth = this.depth;
    this.elements = 0;
    this.shell = this.pieceOf(this.start, at + 1, this.startLine).keep();
    this.shellEnd = this.line;
    this.start = -1;
    this.sink.beginList(this.depth === 1 ? '' : this.listName, this.shell.original());
  }

  private close(at: number): void {
    this.expectsList = this.expectsUnread = false;
    this.lastKey = '';
    if (this.depth === this.listDepth) {
      // An empty list has no element; a comma before the bracket has a missing one.
      if (this.start >= 0 || this.elements > 0) this.endElement(at);
      this.listDepth = -1;
      this.begin(at);
    }
    this.depth -= 1;
    if (this.depth === this.cutDepth) {
      this.cuts.push(this.cutFrom, at);
      this.cutDepth = -1;
    }
    if (this.depth === 0) this.endRoot(at + 1);
  }

  /** Goes past an element that is a copy of another and ends here; one that goes on is none. */
  private isCopy(at: number): boolean {
    if (this.taken) return false;
    const { bytes, length } = this;
    const found = this.sink.findCopy(bytes, at, length);
    if (!found || found.end >= length) return false;
    const next = bytes[found.end];
    if (!isSpace(next) && next !== COMMA && next !== CLOSE_LIST) return false;
    let end = found.end;
    while (end < length && isSpace(bytes[end])) end += 1;
    if (bytes[end] !== COMMA && bytes[end] !== CLOSE_LIST) return false;
    this.sink.copy();
    this.taken = true;
    this.line += found.lines;
    this.at = found.end;
    return true;
  }

  private endElement(at: number): void {
    this.elements += 1;
    if (this.taken) {
      this.taken = false;
      return;
    }
    const from = this.start < 0 ? at : this.start;
    this.sink.element(this.pieceOf(from, at, this.start < 0 ? this.line : this.startLine));
    this.start = -1;
  }

  private endRoot(end: number): void {
    const piece = this.pieceOf(this.start, end, this.startLine);
    const { shell } = this;
    this.shell = undefined;
    this.start = -1;
    this.sink.root(shell ? this.joined(shell, piece) : piece, shell !== undefined);
  }

  /** Hands out lines as long as each is a value; false when the next one has not come in whole yet. */
  private lines(): boolean {
    const { bytes } = this;
    while (this.at < this.length) {
      const end = bytes.indexOf(NEWLINE, this.at);
      if (end < 0 || end >= this.length) return false;
      const isEmpty = end === this.at;
      if (!isEmpty && this.sink.findCopy(bytes, this.at, end)?.end === end) {
        this.sink.copy();
        this.at = end + 1;
        this.line += 1;
        continue;
      }
      const isLine = bytes[this.at] === OPEN && this.sink.line(this.pieceOf(this.at, end, this.line)); // prettier-ignore
      if (!isEmpty && !isLine) {
        this.linewise = false;
        return true;
      }
      this.at = end + 1;
      this.line += 1;
    }
    return false;
  }

  /** Goes on to the next top-level value; false when none has come in yet. */
  private between(): boolean {
    const found = this.logs.skip();
    if (found === 'value') {
      this.begin(this.at);
      this.at += 1;
      this.open(this.bytes[this.at - 1] as number, this.at - 1);
    } else if (found !== 'more') this.stray = found;
    return found === 'value';
  }

  /** A list's shell without its elements; in the original, lines stand where they stood. */
  private joined(before: Piece, after: Piece): JsonPiece {
    const gap = after.line - this.shellEnd;
    return {
      line: before.line,
      text: () => before.original() + after.text(),
      original: () => before.original() + '\n'.repeat(gap) + after.original(),
    };
  }

  private pieceOf(from: number, to: number, line: number): Piece {
    return new Piece(this.bytes, { from, to, line, cuts: this.cuts });
  }
}
