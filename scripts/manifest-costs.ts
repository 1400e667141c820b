// `npx tsx scripts/manifest-costs.ts DIR` prints the figures of docs/cost.md's table of manifests, from
// this build and the files in DIR: one line each for Fargate whole, new nodes, what breaks, steps, and
// what the answer is with two m5.large (a file that has nodes of its own: with those).
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../src/cli/program.ts';
import { quietIo } from '../test/e2e/stage.ts';

interface Advice {
  readonly verdict: string;
  readonly because: string;
  readonly options: readonly {
    readonly id: string;
    readonly usdPerMonth: number | null;
    readonly steps: number | null;
    readonly stepsAtLeast?: boolean;
    readonly breaks: readonly string[];
  }[];
}

async function advise(file: string, flags: readonly string[]): Promise<Advice | string> {
  const io = quietIo();
  const code = await runCli(['size', '--advise', '--from', file, '--region', 'ap-northeast-2', '-o', 'json', ...flags], io); // prettier-ignore
  return code === 0 ? (JSON.parse(io.printed.join('')) as Advice) : io.errors.join('');
}

const usd = (n: number | null | undefined): string =>
  n === null || n === undefined ? '?' : `$${n.toFixed(2)}`;

const dir = process.argv[2];
if (dir === undefined) {
  console.error('Name the folder of the manifests: npx tsx scripts/manifest-costs.ts DIR');
  process.exitCode = 2;
} else
  for (const name of readdirSync(dir).sort()) {
    if (!/\.(ya?ml|json|tar\.gz|tgz)$/.test(name)) continue;
    const file = join(dir, name);
    const bare = await advise(file, []);
    const two = await advise(file, ['--node-type', 'm5.large', '--nodes', '2']);
    const nodes = typeof two === 'string' ? await advise(file, ['--node-type', 'm5.large']) : two;
    console.log(`\n${name}`);
    if (typeof bare === 'string') console.log(`  ${bare}`);
    else {
      const whole = bare.options.find((o) => o.id === 'fargate-whole');
      const tidy = bare.options.find((o) => o.id === 'karpenter');
      console.log(`  alone: ${bare.verdict}: ${bare.because}`);
      console.log(`  Fargate whole ${usd(whole?.usdPerMonth)}, new nodes ${usd(tidy?.usdPerMonth)}, steps ${whole?.steps ?? '?'}${whole?.stepsAtLeast === true ? '+' : ''}`); // prettier-ignore
      console.log(`  breaks: ${whole?.breaks.join('; ') ?? ''}`);
      console.log(`  all: ${bare.options.map((o) => `${o.id} ${usd(o.usdPerMonth)}`).join(', ')}`);
    }
    console.log(typeof nodes === 'string' ? `  with nodes: ${nodes}` : `  with nodes: ${nodes.verdict}: ${nodes.because}`); // prettier-ignore
  }
