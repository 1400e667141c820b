import type { Lang } from './lang.ts';

/** The process as commands see it: the only way to print, read the environment or hear Ctrl-C. */
export interface Io {
  /** Data goes here. */
  out(text: string): void;
  /** Progress, warnings and errors go here. */
  err(text: string): void;
  readonly isTTY: boolean;
  readonly errIsTTY: boolean;
  readonly columns: number;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  stdin(): AsyncIterable<Uint8Array>;
  /** Asks a question on the terminal; undefined when nobody is there to answer. */
  ask(question: string): Promise<string | undefined>;
  /**
   * The first Ctrl-C or SIGTERM, a closed terminal or a reader that goes away call `first`, the next
   * Ctrl-C or SIGTERM calls `second`, the one after ends the process. The answer takes the handlers away.
   */
  onInterrupt(first: () => void, second: () => void): () => void;
  readonly lang: Lang;
}

/** The language of a locale such as `ko_KR.UTF-8`. */
export const langOf = (env: Readonly<Record<string, string | undefined>>): Lang =>
  /^ko/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'ko' : 'en';

/** What COLUMNS says, where no terminal does. */
const columnsOf = (written: string | undefined): number | undefined =>
  /^[1-9]\d{0,4}$/.test(written ?? '') ? Number(written) : undefined;

export function processIo(): Io {
  const { env } = process;
  const color =
    env['NO_COLOR'] === undefined &&
    env['TERM'] !== 'dumb' &&
    (process.stdout.isTTY === true || env['FORCE_COLOR'] !== undefined);
  const interrupts = new Interrupts();
  // A reader that goes away (`| head`) ends us quietly, unless a run is under way: that one is stopped in order.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code ?? '')) throw error;
    if (!interrupts.leave()) process.exit(0);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code ?? '')) throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTTY: process.stdout.isTTY === true,
    errIsTTY: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? columnsOf(env['COLUMNS']) ?? 120,
    color,
    env,
    cwd: process.cwd(),
    lang: langOf(env),
    stdin: () => process.stdin,
    async ask(question) {
      if (process.stdin.isTTY !== true) return undefined;
      const { createInterface } = await import('node:readline/promises');
      const readline = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await readline.question(question);
      } finally {
        readline.close();
      }
    },
    onInterrupt: (first, second) => interrupts.listen(first, second),
  };
}

/** What a write to a pipe without a reader, or to a terminal that was closed, fails with. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);
/** As a shell tells that a program was ended by Ctrl-C. */
const INTERRUPTED = 130;

/** Signals, counted. A closed terminal says so more than once, so it never counts as a second word. */
class Interrupts {
  private count = 0;
  private listened = false;
  private first: (() => void) | undefined;

  listen(first: () => void, second: () => void): () => void {
    this.first = first;
    this.listened = true;
    const told = (): void => {
      this.count += 1;
      if (this.count === 1) first();
      else if (this.count === 2) second();
      else process.exit(INTERRUPTED);
    };
    const left = (): void => void this.leave();
    process.on('SIGINT', told);
    process.on('SIGTERM', told);
    process.on('SIGHUP', left);
    return () => {
      this.first = undefined;
      process.off('SIGINT', told);
      process.off('SIGTERM', told);
      process.off('SIGHUP', left);
    };
  }

  /** Nobody is there any more. False when no run is under way or was: how that one ended must still be said. */
  leave(): boolean {
    if (this.count === 0 && this.first) {
      this.count = 1;
      this.first();
    }
    return this.listened;
  }
}
