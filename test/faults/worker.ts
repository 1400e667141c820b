// A process of `npm run test:faults`: runs cases and writes a line of JSON for each.
import { writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { openForking, type Forking } from './fork.ts';
import { matrixOf, spread, type Matrix } from './matrix.ts';
import { runCase, runTree, type Ending } from './one-case.ts';
import type { Case } from './strike.ts';
import type { Chosen, Result } from './result.ts';

/** The tutorial's cluster, to its last node: all node groups and the add-ons go too. */
const PLAN = { retire: ['app/host-tuner'] };
/** Runs before the one that is shared. */
const WARM_UPS = 4;
/** For so few cases it is not worth it. */
const FEW = 40;
/** Far more than a case takes on a busy machine; one that hangs is ended. */
const MOST_SECONDS = 90;

export const nameOf = (c: Case): string =>
  `${c.ordinal} ${c.step} · ${c.call}${c.nth === 0 ? '' : ` #${c.nth + 1}`} · ${c.fault.id} ${c.fault.moment}, ${c.then}`;

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const chosen = JSON.parse(process.argv[2] ?? '{}') as Chosen;
const forking = chosen.whole === true ? undefined : await openForking();
const casesOf = ({
  cases,
}: Matrix): { readonly wanted: number; readonly cases: readonly Case[] } => {
  const named = cases.filter((c) => chosen.only === undefined || nameOf(c).includes(chosen.only));
  const { which, of } = chosen.part ?? { which: 1, of: 1 };
  // Spread even when it is all of them: what an interrupted run has shown is a sample.
  const spreadOut = spread(named, chosen.sample ?? named.length, chosen.seed);
  return { wanted: named.length, cases: spreadOut.filter((_, i) => i % of === which - 1) };
};
let matrix = await matrixOf(PLAN);
// Children begin with the code that their parent's engine has made fast; what they make fast is lost.
const warmUps = chosen.warmUps ?? (casesOf(matrix).cases.length < FEW ? 0 : WARM_UPS);
for (let i = 0; forking && i < warmUps; i += 1) matrix = await matrixOf(PLAN);
const { wanted, cases } = casesOf(matrix);
say({ cases: wanted });
if (forking) await inChildren(forking, matrix, cases);
else await oneByOne(matrix, cases);

/** Each case from the beginning, where a process cannot go on twice. */
async function oneByOne({ reference }: Matrix, all: readonly Case[]): Promise<void> {
  for (const c of all) say(await resultOf(c, () => runCase(c, reference)));
}

/** One undisturbed run; at each call a child for each of its cases, as many at once as there are cores. */
async function inChildren(
  forks: Forking,
  { reference }: Matrix,
  all: readonly Case[],
): Promise<void> {
  const key = (name: string, nth: number): string => `${nth} ${name}`;
  const at = new Map<string, Case[]>();
  for (const c of all) at.set(key(c.call, c.nth), [...(at.get(key(c.call, c.nth)) ?? []), c]);
  const running = new Map<number, Case>();
  /** Children that ended without a word: that says nothing of their case. */
  const silent: Case[] = [];
  const ended = (): void => {
    const { pid, status } = forks.wait();
    const c = running.get(pid);
    running.delete(pid);
    if (c && status !== 0) silent.push(c);
  };
  let isChild: Case | undefined;
  const before = (name: string, nth: number): Case | undefined => {
    const its = at.get(key(name, nth)) ?? [];
    at.delete(key(name, nth));
    for (const c of its) {
      if (running.size >= availableParallelism()) ended();
      const pid = forks.fork(MOST_SECONDS);
      if (pid === 0) return (isChild = c);
      running.set(pid, c);
    }
    return undefined;
  };
  // In a child it comes back as the case that it has become.
  let ending: Ending | undefined;
  let failure: unknown;
  try {
    ending = await runTree(before, reference);
  } catch (error) {
    failure = error;
  }
  if (isChild !== undefined) {
    const c = isChild;
    say(await resultOf(c, () => (ending ? Promise.resolve(ending) : Promise.reject(failure))));
    forks.exit();
  }
  while (running.size > 0) ended();
  if (silent.length > 0) process.stderr.write(`${silent.length} cases again, from the beginning\n`);
  for (const c of silent) say(await resultOf(c, () => runCase(c, reference)));
  // It strikes nothing, and so has nothing to say but that it came to the end.
  if (failure !== undefined) throw failure;
  for (const c of [...at.values()].flat()) say(broken(c, 'the call was never made'));
}

function baseOf(c: Case) {
  return { step: c.step, call: c.call, fault: c.fault.id, moment: c.fault.moment, asked: 0, failed: 0 }; // prettier-ignore
}

function broken(c: Case, why: string): Result {
  return { ...baseOf(c), ending: 'broken promise', why: `${nameOf(c)}: ${why}` };
}

async function resultOf(c: Case, run: () => Promise<Ending>): Promise<Result> {
  try {
    const { how, reason, ...counts } = await run();
    const why = reason === undefined ? {} : { why: `${nameOf(c)}: ${reason}` };
    // A case that strikes nothing shows nothing.
    if (how === 'never made') return broken(c, 'the call was never made');
    return { ...baseOf(c), ...counts, ending: how, ...why };
  } catch (error) {
    return broken(c, (error as Error).message);
  }
}

/** At once: a child ends without waiting for its streams. */
function say(what: Result | { readonly cases: number }): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}
