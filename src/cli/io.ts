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
  /** First Ctrl-C calls `first`, the second `second`; the answer takes the handlers away. */
  onInterrupt(first: () => void, second: () => void): () => void;
  readonly lang: Lang;
}

/** The language of a locale such as `ko_KR.UTF-8`. */
export const langOf = (env: Readonly<Record<string, string | undefined>>): Lang =>
  /^ko/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'ko' : 'en';

export function processIo(): Io {
  const { env } = process;
  const color =
    env['NO_COLOR'] === undefined &&
    env['TERM'] !== 'dumb' &&
    (process.stdout.isTTY === true || env['FORCE_COLOR'] !== undefined);
  // A reader that goes away (`| head`) ends us quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTTY: process.stdout.isTTY === true,
    errIsTTY: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? 120,
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
    onInterrupt(first, second) {
      let count = 0;
      const handler = (): void => {
        count += 1;
        if (count === 1) first();
        else second();
      };
      process.on('SIGINT', handler);
      process.on('SIGTERM', handler);
      return () => {
        process.off('SIGINT', handler);
        process.off('SIGTERM', handler);
      };
    },
  };
}
