import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { matrixOf, spread } from './matrix.ts';
import { runCase, type Reference } from './one-case.ts';
import type { Case } from './strike.ts';

/** The whole matrix is `npm run test:faults`. */
const SAMPLE = 14;

describe('a run that is struck at one of its calls', () => {
  let reference: Reference;
  let sample: readonly Case[];
  let all: readonly Case[];
  beforeAll(async () => {
    const matrix = await matrixOf({ retire: ['app/host-tuner'] });
    reference = matrix.reference;
    all = matrix.cases;
    sample = spread(all, SAMPLE);
  });

  it('has a sample that meets most faults, all over the run', () => {
    expect(new Set(sample.map((c) => c.fault)).size).toBeGreaterThan(FAULTS.length / 2);
    expect(new Set(sample.map((c) => c.ordinal)).size).toBe(SAMPLE);
  });

  for (let i = 0; i < SAMPLE; i += 1)
    it(`ends as the undisturbed one or says why, and goes back whole: case ${i + 1} of the sample`, async () => {
      const c = sample[i] as Case;
      const ending = await runCase(c, reference);
      expect(ending.how).not.toBe('never made');
      if (c.fault.does.kind !== 'somebody') expect(ending.how).not.toBe('stopped with a reason');
      expect(ending.failed).toBe(0);
      expect(ending.asked).toBeGreaterThan(10_000);
    });

  it('a step that died after it had sent a second replica home does not call it again', async () => {
    const c = all.find(
      (x) =>
        x.call.startsWith('PATCH apps/v1 deployments app/reports: ') &&
        x.call.endsWith('remove /metadata/labels/fargatectl.io~1scaled-out') &&
        x.fault.id === 'SIGKILL' &&
        x.fault.moment === 'between',
    );
    // That no write takes effect twice is asserted of every case.
    expect(await runCase({ ...(c as Case), then: 'resumes' }, reference)).toMatchObject({
      how: 'finished after a resume',
      failed: 0,
    });
  });
});
