import type { Io } from '../io.ts';
import { clean } from '../errors.ts';

export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** One line on a terminal that says what is going on; nothing where nobody looks. */
export function progress(io: Io): Progress {
  if (!io.errIsTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => io.err(`\r\u001b[2K${clean(text).slice(0, Math.max(20, io.columns - 1))}`),
    clear: () => io.err('\r\u001b[2K'),
  };
}
