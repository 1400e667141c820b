import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere } from '../../control-plane/here.ts';
import { casesOf } from './cases.ts';
import { emptyScenario, realCluster, twinCluster, type Cluster } from './clusters.ts';
import { judge, LAWS } from './laws/index.ts';
import { Run } from './perform.ts';
import { differences, stateOf } from './state.ts';
import type { Case } from './steps.ts';
import type { Recording } from './views.ts';

/** `npm run test:differential -- --cases 200 --seed 7 --only StatefulSet` looks elsewhere and longer. */
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const CASES = Number(process.env['DIFFERENTIAL_CASES'] ?? 56);
const ONLY = process.env['DIFFERENTIAL_ONLY'] || undefined;
const CASE = process.env['DIFFERENTIAL_CASE'];
/** A folder for what the real control plane told, while the twin is being mended. */
const KEEP = process.env['DIFFERENTIAL_KEEP'];
/** So many cases at once on the real control plane. */
const BESIDE = 24;

describe.skipIf(!isThere())('the twin’s controllers beside the real ones', () => {
  let twin: Cluster;
  let real: Cluster;
  beforeAll(async () => {
    const scenario = await emptyScenario();
    [twin, real] = await Promise.all([twinCluster(scenario), realCluster(scenario)]);
  });
  afterAll(async () => Promise.all([twin.stop(), real.stop()]));

  /** What the real one does is the same each time: kept, it need not be asked again. */
  const realStory = async (c: Case, index: number): Promise<Recording> => {
    const name = createHash('sha256').update(JSON.stringify(c)).digest('hex').slice(0, 24);
    const path = KEEP === undefined ? undefined : join(KEEP, `${name}.json`);
    if (path !== undefined && existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Recording; // prettier-ignore
    const told = await Run.record(real, `case-${index}`, c);
    if (path !== undefined) writeFileSync(path, JSON.stringify(told));
    return told;
  };

  it('come to the same after each step', async () => {
    const cases = casesOf(SEED, CASES, ONLY).map((c, index) => ({ c, index })).filter(({ index }) => CASE === undefined || index === Number(CASE)); // prettier-ignore
    const ours: Recording[] = [];
    for (const { c, index } of cases) ours[index] = await Run.record(twin, `case-${index}`, c);
    const theirs: Recording[] = [];
    const left = [...cases];
    await Promise.all(
      Array.from({ length: BESIDE }, async () => {
        for (let next = left.shift(); next; next = left.shift())
          theirs[next.index] = await realStory(next.c, next.index);
      }),
    );
    const reports = cases.flatMap(({ c, index }) =>
      compared(c, index, ours[index] as Recording, theirs[index] as Recording),
    );
    const broken = { real: lawless('real', cases, theirs), twin: lawless('twin', cases, ours) };
    expect([...broken.real.reports, ...broken.twin.reports, ...reports].join('\n\n')).toBe('');
    expect(twin.failures()).toEqual([]);
    // A law that no moment came under has not been held against anything.
    if (ONLY === undefined && CASE === undefined)
      for (const side of [broken.real, broken.twin])
        expect(LAWS.map((l) => l.name).filter((name) => !side.applied.has(name))).toEqual([]);
  });
});

/** Where a cluster did not keep to what controllers promise at every moment. */
function lawless(
  name: Cluster['name'],
  cases: readonly { readonly c: Case; readonly index: number }[],
  told: readonly Recording[],
) {
  const applied = new Map<string, number>();
  const reports = cases.flatMap(({ c, index }) =>
    judge(LAWS, c.steps, told[index] as Recording, applied).map((b) => `case ${index} (${c.family}, seed ${SEED}), ${name}: ${b}`),
  ); // prettier-ignore
  return { applied, reports };
}

/** The first step after which the two differ, with what led to it. */
function compared(c: Case, index: number, twin: Recording, real: Recording): readonly string[] {
  const head = `case ${index} (${c.family}, seed ${SEED})`;
  for (const i of twin.marks.keys()) {
    const found = differences(stateOf(twin, i), stateOf(real, i));
    if (found.length === 0) continue;
    const done = c.steps.slice(0, i + 1).map((s, n) => `    ${n}. ${JSON.stringify(s)}`);
    return [[head, ...done, ...found.slice(0, 25).map((f) => `  ${f}`)].join('\n')];
  }
  const [a, b] = [twin.answers.join('\n'), real.answers.join('\n')];
  return a === b ? [] : [`${head}: answers\n  twin: ${twin.answers.join(' | ')}\n  real: ${real.answers.join(' | ')}\n${c.steps.map((s) => JSON.stringify(s)).join('\n')}`]; // prettier-ignore
}
