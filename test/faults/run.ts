// `npm run test:faults`: the whole matrix, every write of the run × every fault × every moment, in as
// many processes as there are cores; prints the table and its counts. `-- --sample N` runs a spread
// sample (another one with `--seed N`), `-- --only TEXT` the cases whose name holds the text.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { matrixOf, spread } from './matrix.ts';
import { runCase, type How } from './one-case.ts';
import type { Case } from './strike.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    shard: { type: 'string' },
    report: { type: 'string' },
  },
});

interface Result {
  readonly step: string;
  readonly call: string;
  readonly fault: string;
  readonly moment: string;
  readonly ending: How | 'broken promise';
  readonly asked: number;
  readonly failed: number;
  /** Why the promise is broken, or why the run stopped. */
  readonly why?: string;
}

/** The tutorial's cluster, to its last node: all node groups and the add-ons go too. */
const PLAN = { retire: ['app/host-tuner'] };
const nameOf = (c: Case): string =>
  `${c.ordinal} ${c.step} · ${c.call}${c.nth === 0 ? '' : ` #${c.nth + 1}`} · ${c.fault.id} ${c.fault.moment}, ${c.then}`;

if (values.shard === undefined) await all();
else await shard(values.shard);

async function shard(which: string): Promise<void> {
  const [index = 0, of = 1] = which.split('/').map(Number);
  const { cases, reference } = await matrixOf(PLAN);
  const wanted = cases.filter((c) => values.only === undefined || nameOf(c).includes(values.only));
  const seed = Number(values.seed ?? '0');
  // Spread even when it is all of them: what an interrupted run has shown is a sample.
  const chosen = spread(wanted, Number(values.sample ?? wanted.length), seed);
  process.stdout.write(`${JSON.stringify({ cases: wanted.length })}\n`);
  for (const [i, c] of chosen.entries()) {
    if (i % of !== index) continue;
    const base = {
      step: c.step,
      call: c.call,
      fault: c.fault.id,
      moment: c.fault.moment,
      asked: 0,
      failed: 0,
    };
    let result: Result;
    try {
      const { how, reason, ...counts } = await runCase(c, reference);
      const why = `${nameOf(c)}: ${reason ?? ''}`;
      result = { ...base, ...counts, ending: how, ...(reason === undefined ? {} : { why }) };
      // A case that strikes nothing shows nothing.
      if (how === 'never made') result = { ...base, ending: 'broken promise', why: `${why}the call was never made` }; // prettier-ignore
    } catch (error) {
      result = { ...base, ending: 'broken promise', why: `${nameOf(c)}: ${(error as Error).message}` }; // prettier-ignore
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

async function all(): Promise<void> {
  const began = Date.now();
  const shards = availableParallelism();
  const lists = await Promise.all(Array.from({ length: shards }, (_, i) => runShard(i, shards)));
  const results = lists.flatMap((l) => l.results);
  print(results);
  const broken = results.filter((r) => r.ending === 'broken promise');
  for (const r of results.filter((x) => x.ending === 'stopped with a reason'))
    console.log(`· ${r.why ?? ''}`);
  for (const r of broken) console.log(`✗ ${r.why ?? ''}`);
  const seconds = (Date.now() - began) / 1000;
  const asked = results.reduce((sum, r) => sum + r.asked, 0);
  console.log(`\n${results.length} of ${lists[0]?.of ?? 0} cases in ${seconds.toFixed(0)} s`);
  console.log(
    `${asked.toLocaleString('en')} requests asked, ${results.reduce((sum, r) => sum + r.failed, 0)} failed`,
  );
  console.log(`${results.length - broken.length} passed, ${broken.length} failed`);
  if (values.report !== undefined) {
    mkdirSync(dirname(values.report), { recursive: true });
    writeFileSync(values.report, JSON.stringify({ numPassedTests: results.length - broken.length, numFailedTests: broken.length, numPendingTests: 0, numTodoTests: 0 })); // prettier-ignore
  }
  process.exitCode = broken.length === 0 && results.length > 0 ? 0 : 1;
}

interface Shard {
  /** The matrix' size. */
  readonly of: number;
  readonly results: readonly Result[];
}

function runShard(index: number, of: number): Promise<Shard> {
  const own = ['sample', 'seed', 'only'] as const;
  const args = own.flatMap((k) => (values[k] === undefined ? [] : [`--${k}`, values[k]]));
  const child = spawn(
    process.execPath,
    // Each fills its core as it is: helper threads of the engine only cost the other's time.
    [
      '--single-threaded',
      ...process.execArgv,
      process.argv[1] ?? '',
      '--shard',
      `${index}/${of}`,
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
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
        if (results.length % 50 === 0)
          process.stderr.write(`process ${index + 1} of ${of}: ${results.length} cases\n`);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve({ of: size, results }) : reject(new Error(`shard ${index} ended with ${code}`)))); // prettier-ignore
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
