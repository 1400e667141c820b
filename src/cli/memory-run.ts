import { Journal, MemoryJournal } from '../execute/index.ts';
import type { Plan } from '../model/index.ts';
import { planDigest } from './plan-digest.ts';

/** A run whose journal nobody needs afterwards: rehearsals and the demo. */
export const memoryJournal = (plan: Plan, now: number, run: string): Journal =>
  Journal.create(new MemoryJournal(), {
    type: 'run',
    format: 1,
    run,
    cluster: plan.snapshot.cluster,
    planDigest: planDigest(plan),
    snapshotDigest: plan.snapshot.digest,
    tool: run,
    time: new Date(now).toISOString(),
  });
