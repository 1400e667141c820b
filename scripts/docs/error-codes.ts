import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Literals in the shape of a code, in files that make errors, that are no code of ours. */
const NOT_CODES = new Set([
  'API_AND_CONFIG_MAP',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'CREATE_FAILED',
  'DELETE_FAILED',
  'DUPLICATE_KEY',
  'ON_DEMAND',
  'UPDATE_FAILED',
]);

export interface CodeSite {
  readonly code: string;
  /** Exit codes of the places that make it. */
  readonly exits: readonly number[];
}

const EXITS: Readonly<Record<string, number>> = {
  done: 0,
  failed: 1,
  usage: 2,
  findings: 3,
  incomplete: 4,
  stopped: 5,
  stale: 6,
  interrupted: 130,
};

/** Every code that the source gives to an error, with the exit codes that go with it. */
export function codesIn(source: string): readonly CodeSite[] {
  const found = new Map<string, Set<number>>();
  for (const file of sourceFiles(source)) {
    const text = readFileSync(file, 'utf8');
    if (!/\b(UserError|CloudError|inputError|unfit|BugError)\(/.test(text)) continue;
    for (const match of text.matchAll(/(?<![!=]== )'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)) {
      const code = match[1] ?? '';
      if (NOT_CODES.has(code)) continue;
      const exits = found.get(code) ?? new Set<number>();
      found.set(code, exits.add(exitAt(text, match.index)));
    }
  }
  return [...found]
    .map(([code, exits]) => ({ code, exits: [...exits].sort((a, b) => a - b) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The exit code written beside a code, or the default of the kind of error around it. */
function exitAt(text: string, at: number): number {
  const rest = text.slice(at, at + 1500).split(/\n\s*\}\)/)[0] ?? '';
  const written = /exitCode: (?:EXIT\.(\w+)|(\d+))/.exec(rest);
  if (written?.[1] !== undefined) return EXITS[written[1]] ?? 1;
  if (written?.[2] !== undefined) return Number(written[2]);
  const kinds = [...text.slice(0, at).matchAll(/\b(UserError|CloudError|inputError|unfit)\(/g)];
  return kinds.at(-1)?.[1] === 'CloudError' ? 1 : 2;
}

const sourceFiles = (dir: string): readonly string[] =>
  readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.ts$/.test(e.name) && !/\.(test|prop\.test|test-data)\.ts$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .sort(); // prettier-ignore
