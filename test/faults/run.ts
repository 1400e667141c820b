// `npm run test:faults`: the whole matrix, every write of the run × every fault × every moment; prints
// the table and its counts. `-- --sample N` runs a spread sample (another one with `--seed N`),
// `-- --only TEXT` the cases whose name holds the text, `-- --part 1/2` one half, spread alike,
// `-- --whole` each from its beginning.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker, ENGINE } from './bundle.ts';
import type { Chosen, Result } from './result.ts';

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    part: { type: 'string' },
    whole: { type: 'boolean' },
    report: { type: 'string' },
  },
});

const began = Date.now();
const { of, results } = await runWorker({
  seed: Number(values.seed ?? '0'),
  ...(values.sample === undefined ? {} : { sample: Number(values.sample) }),
  ...(values.only === undefined ? {} : { only: values.only }),
  ...(values.part === undefined ? {} : { part: partOf(values.part) }),
  ...(values.whole === true ? { whole: true } : {}),
});
print(results);
const broken = results.filter((r) => r.ending === 'broken promise');
for (const r of results.filter((x) => x.ending === 'stopped with a reason'))
  console.log(`· ${r.why ?? ''}`);
for (const r of broken) console.log(`✗ ${r.why ?? ''}`);
const seconds = (Date.now() - began) / 1000;
const sum = (count: 'asked' | 'failed'): string =>
  results.reduce((all, r) => all + r[count], 0).toLocaleString('en');
console.log(`\n${results.length} of ${of} cases in ${seconds.toFixed(0)} s`);
console.log(`${sum('asked')} requests asked, ${sum('failed')} failed`);
console.log(`${results.length - broken.length} passed, ${broken.length} failed`);
if (values.report !== undefined) {
  mkdirSync(dirname(values.report), { recursive: true });
  writeFileSync(values.report, JSON.stringify({ numPassedTests: results.length - broken.length, numFailedTests: broken.length, numPendingTests: 0, numTodoTests: 0 })); // prettier-ignore
}
process.exitCode = broken.length === 0 && results.length > 0 ? 0 : 1;

/** `2/3` */
function partOf(text: string): { readonly which: number; readonly of: number } {
  const [which = 0, of = 0] = text.split('/').map(Number);
  if (Number.isInteger(which) && Number.isInteger(of) && which >= 1 && which <= of)
    return { which, of };
  throw new TypeError(`--part is "${text}", wanted 1/2 or the like`);
}

async function runWorker(
  chosen: Chosen,
): Promise<{ readonly of: number; readonly results: readonly Result[] }> {
  const program = await bundleWorker();
  const child = spawn(process.execPath, [...ENGINE, program, JSON.stringify(chosen)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    const results: Result[] = [];
    let size = 0;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const said = JSON.parse(line) as Result | { readonly cases: number };
        if ('cases' in said) {
          size = said.cases;
          continue;
        }
        results.push(said);
        if (said.ending === 'broken promise') process.stderr.write(`✗ ${said.why ?? ''}\n`);
        if (results.length % 100 === 0) process.stderr.write(`${results.length} cases\n`);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve({ of: size, results }) : reject(new Error(`the cases' process ended with ${code}`)))); // prettier-ignore
  });
}

/** Faults × endings, counted. */
function print(results: readonly Result[]): void {
  const endings = ['finished at once', 'finished after a resume', 'went back at once', 'stopped with a reason', 'broken promise'] as const; // prettier-ignore
  const faults = [...new Set(results.map((r) => `${r.fault} ${r.moment}`))];
  const row = (name: string, of: readonly Result[]): readonly string[] => [
    name,
    ...endings.map((e) => String(of.filter((r) => r.ending === e).length)),
    String(of.reduce((sum, r) => sum + r.failed, 0)),
  ];
  const rows = [
    ['fault and moment', ...endings, 'failed requests'],
    ...faults.map((f) => row(f, results.filter((r) => `${r.fault} ${r.moment}` === f))), // prettier-ignore
    row('all', results),
  ];
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((r) => (r[c] ?? '').length)));
  console.log(
    `${new Set(results.map((r) => r.call)).size} writes of ${new Set(results.map((r) => r.step)).size} steps\n`,
  );
  for (const r of rows)
    console.log(r.map((v, c) => (c === 0 ? v.padEnd(widths[c] ?? 0) : v.padStart(widths[c] ?? 0))).join('  ')); // prettier-ignore
}
