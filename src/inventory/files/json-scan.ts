import { ByteWindow } from './byte-window.ts';
import type { Unfinished } from './json-piece.ts';

/** Lists at the top of an object whose elements are handed out one by one. */
export const LISTS = ['items', 'objects'];
export const UNREAD = 'managedFields';
/** Brackets within brackets; the deepest objects of Kubernetes, schemas in definitions, have some 40. */
export const MAX_DEPTH = 1_000;

export const QUOTE = 34, BACKSLASH = 92, COMMA = 44, COLON = 58, NEWLINE = 10; // prettier-ignore
export const OPEN_LIST = 91, CLOSE_LIST = 93, OPEN = 123, CLOSE = 125; // prettier-ignore
/** 1 where a byte outside strings means something; within an element, commas and colons do not. */
export const TELLS = new Uint8Array(256);
const TELLS_INSIDE = new Uint8Array(256);
for (const c of [QUOTE, NEWLINE, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE])
  TELLS[c] = TELLS_INSIDE[c] = 1;
TELLS[COMMA] = TELLS[COLON] = 1;

/**
 * The walk over the bytes of a JSON text, as far as it needs to know nothing of pieces: strings, how
 * deep brackets stand, and what within them is left out.
 */
export class JsonScan extends ByteWindow {
  protected depth = 0;
  protected string: 'none' | 'in' | 'escaped' = 'none';
  protected stringStart = 0;
  /** What stands between `start` and now that is left out of the piece: `[from, to)` pairs. */
  protected cuts: number[] = [];
  protected cutDepth = -1;
  protected cutFrom = 0;
  protected lastKey = '';
  protected stray: Unfinished = { kind: 'nothing' };

  /**
   * Goes on to where the value below the list, or below the top level, ends, or to a key that
   * matters. Nearly all bytes of a dump are passed here: one loop, and its state in variables.
   */
  protected inside(floor: number): void {
    const { bytes, length } = this;
    let { at, depth, line } = this;
    let c = 0;
    while (at < length) {
      while (at < length && TELLS_INSIDE[(c = bytes[at] as number)] === 0) at += 1;
      if (at === length) break;
      at += 1;
      if (c === QUOTE) {
        const from = at;
        for (;;) {
          while (at < length && (c = bytes[at] as number) !== QUOTE && c !== BACKSLASH) at += 1;
          if (at >= length || c === QUOTE) break;
          at += 2;
        }
        if (at >= length) {
          this.string = at > length ? 'escaped' : 'in';
          this.stringStart = from;
          at = length;
          break;
        }
        if (at - from === UNREAD.length && bytes.toString('latin1', from, at) === UNREAD) {
          this.lastKey = UNREAD;
          at += 1;
          break;
        }
        at += 1;
      } else if (c === NEWLINE) line += 1;
      else if (c === OPEN || c === OPEN_LIST) {
        depth += 1;
        if (depth > MAX_DEPTH) {
          this.stray = { kind: 'too deep', line };
          break;
        }
      } else {
        depth -= 1;
        if (depth === this.cutDepth) {
          this.cuts.push(this.cutFrom, at - 1);
          this.cutDepth = -1;
        }
        if (depth === floor) break;
      }
    }
    this.at = at;
    this.depth = depth;
    this.line = line;
  }

  protected skipString(): void {
    const { bytes, length } = this;
    let at = this.at;
    if (this.string === 'escaped') {
      at += 1;
      this.string = 'in';
    }
    for (;;) {
      while (at < length && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at += 1;
      if (at >= length) {
        this.at = length;
        return;
      }
      if (bytes[at] === QUOTE) break;
      if (at + 1 >= length) {
        this.string = 'escaped';
        this.at = length;
        return;
      }
      at += 2;
    }
    this.string = 'none';
    this.at = at + 1;
    this.lastKey = this.nameOf(at);
  }

  /** The names that this looks for; '' for all others. */
  private nameOf(end: number): string {
    const size = end - this.stringStart;
    if (size !== UNREAD.length && (this.depth !== 1 || size > 7 || size < 5)) return '';
    const name = this.bytes.toString('latin1', this.stringStart, end);
    return name === UNREAD || LISTS.includes(name) ? name : '';
  }
}
