import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorker, ENGINE } from './bundle.ts';
import { openForking } from './fork.ts';
import type { Chosen, Result } from './result.ts';

/** What a worker says of each case, in one order. */
async function results(program: string, chosen: Chosen): Promise<readonly Result[]> {
  const child = spawn(process.execPath, [...ENGINE, program, JSON.stringify(chosen)], { stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const code = await new Promise((ended) => child.on('close', ended));
  expect(code).toBe(0);
  return out
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Result)
    .filter((r) => 'call' in r)
    .sort((a, b) => `${a.call} ${a.fault} ${a.moment}`.localeCompare(`${b.call} ${b.fault} ${b.moment}`)); // prettier-ignore
}

describe.skipIf((await openForking()) === undefined)('cases that share a run', { timeout: 240_000 }, () => {
  let program: string;
  beforeAll(async () => {
    program = await bundleWorker();
  });

  it('end as those that run from their beginning, to the last request that was asked', async () => {
    const chosen = { seed: 71, sample: 3 };
    const whole = await results(program, { ...chosen, whole: true });
    const shared = await results(program, { ...chosen, warmUps: 0 });
    expect(whole).toHaveLength(3);
    // How many requests were asked is how long it all took, to a tenth of a second.
    expect(shared).toEqual(whole);
  });
}); // prettier-ignore
