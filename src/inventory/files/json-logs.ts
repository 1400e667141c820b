import { isSpace, type ByteWindow } from './byte-window.ts';
import type { Unfinished } from './json-piece.ts';

const NEWLINE = 10, EQUALS = 61, OPEN_LIST = 91, OPEN = 123; // prettier-ignore

/** Passes what stands between top-level values: space, and the logs that `kubectl cluster-info dump` prints. */
export class LogSkipper {
  private readonly window: ByteWindow;
  private inLog = false;
  constructor(window: ByteWindow) {
    this.window = window;
  }

  /** Whether a value begins, or more has to come in; or what stands there that is neither. */
  skip(): 'value' | 'more' | Unfinished {
    const { window } = this;
    const { bytes, length } = window;
    for (;;) {
      while (!this.inLog && window.at < length && isSpace(bytes[window.at])) {
        if (bytes[window.at] === NEWLINE) window.line += 1;
        window.at += 1;
      }
      if (window.at >= length) return 'more';
      const c = bytes[window.at] as number;
      if (!this.inLog && (c === OPEN || c === OPEN_LIST)) return 'value';
      if (!this.inLog && c !== EQUALS)
        return this.stray(bytes.toString('utf8', window.at, Math.min(length, window.at + 4)));
      const end = bytes.indexOf(NEWLINE, window.at);
      if (end < 0 || end >= length) return 'more';
      const text = bytes.toString('latin1', window.at, Math.min(end, window.at + 40));
      if (text.startsWith('==== START logs for ')) this.inLog = true;
      else if (text.startsWith('==== END logs for ')) this.inLog = false;
      else if (!this.inLog) return this.stray(text);
      window.at = end + 1;
      window.line += 1;
    }
  }

  private stray(text: string): Unfinished {
    this.window.at = this.window.length;
    return { kind: 'stray', line: this.window.line, character: text.slice(0, 1) };
  }
}
