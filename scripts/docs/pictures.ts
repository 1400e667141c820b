import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closedUp, ESCAPES, terminalPicture } from './terminal-picture.ts';

const exec = promisify(execFile);

interface Shown {
  readonly chapter: number;
  /** Blank lines part blocks; from the end with a minus. */
  readonly blocks: readonly number[];
  /** Of a table, the rows that are shown; `…` stands for the others. */
  readonly rows?: RegExp;
}

const SHOWN: readonly Shown[] = [
  // Verdicts: the application's, since the names of kube-system make the table too wide to read.
  { chapter: 2, blocks: [0], rows: /^app / },
  // The rehearsal's timeline, its end, seconds below budget.
  { chapter: 4, blocks: [0, 1, -1] },
  // The proof.
  { chapter: 6, blocks: [0] },
];

/** `demo.svg` and `demo.ko.svg`, from what the demo prints. */
export async function pictures(root: string): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    (['en', 'ko'] as const).map(async (lang) => {
      const output = await demoOutput(root, lang);
      const title = { en: 'What fargatectl demo prints', ko: 'fargatectl demo의 출력' }[lang];
      const command = lang === 'en' ? '$ npm run demo' : '$ npm run demo -- --lang ko';
      const svg = terminalPicture([command, ...SHOWN.flatMap((s) => excerpt(output, s))], title);
      return [lang === 'en' ? 'demo.svg' : `demo.${lang}.svg`, svg] as const;
    }),
  );
}

async function demoOutput(root: string, lang: string): Promise<string> {
  const { stdout } = await exec(
    process.execPath,
    [join(root, 'dist', 'fargatectl.js'), 'demo', '--lang', lang],
    {
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', FORCE_COLOR: '1' },
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stdout;
}

/** A chapter's heading and the wanted blocks, lines with their escapes, a blank line before each. */
function excerpt(output: string, { chapter, blocks, rows }: Shown): readonly string[] {
  const heading = (n: number): RegExp => new RegExp(`\\n\\n(\\u001b\\[1m${n}\\. .*)\\n\\n`);
  const begin = heading(chapter).exec(output);
  if (begin === null) throw new Error(`the demo has no chapter ${chapter}`);
  const rest = output.slice(begin.index + begin[0].length);
  const end = heading(chapter + 1).exec(`${rest}\n\n`)?.index;
  const all = rest.slice(0, end).replace(/\n+$/, '').split(/\n\n+/);
  const shown = blocks.flatMap((i) => {
    const block = all.at(i);
    if (block === undefined) throw new Error(`chapter ${chapter} of the demo has no block ${i}`);
    const lines = block.split('\n');
    return ['', ...(rows === undefined ? lines : someRows(lines, rows))];
  });
  return ['', begin[1] ?? '', ...shown];
}

/** The head and the wanted rows, closed up where all of them are blank. */
function someRows([head = '', ...body]: readonly string[], wanted: RegExp): readonly string[] {
  const kept = body.filter((line) => wanted.test(line.replaceAll(ESCAPES, '')));
  if (kept.length === 0) throw new Error(`no row of the demo matches ${wanted.source}`);
  return [...closedUp([head, ...kept]), ...(kept.length < body.length ? ['…'] : [])];
}
