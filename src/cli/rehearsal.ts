import type { RunResult } from '../execute/index.ts';
import type { Plan, RunEvent, Snapshot } from '../model/index.ts';
import type { Io } from './io.ts';
import { runSession } from './session.ts';

export interface Rehearsal {
  readonly result: RunResult;
}

/**
 * Runs a plan on a twin of its snapshot: the same runner, steps, adapters and serializers, another
 * wire and another clock. The same plan, snapshot and seed give the same events.
 */
export async function rehearse(o: {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly seed: number;
  readonly io: Io;
  readonly onEvent: (event: RunEvent) => void;
}): Promise<Rehearsal> {
  const [{ createTwin, scenarioOf, VirtualClock }, { connectTwin }, { memoryJournal }] =
    await Promise.all([
      import('../twin/index.ts'),
      import('../adapters/in-process.ts'),
      import('./memory-run.ts'),
    ]);
  const clock = new VirtualClock();
  const twin = await createTwin({ scenario: scenarioOf(o.snapshot), clock, seed: o.seed });
  try {
    const result = await runSession({
      world: connectTwin(twin),
      plan: o.plan,
      journal: memoryJournal(o.plan, clock.now(), 'rehearsal'),
      accountId: o.snapshot.cluster.accountId ?? '',
      onEvent: o.onEvent,
      io: o.io,
      probe: (workloads) => twin.watchTraffic(workloads),
      direction: { way: 'forward' },
    });
    return { result };
  } finally {
    twin.stop();
  }
}
