import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { ObjectRef, RunEvent } from '../../src/model/index.ts';
import { MemoryJournal, openStage } from '../e2e/stage.ts';
import { BrokenLaw, randomCase, runCase, type Case } from './one-case.ts';

/** Many more: `npm run test:rollback -- --cases N`. */
const SEEDS = [100, 108, 128, 135, 151, 158];
const caseOf = (seed: number): Case => fc.sample(randomCase, { seed, numRuns: 1 })[0] as Case;

describe('after a way back the cluster differs from the first snapshot in what others did, and in nothing else', () => {
  for (const seed of SEEDS)
    it(`random case of seed ${seed}`, async () => {
      expect(await runCase(caseOf(seed))).toMatchObject({ forward: expect.any(String) });
    });

  it('would notice one label more', async () => {
    const broken = runCase(caseOf(100), undefined, (stage) =>
      stage.world.kube.patch(
        { apiVersion: 'v1', kind: 'Namespace', name: 'app' },
        { type: 'merge', body: { metadata: { labels: { left: 'behind' } } } },
      ),
    );
    await expect(broken).rejects.toThrow(BrokenLaw);
    await expect(broken).rejects.toThrow(/left behind or trampled: v1\/Namespace\/\/app/);
  });
});

describe('a field that somebody else changed after the run', () => {
  const reports: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'reports' }; // prettier-ignore
  const OPT_IN = 'fargatectl.io/compute';

  it('is kept and told, the rest of the same write goes back, and --force takes it back later', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const store = new MemoryJournal();
      expect((await stage.session({ plan, store })).error).toBeUndefined();
      await stage.world.kube.patch(reports, {
        type: 'merge',
        body: { spec: { replicas: 2, template: { metadata: { labels: { [OPT_IN]: 'theirs' } } } } },
      });
      const events: RunEvent[] = [];
      const back = await stage.session({
        plan,
        store,
        direction: { way: 'back' },
        onEvent: (e) => events.push(e),
      });
      expect(back.error).toBeUndefined();
      expect(back.summary).toMatchObject({ outcome: 'rolled-back', kept: 2 });
      const told = events.flatMap((e) => (e.event === 'kept' ? [e.message.en] : []));
      expect(told).toEqual([
        expect.stringContaining('app/reports: spec.replicas is 2, and the run had left 1'),
        expect.stringContaining('"theirs"'),
      ]);
      const left = compareSnapshots(stage.snapshot, await stage.look());
      expect(left.map((d) => [d.object, d.field, d.after])).toEqual([
        ['apps/v1/Deployment/app/reports', 'spec.replicas', 2],
        ['apps/v1/Deployment/app/reports', `spec.template.metadata.labels.${OPT_IN}`, 'theirs'],
      ]);
      const forced = await stage.session({ plan, store, direction: { way: 'back', force: true } });
      expect(forced.error).toBeUndefined();
      expect(forced.summary).toMatchObject({ outcome: 'rolled-back', kept: 0 });
      expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });
});
