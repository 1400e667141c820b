import { POD_CASES } from './pod-rules.test-data.ts';
import { WORLD_CASES } from './world-rules.test-data.ts';

/** How many fixtures a rule finds, and how many that only come close it leaves alone. */
export interface FixtureCount {
  readonly finds: number;
  readonly leaves: number;
}

/** By rule. Each case is run by the tests beside this file; none counts that is not. */
export function fixtureCounts(): ReadonlyMap<string, FixtureCount> {
  const counts = new Map<string, FixtureCount>();
  for (const [rule] of [...POD_CASES, ...WORLD_CASES]) {
    const { finds: f, leaves: l } = counts.get(rule) ?? { finds: 0, leaves: 0 };
    counts.set(rule, { finds: f + 1, leaves: l + 1 });
  }
  return counts;
}
