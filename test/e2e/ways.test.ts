import { describe, expect, it } from 'vitest';
import { rehearse } from '../../src/cli/rehearsal.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { PHASES, type RunEvent } from '../../src/model/index.ts';
import { MemoryJournal, openStage, quietIo } from './stage.ts';

describe('rehearse', () => {
  it('tells the same story twice, to the byte, and another one by another seed', async () => {
    const stage = await openStage();
    const plan = await stage.plan();
    const story = async (seed: number): Promise<string> => {
      const events: RunEvent[] = [];
      const { result } = await rehearse({
        plan,
        snapshot: stage.snapshot,
        seed,
        io: quietIo(),
        onEvent: (e) => events.push(e),
      });
      expect(result.error).toBeUndefined();
      return events.map((e) => JSON.stringify(e)).join('\n');
    };
    try {
      const first = await story(1);
      expect(await story(1)).toBe(first);
      expect(await story(2)).not.toBe(first);
      // The cluster that was asked about has not been touched.
      expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });
});

describe('rollback from the end of a phase', () => {
  for (const phase of PHASES)
    it(`${phase}: nothing differs from the first snapshot`, async () => {
      const stage = await openStage();
      try {
        const plan = await stage.plan();
        const store = new MemoryJournal();
        const there = await stage.session({ plan, store, direction: { way: 'forward', pauseAfter: phase } }); // prettier-ignore
        expect(there.error).toBeUndefined();
        const back = await stage.session({ plan, store, direction: { way: 'back' } });
        expect(back.error).toBeUndefined();
        expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
        expect(back.summary.requests.filter((r) => r.failed > 0)).toEqual([]);
        expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
      } finally {
        stage.stop();
      }
    });
});

describe('other ways through the tutorial', () => {
  it('--as-tutorial follows the nine steps with its selectors, and loses nothing', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan({ mode: 'as-tutorial' });
      const result = await stage.session({ plan, store: new MemoryJournal() });
      expect(result.error).toBeUndefined();
      expect(result.summary.outcome).toBe('done');
      expect(result.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      expect(result.summary.requests.filter((r) => r.failed > 0)).toEqual([]);
      const { fargateProfiles } = (await stage.look()).aws;
      const selectors =
        fargateProfiles.state === 'read' ? fargateProfiles.value.flatMap((p) => p.selectors) : [];
      expect(selectors.map((s) => s.namespace).sort()).toEqual(['app', 'kube-system']);
      expect(selectors.every((s) => Object.keys(s.labels ?? {}).length === 0)).toBe(true);
    } finally {
      stage.stop();
    }
  });

  it('--retire gives up what cannot go: no node is left, then no add-on that serves nodes', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan({ retire: ['app/host-tuner'] });
      const store = new MemoryJournal();
      const result = await stage.session({ plan, store });
      expect(result.error).toBeUndefined();
      const after = await stage.look();
      expect(after.aws.nodegroups).toMatchObject({ state: 'read', value: [] });
      expect(after.aws.instances).toMatchObject({ state: 'read', value: [] });
      const { addons } = after.aws;
      expect(addons.state === 'read' ? addons.value.map((a) => a.name) : []).toEqual(['coredns']);
      const drivers = await stage.twin.kube.list('storage.k8s.io/v1/CSIDriver');
      // Fargate mounts EFS only while this object is there.
      expect(drivers.items.map((d) => d.metadata.name)).toContain('efs.csi.aws.com');
      const back = await stage.session({ plan, store, direction: { way: 'back' } });
      expect(back.error).toBeUndefined();
      expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });
});
