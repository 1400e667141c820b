import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { terminalPicture } from './terminal-picture.ts';

const exec = promisify(execFile);

/** Chapters of the demo that the picture shows, and which of their blocks (blank lines part blocks). */
const SHOWN: readonly (readonly [chapter: number, blocks: readonly number[]])[] = [
  [2, [0]], // verdicts
  [4, [0, 1, -1]], // the rehearsal's timeline, its end, seconds below budget
  [6, [0]], // the proof
];

/** `demo.svg` and `demo.ko.svg`, from what the demo prints. */
export async function pictures(root: string): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    (['en', 'ko'] as const).map(async (lang) => {
      const output = await demoOutput(root, lang);
      const title = { en: 'What fargatectl demo prints', ko: 'fargatectl demo의 출력' }[lang];
      const command = lang === 'en' ? '$ npm run demo' : '$ npm run demo -- --lang ko';
      const svg = terminalPicture([command, ...SHOWN.flatMap((s) => chapter(output, ...s))], title);
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
function chapter(output: string, number: number, blocks: readonly number[]): readonly string[] {
  const heading = (n: number): RegExp => new RegExp(`\\n\\n(\\u001b\\[1m${n}\\. .*)\\n\\n`);
  const begin = heading(number).exec(output);
  if (begin === null) throw new Error(`the demo has no chapter ${number}`);
  const rest = output.slice(begin.index + begin[0].length);
  const end = heading(number + 1).exec(`${rest}\n\n`)?.index;
  const all = rest.slice(0, end).replace(/\n+$/, '').split(/\n\n+/);
  return ['', begin[1] ?? '', ...blocks.flatMap((i) => {
    const block = all.at(i);
    if (block === undefined) throw new Error(`chapter ${number} of the demo has no block ${i}`);
    return ['', ...block.split('\n')];
  })];
} // prettier-ignore
