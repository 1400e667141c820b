// `npm run test:rollback -- --cases N`: N random cases of the law of the way back, in as many
// processes as there are cores. `--seed S` begins elsewhere (case i has the seed S + i); one case
// again: `--seed S --cases 1`; `--shrink` makes a failing one small.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { randomCase, runCase, type Case, type Ending } from './one-case.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    shards: { type: 'string', default: String(availableParallelism()) },
    shard: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
});
const cases = Number(values.cases);
const seed = Number(values.seed);

export interface Result {
  readonly seed: number;
  readonly ending: Ending | 'nothing to move' | 'broken';
  readonly why?: string;
  readonly case?: Case;
}

const caseOf = (of: number): Case => fc.sample(randomCase, { seed: of, numRuns: 1 })[0] as Case;

async function one(of: number): Promise<Result> {
  const c = caseOf(of);
  try {
    return { seed: of, ending: await runCase(c) };
  } catch (error) {
    return { seed: of, ending: 'broken', why: String((error as Error)?.stack ?? error), case: c };
  }
}

if (values.shrink) await shrink();
else if (values.shard !== undefined) await shard(values.shard);
else await all();

async function shrink(): Promise<void> {
  const found = await fc.check(
    fc.asyncProperty(randomCase, async (c) => void (await runCase(c))),
    { seed, numRuns: 1 },
  );
  console.log(found.failed ? `seed ${seed}, ${found.numShrinks} times smaller:\n${JSON.stringify(found.counterexample?.[0], null, 1)}\n${String(found.errorInstance)}` : `seed ${seed} holds`); // prettier-ignore
  process.exitCode = found.failed ? 1 : 0;
}

async function shard(which: string): Promise<void> {
  const [index = 0, of = 1] = which.split('/').map(Number);
  for (let i = index; i < cases; i += of)
    process.stdout.write(`${JSON.stringify(await one(seed + i))}\n`);
}

async function all(): Promise<void> {
  const began = Date.now();
  const shards = Number(values.shards);
  const results = (await Promise.all(Array.from({ length: shards }, (_, i) => runShard(i, shards)))).flat(); // prettier-ignore
  const broken = results.filter((r) => r.ending === 'broken');
  const ran = results.flatMap((r) => (typeof r.ending === 'string' ? [] : [r.ending]));
  const counts = (words: readonly string[]): string =>
    [...new Set(words)].sort().map((w) => `${w} ${words.filter((x) => x === w).length}`).join(', '); // prettier-ignore
  console.log(`\n${results.length} cases, seeds ${seed} to ${seed + cases - 1}, in ${((Date.now() - began) / 1000).toFixed(0)} s`); // prettier-ignore
  console.log(`went back: ${ran.length}; nothing to move: ${results.filter((r) => r.ending === 'nothing to move').length}; broken: ${broken.length}`); // prettier-ignore
  console.log(`forward runs: ${counts(ran.map((r) => r.forward))}`);
  console.log(`effects before the stop: ${ran.reduce((n, r) => n + r.effects, 0)}`);
  console.log(`foreign edits: ${counts(ran.flatMap((r) => r.edits))}`);
  console.log(`fields of ours that others had changed, kept and reported: ${ran.reduce((n, r) => n + r.kept, 0)}`); // prettier-ignore
  process.exitCode = broken.length === 0 && ran.length > 0 ? 0 : 1;
}

function runShard(index: number, of: number): Promise<readonly Result[]> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, process.argv[1] ?? '', '--shard', `${index}/${of}`, '--cases', values.cases, '--seed', values.seed], // prettier-ignore
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    const results: Result[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const result = JSON.parse(line) as Result;
        results.push(result);
        if (result.ending === 'broken')
          console.log(`✗ seed ${result.seed}: ${result.why ?? ''}\n  ${JSON.stringify(result.case)}`); // prettier-ignore
      }
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(results) : reject(new Error(`shard ${index} ended with ${code}`)))); // prettier-ignore
  });
}
