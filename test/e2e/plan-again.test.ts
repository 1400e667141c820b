import { describe, expect, it } from 'vitest';
import { MemoryJournal, openStage } from './stage.ts';

describe('a plan that is made again', () => {
  it('has nothing to do after a run that took everything', async () => {
    const stage = await openStage();
    try {
      const first = await stage.plan({ retire: ['app/host-tuner'] });
      expect((await stage.session({ plan: first, store: new MemoryJournal() })).error).toBeUndefined(); // prettier-ignore
      const again = await stage.planFor(await stage.look());
      expect(again.steps).toEqual([]);
      const names = again.there?.map((r) => `${r.namespace ?? ''}/${r.name}`);
      expect(names).toEqual(expect.arrayContaining(['app/web', 'app/nightly', 'kube-system/coredns'])); // prettier-ignore
      const { error, summary } = await stage.session({ plan: again, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      expect(summary.outcome).toBe('done');
    } finally {
      stage.stop();
    }
  });

  it('goes on from a run that kept some: by the profile that is there, with nothing moved twice', async () => {
    const stage = await openStage();
    try {
      const first = await stage.plan({ keep: ['app/web', 'app/reports'] });
      expect((await stage.session({ plan: first, store: new MemoryJournal() })).error).toBeUndefined(); // prettier-ignore
      const again = await stage.planFor(await stage.look());
      const moved = again.steps.filter((s) => s.step === 'move-workload').map((s) => s.id);
      expect(moved).toEqual(['move-workload/app/web', 'move-workload/app/reports']);
      expect(again.steps.filter((s) => s.step === 'create-fargate-profile')).toEqual([]);
      expect(again.steps.filter((s) => s.step === 'move-coredns')).toEqual([]);
      const { error, summary } = await stage.session({ plan: again, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      expect(summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    } finally {
      stage.stop();
    }
  });

  it('makes another profile where the one that is there does not take the rest, and leaves that one alone', async () => {
    const stage = await openStage();
    try {
      const { kube } = stage.world;
      const first = await stage.plan();
      expect((await stage.session({ plan: first, store: new MemoryJournal(), direction: { way: 'forward', pauseAfter: 'application' } })).error).toBeUndefined(); // prettier-ignore
      await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'late' } });
      await kube.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'comer', namespace: 'late' },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: 'comer' } },
          template: {
            metadata: { labels: { app: 'comer' } },
            spec: {
              containers: [
                {
                  name: 'main',
                  image: 'public.ecr.aws/docker/library/busybox:1.37',
                  resources: { requests: { cpu: '100m', memory: '128Mi' } },
                },
              ],
            },
          },
        },
      });
      await stage.clock.sleep(2 * 60_000);
      const again = await stage.planFor(await stage.look());
      const profiles = again.steps.filter((s) => s.step === 'create-fargate-profile');
      const existing = (await stage.twin.kube.list('v1/Namespace')) && first.steps.filter((s) => s.step === 'create-fargate-profile').map((s) => s.id); // prettier-ignore
      expect(profiles).toHaveLength(1);
      expect(existing).not.toContain(profiles[0]?.id);
      const { error } = await stage.session({ plan: again, store: new MemoryJournal() });
      expect(error).toBeUndefined();
    } finally {
      stage.stop();
    }
  });
});

describe('EC2 nodes of no managed group', () => {
  it('keep the add-ons that serve them, although every managed group goes', async () => {
    const stage = await openStage();
    try {
      await stage.world.kube.create({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'ip-10-0-9-9.internal', labels: { 'karpenter.sh/nodepool': 'spare' } },
        spec: {},
      });
      const plan = await stage.planFor(await stage.look(), { retire: ['app/host-tuner'] });
      expect(plan.steps.filter((s) => s.step === 'delete-nodegroup')).toHaveLength(2);
      expect(plan.steps.filter((s) => s.step === 'delete-addon')).toEqual([]);
      expect(plan.warnings.some((w) => w.en.includes('Karpenter NodePool spare'))).toBe(true);
    } finally {
      stage.stop();
    }
  });
});
