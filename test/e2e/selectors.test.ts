import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { OPT_IN_LABEL, selectorTakes, type PlanMode } from '../../src/model/index.ts';
import { MemoryJournal, openStage, type Stage } from './stage.ts';

/** There and back by one way of selecting; what the cluster looked like in between. */
async function thereAndBack<T>(mode: PlanMode, between: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage();
  try {
    const plan = await stage.plan({ mode });
    expect(plan.mode).toBe(mode);
    const store = new MemoryJournal();
    const there = await stage.session({ plan, store });
    expect(there.error).toBeUndefined();
    expect(there.summary.outcome).toBe('done');
    expect(there.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const seen = await between(stage);
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    return seen;
  } finally {
    stage.stop();
  }
}

const profilesOf = async (stage: Stage) => {
  const { fargateProfiles } = (await stage.look()).aws;
  return fargateProfiles.state === 'read' ? fargateProfiles.value : [];
};

describe('a plan that selects by the labels that pods have', () => {
  it('moves the same pods, puts no label of ours on them, and goes all the way back', async () => {
    const { selectors, pods } = await thereAndBack('own-labels', async (stage) => ({
      selectors: (await profilesOf(stage)).flatMap((p) => p.selectors),
      pods: (await stage.twin.kube.list('v1/Pod')).items,
    }));
    expect(selectors.flatMap((s) => Object.keys(s.labels ?? {}))).not.toContain(OPT_IN_LABEL);
    expect(pods.filter((p) => p.metadata.labels?.[OPT_IN_LABEL] !== undefined)).toEqual([]);
    const onFargate = pods.filter((p) =>
      (p as unknown as { spec: { nodeName?: string } }).spec.nodeName?.startsWith('fargate-ip-'),
    );
    expect(onFargate).toHaveLength(12);
    // And nothing that remains on EC2 would be drawn in by its next restart.
    const others = pods.filter(
      (p) =>
        !onFargate.includes(p) && !p.metadata.ownerReferences?.some((o) => o.kind === 'DaemonSet'),
    );
    expect(others.length).toBeGreaterThan(0);
    for (const p of others)
      for (const s of selectors)
        expect(
          selectorTakes(s, p.metadata.namespace ?? '', p.metadata.labels ?? {}),
          p.metadata.name,
        ).toBe(false);
  }, 60_000);
});

describe('a plan that selects whole namespaces, in our own order', () => {
  it('makes a profile for each namespace, keeps off it what stays, and goes all the way back', async () => {
    const selectors = await thereAndBack('namespaces', async (stage) =>
      (await profilesOf(stage)).flatMap((p) => p.selectors),
    );
    expect(selectors).toEqual([{ namespace: 'app' }, { namespace: 'kube-system' }]);
  }, 60_000);
});
