// How long a migration takes on the twin, against the longest chain of its own steps and against the
// same steps one by one; and that Fargate is never asked for more pods in a second than it launches.
// `npm run bench:duration [-- WORKLOADS …]`; 0 is the tutorial's cluster as it is.
import { analyze, planOf } from '../../src/cli/analysis.ts';
import { memoryJournal } from '../../src/cli/memory-run.ts';
import { runSession } from '../../src/cli/session.ts';
import { connectTwin } from '../../src/adapters/in-process.ts';
import { collectSnapshot } from '../../src/inventory/index.ts';
import { finishTimes } from '../../src/plan/index.ts';
import type { Plan, RunEvent } from '../../src/model/index.ts';
import { createTwin, VirtualClock } from '../../src/twin/index.ts';
import { quietIo } from '../../test/e2e/stage.ts';
import { withWorkloads } from './cluster.ts';

/** What an account with EKS pods only may launch in a second. */
const LAUNCHES_PER_SECOND = 20;
/** How much longer than its critical path a run may take. */
const MOST = 1.05;

const sizes = process.argv.slice(2).map(Number);
const rows: (readonly string[])[] = [
  ['workloads', 'steps', 'run', 'critical path', 'run ÷ path', 'one by one', '÷ run', 'most launches in 1 s', 'requests lost'], // prettier-ignore
];
let broken = false;
for (const size of sizes.length > 0 ? sizes : [0, 50, 500]) {
  const seen = await measure(size);
  const path = Math.max(...finishTimes(seen.steps).values());
  const sum = seen.steps.reduce((total, s) => total + s.estimateSeconds, 0);
  broken ||= seen.run > path * MOST || seen.launches > LAUNCHES_PER_SECOND || seen.lost > 0;
  rows.push([
    String(size),
    String(seen.steps.length),
    `${seen.run} s`,
    `${Math.round(path)} s`,
    (seen.run / path).toFixed(3),
    `${Math.round(sum)} s`,
    (sum / seen.run).toFixed(1),
    String(seen.launches),
    String(seen.lost),
  ]);
}
const widths = rows[0]?.map((_, c) => Math.max(...rows.map((r) => (r[c] ?? '').length))) ?? [];
for (const row of rows) console.log(row.map((v, c) => v.padStart(widths[c] ?? 0)).join('  '));
process.exitCode = broken ? 1 : 0;

/** One run, with each step's own time in the place of its estimate. */
async function measure(size: number) {
  const clock = new VirtualClock();
  const scenario = await withWorkloads(size);
  const twin = await createTwin({ scenario, clock });
  try {
    const world = connectTwin(twin);
    const launched: number[] = [];
    twin.kube.watch('v1/Pod', (await twin.kube.list('v1/Pod')).resourceVersion, (e) => {
      const profile = e.object.metadata.labels?.['eks.amazonaws.com/fargate-profile'];
      if (e.type === 'ADDED' && profile !== undefined) launched.push(clock.now());
    });
    const snapshot = await collectSnapshot({ ...world, cluster: scenario.aws.cluster.name });
    const plan = await planOf(await analyze(snapshot, 'en'), {});
    const events: RunEvent[] = [];
    const result = await runSession({
      world,
      plan,
      journal: memoryJournal(plan, clock.now(), 'bench'),
      accountId: scenario.accountId,
      onEvent: (e) => events.push(e),
      io: quietIo(),
      probe: (workloads) => twin.watchTraffic(workloads),
      direction: { way: 'forward' },
    });
    if (result.error) throw result.error;
    return {
      steps: timed(plan, events),
      run: result.summary.durationSeconds,
      launches: most(launched, 1_000),
      lost: result.summary.requests.reduce((sum, r) => sum + r.failed, 0),
    };
  } finally {
    twin.stop();
  }
}

function timed(plan: Plan, events: readonly RunEvent[]) {
  const at = (step: string, ...kinds: readonly RunEvent['event'][]): number =>
    Date.parse(events.find((e) => e.step === step && kinds.includes(e.event))?.time ?? '');
  return plan.steps.map(({ id, after }) => ({
    id,
    after,
    estimateSeconds: (at(id, 'verified', 'skipped') - at(id, 'started')) / 1_000,
  }));
}

/** The most of these moments within any span of `ms`. */
function most(moments: readonly number[], ms: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let first = 0;
  return sorted.reduce((top, now, i) => {
    while (now - (sorted[first] ?? now) >= ms) first += 1;
    return Math.max(top, i - first + 1);
  }, 0);
}
