// How fast `assess --from dump.json` is, against JSON.parse of the same bytes in the same run.
// Usage: npm run bench -- [pods …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cluster } from './cluster.ts';
import { writeDump, type Form } from './dump.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'fargatectl.js');
const ROUNDS = 3;
/** Whole files where they fit a string, else piece by piece: one object of the list after the other. */
const PARSE = join(import.meta.dirname, 'parse.mjs');

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

/** The best of some rounds: what else the machine does only ever adds. */
function measure(args: readonly string[]): Measured {
  const all = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    const ended = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    const seconds = (performance.now() - began) / 1000;
    const kilobytes = Number(ended.stderr.trim().split('\n').at(-1));
    return { seconds, megabytes: Math.round(kilobytes / 1024) };
  });
  return all.reduce((best, m) => (m.seconds < best.seconds ? m : best));
}

const sizes = process.argv.slice(2).map(Number);
const dir = mkdtempSync(join(tmpdir(), 'fargatectl-bench-'));
const cases: readonly (readonly [pods: number, form: Form, managedFields: boolean])[] = (
  sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]
).flatMap((n) => [
  [n, 'compact', true] as const,
  ...(n <= 10_000 ? [[n, 'indented', false] as const] : []),
]);
console.log('| pods | form | MB | JSON.parse s | MB RSS | assess s | MB RSS | ratio |');
console.log('|--:|---|--:|--:|--:|--:|--:|--:|');
try {
  for (const [pods, form, managedFields] of cases) {
    const path = join(dir, 'dump.json');
    writeDump(path, cluster({ pods, seed: 7, managedFields }), form);
    const parse = measure([PARSE, path]);
    const assess = measure([CLI, 'assess', '--from', path, '-o', 'json']);
    const mb = Math.round(statSync(path).size / 1e6);
    console.log(`| ${pods} | ${form} | ${mb} | ${parse.seconds.toFixed(2)} | ${parse.megabytes} | ${assess.seconds.toFixed(2)} | ${assess.megabytes} | ${(assess.seconds / parse.seconds).toFixed(2)} |`); // prettier-ignore
    rmSync(path);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
