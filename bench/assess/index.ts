// How fast `assess --from dump.json` is, against JSON.parse of the same bytes in the same run.
// Usage: npm run bench -- [pods …]; ROUNDS=3 for fewer than five rounds.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cluster } from './cluster.ts';
import { writeDump, type Form } from './dump.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'fargatectl.js');
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** Whole files where they fit a string, else piece by piece: one object of the list after the other. */
const PARSE = join(import.meta.dirname, 'parse.mjs');

interface Measured {
  /** Seconds of the processor, which other work on the machine disturbs less than the clock. */
  readonly processor: number;
  readonly clock: number;
  /** The most memory held at once. */
  readonly megabytes: number;
}

function run(args: readonly string[]): Measured {
  const ended = spawnSync('/usr/bin/time', ['-f', '%U %S %e %M', process.execPath, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  // Done, or done with findings: anything else was not the whole work.
  if (ended.status !== 0 && ended.status !== 3)
    throw new Error(`${args.join(' ')} ended with ${ended.status}: ${ended.stderr.slice(-2_000)}`);
  const [user = NaN, system = NaN, clock = NaN, kilobytes = NaN] = (
    ended.stderr.trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  return { processor: user + system, clock, megabytes: Math.round(kilobytes / 1024) };
}

/** The best of some rounds, in turns: what else the machine does only ever adds, and to both alike. */
function measure(...commands: readonly (readonly string[])[]): readonly Measured[] {
  const rounds = Array.from({ length: ROUNDS }, () => commands.map(run));
  return commands.map((_, i) => ({
    processor: Math.min(...rounds.map((r) => r[i]?.processor ?? NaN)),
    clock: Math.min(...rounds.map((r) => r[i]?.clock ?? NaN)),
    megabytes: Math.min(...rounds.map((r) => r[i]?.megabytes ?? NaN)),
  }));
}

const sizes = process.argv.slice(2).map(Number);
const dir = mkdtempSync(join(tmpdir(), 'fargatectl-bench-'));
const cases: readonly (readonly [pods: number, form: Form, managedFields: boolean])[] = (
  sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]
).flatMap((n) => [
  [n, 'compact', true] as const,
  ...(n <= 10_000 ? [[n, 'indented', false] as const] : []),
]);
console.log('Seconds by the clock / of the processor.\n');
console.log('| pods | form | MB | JSON.parse s | MB RSS | assess s | MB RSS | ratio |');
console.log('|--:|---|--:|--:|--:|--:|--:|--:|');
try {
  for (const [pods, form, managedFields] of cases) {
    const path = join(dir, 'dump.json');
    writeDump(path, cluster({ pods, seed: 7, managedFields }), form);
    const [parse, assess] = measure([PARSE, path], [CLI, 'assess', '--from', path, '-o', 'json']);
    if (!parse || !assess) continue;
    const mb = Math.round(statSync(path).size / 1e6);
    const both = (m: Measured): string => `${m.clock.toFixed(2)} / ${m.processor.toFixed(2)}`;
    const ratio = (of: 'clock' | 'processor'): string => (assess[of] / parse[of]).toFixed(2);
    console.log(`| ${pods} | ${form} | ${mb} | ${both(parse)} | ${parse.megabytes} | ${both(assess)} | ${assess.megabytes} | ${ratio('clock')} / ${ratio('processor')} |`); // prettier-ignore
    rmSync(path);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
