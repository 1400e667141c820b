import { expect, it } from 'vitest';
import { isPodReady, type Pod } from '../../src/model/index.ts';
import { MemoryJournal, openStage } from './stage.ts';

/** Puts everything that may move by itself on the group that is to go, before the snapshot is taken. */
async function crowd(stage: Awaited<ReturnType<typeof openStage>>, group: string): Promise<void> {
  const { kube } = stage.world;
  const others = (await kube.list({ apiVersion: 'v1', kind: 'Node' })).filter(
    (n) => n.metadata.labels?.['eks.amazonaws.com/nodegroup'] !== group,
  );
  const cordon = async (value: boolean): Promise<void> => {
    for (const { metadata } of others)
      await kube.patch(
        { apiVersion: 'v1', kind: 'Node', name: metadata.name },
        { type: 'merge', body: { spec: { unschedulable: value } } },
      );
  };
  await cordon(true);
  const names = new Set(others.map((n) => n.metadata.name));
  for (const pod of (await kube.list({ apiVersion: 'v1', kind: 'Pod' })) as readonly Pod[])
    if (
      names.has(pod.spec.nodeName ?? '') &&
      pod.metadata.ownerReferences?.[0]?.kind !== 'DaemonSet'
    )
      await kube.evict({ namespace: pod.metadata.namespace ?? '', name: pod.metadata.name });
  await stage.clock.sleep(5 * 60_000);
  await cordon(false);
}

it('--as-tutorial: what stays is kept off the profiles that select its whole namespace', async () => {
  const stage = await openStage();
  try {
    await crowd(stage, 'general');
    const plan = await stage.planFor(await stage.look(), { mode: 'as-tutorial' });
    const { error, summary } = await stage.session({ plan, store: new MemoryJournal() });
    expect(error).toBeUndefined();
    expect(summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const pods = (await stage.twin.kube.list('v1/Pod')).items as readonly Pod[];
    const tuner = pods.filter((p) => p.metadata.labels?.['app'] === 'host-tuner');
    expect(tuner.map((p) => p.spec.schedulerName)).toEqual(['default-scheduler']);
    expect(tuner.every(isPodReady)).toBe(true);
  } finally {
    stage.stop();
  }
});

it('empties a node group on which everything that stays has to leave, within every budget', async () => {
  const stage = await openStage();
  try {
    await crowd(stage, 'general');
    const snapshot = await stage.look();
    const plan = await stage.planFor(snapshot);
    const store = new MemoryJournal();
    const { error, summary } = await stage.session({ plan, store });
    expect(error).toBeUndefined();
    expect(summary.outcome).toBe('done');
    const watched = summary.availability.map((a) => a.workload);
    expect(watched).toEqual(
      expect.arrayContaining(['app/host-tuner', 'kube-system/ebs-csi-controller']),
    );
    expect(summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(summary.availability.filter((a) => a.minimumReady < a.budget)).toEqual([]);
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
  } finally {
    stage.stop();
  }
});
