import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../../model/index.ts';
import { aServer } from '../apiserver/server-fixture.ts';
import { ControllerManager, keyOf, seededRandom, type Controller } from '../runtime/index.ts';
import { builtInControllers } from './index.ts';

/** Every pod is placed and ready a second after it was made, and gone at once when it is deleted. */
const instantKubelet = (): Controller => ({
  name: 'kubelet',
  watches: { 'v1/Pod': (c) => (now) => now && c.enqueueAfter(keyOf(now), 1_000) },
  async reconcile(c, key) {
    const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
    if (!pod) return;
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: pod.metadata.name };
    if (pod.metadata.deletionTimestamp !== undefined)
      await c.api.delete(ref, { gracePeriodSeconds: 0 });
    else if (pod.spec.nodeName === undefined)
      await c.api.bind({ namespace: 'default', name: ref.name }, 'node-1');
    else if (pod.status?.phase !== 'Running')
      await c.api.mergePatch(
        ref,
        { status: { phase: 'Running', podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] } },
        'status',
      ); // prettier-ignore
  },
});

async function aCluster() {
  const { server, clock } = aServer();
  const { api } = server;
  const manager = new ControllerManager({ api, clock, random: seededRandom(3) });
  await manager.start([...builtInControllers(), instantKubelet()]);
  await api.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } });
  const list = async (gvk: string) => (await api.list(gvk, { namespace: 'default' })).items;
  return { api, clock, manager, list, settle: () => clock.sleep(60_000) };
}

const workload = (kind: string, name: string, spec: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    ...spec,
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'a', image: 'x:1' }] },
    },
  },
});
const refTo = (kind: string, name: string) => ({
  apiVersion: 'apps/v1',
  kind,
  namespace: 'default',
  name,
});
const image = (tag: string) => ({
  spec: { template: { spec: { containers: [{ name: 'a', image: `x:${tag}` }] } } },
});
const replicasOf = (o: KubeObject): number => (o['spec'] as { replicas: number }).replicas;
const messages = (events: readonly KubeObject[], kind: string): readonly unknown[] =>
  events
    .filter((e) => (e['involvedObject'] as { kind: string }).kind === kind)
    .map((e) => e['message']);

describe('a Deployment', () => {
  it('never has more pods than its surge allows nor fewer ready than it promises', async () => {
    const { api, clock, list, settle, manager } = await aCluster();
    await api.create(workload('Deployment', 'web', { replicas: 4 }));
    await settle();
    let most = 0;
    let least = 4;
    await api.mergePatch(refTo('Deployment', 'web'), image('2'));
    for (let i = 0; i < 100; i += 1) {
      await clock.sleep(250);
      const live = ((await list('v1/Pod')) as Pod[]).filter((p) => !p.metadata.deletionTimestamp);
      most = Math.max(most, live.length);
      least = Math.min(
        least,
        live.filter((p) => p.status?.conditions?.some((c) => c.type === 'Ready')).length,
      );
    }
    expect([most, least]).toEqual([5, 3]);
    const pods = (await list('v1/Pod')) as Pod[];
    expect(pods.map((p) => p.spec.containers[0]?.image)).toEqual(Array(4).fill('x:2'));
    expect(manager.failures).toEqual([]);
  });

  it('keeps the sizes of a rollout that is paused half-way', async () => {
    const { api, clock, list, settle } = await aCluster();
    await api.create(workload('Deployment', 'web', { replicas: 4 }));
    await settle();
    await api.mergePatch(refTo('Deployment', 'web'), image('2'));
    await clock.sleep(500);
    await api.mergePatch(refTo('Deployment', 'web'), { spec: { paused: true } });
    const sizes = async () => (await list('apps/v1/ReplicaSet')).map(replicasOf).toSorted();
    const before = await sizes();
    expect(before.reduce((a, b) => a + b)).toBeLessThanOrEqual(5);
    expect(before).not.toContain(0);
    await settle();
    expect(await sizes()).toEqual(before);
  });

  it('shares a new size out over the sets of a paused rollout', async () => {
    const { api, clock, list, settle } = await aCluster();
    await api.create(workload('Deployment', 'web', { replicas: 4 }));
    await settle();
    await api.mergePatch(refTo('Deployment', 'web'), image('2'));
    await clock.sleep(500);
    await api.mergePatch(refTo('Deployment', 'web'), { spec: { paused: true } });
    await settle();
    await api.mergePatch(refTo('Deployment', 'web'), { spec: { replicas: 8 } });
    await settle();
    const sizes = (await list('apps/v1/ReplicaSet')).map(replicasOf);
    // Twice the size and its surge of a quarter, and both sets have grown.
    expect(sizes.reduce((a, b) => a + b)).toBe(10);
    expect(Math.min(...sizes)).toBeGreaterThan(1);
  });

  it('says what it does in events', async () => {
    const { api, list, settle } = await aCluster();
    await api.create(workload('Deployment', 'web', { replicas: 2 }));
    await settle();
    const events = await list('v1/Event');
    const [set] = await list('apps/v1/ReplicaSet');
    expect(messages(events, 'Deployment')).toEqual([
      `Scaled up replica set ${set?.metadata.name ?? ''} from 0 to 2`,
    ]);
    expect(messages(events, 'ReplicaSet')).toHaveLength(2);
  });

  it('says why a pod could not be made', async () => {
    const { api, list, settle } = await aCluster();
    await api.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q', namespace: 'default' },
      spec: { hard: { pods: '1' } },
    });
    await api.create(workload('Deployment', 'web', { replicas: 2 }));
    await settle();
    expect(await list('v1/Pod')).toHaveLength(1);
    expect(messages(await list('v1/Event'), 'ReplicaSet').join('\n')).toMatch(
      /Error creating: pods "web-.*" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1/,
    );
  });
});

describe('history', () => {
  it.each(['StatefulSet', 'DaemonSet'])('of a %s: each template once, the used one last', async (kind) => {
    const { api, list, settle } = await aCluster();
    await api.create(workload(kind, 'w', kind === 'StatefulSet' ? { replicas: 1, serviceName: 'w' } : {}));
    await settle();
    await api.mergePatch(refTo(kind, 'w'), image('2'));
    await settle();
    await api.mergePatch(refTo(kind, 'w'), image('1'));
    await settle();
    const revisions = await list('apps/v1/ControllerRevision');
    const told = revisions
      .toSorted((a, b) => Number(a['revision']) - Number(b['revision']))
      .map((r) => [r['revision'], JSON.stringify(r['data']).match(/x:\d/)?.[0]]);
    expect(told).toEqual([
      [2, 'x:2'],
      [3, 'x:1'],
    ]);
  }); // prettier-ignore
});

describe('the other controllers', () => {
  it('collect everything that a deleted owner leaves behind', async () => {
    const { api, list, settle } = await aCluster();
    const owner = await api.create(workload('Deployment', 'web', { replicas: 1 }));
    const owned = {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner.metadata.uid ?? '' }],
    }; // prettier-ignore
    await api.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default', ...owned },
    });
    await settle();
    await api.delete(refTo('Deployment', 'web'), { propagation: 'Background' });
    await settle();
    for (const gvk of ['v1/Secret', 'apps/v1/ReplicaSet', 'v1/Pod'])
      expect([gvk, await list(gvk)]).toEqual([gvk, []]);
  });

  it('taint a node as long as it is cordoned', async () => {
    const { api, settle } = await aCluster();
    const node = { apiVersion: 'v1', kind: 'Node', name: 'node-1' };
    const taints = async (): Promise<unknown> =>
      ((await api.get('v1/Node', undefined, 'node-1'))?.['spec'] as { taints?: unknown } | undefined)?.taints; // prettier-ignore
    await api.mergePatch(node, { spec: { unschedulable: true } });
    await settle();
    expect(await taints()).toMatchObject([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ]);
    await api.mergePatch(node, { spec: { unschedulable: null } });
    await settle();
    expect(await taints()).toBeUndefined();
  });

  it('give a namespace its CA bundle back', async () => {
    const { api, list, settle } = await aCluster();
    await settle();
    await api.delete({ ...refTo('ConfigMap', 'kube-root-ca.crt'), apiVersion: 'v1' });
    await settle();
    expect((await list('v1/ConfigMap')).map((o) => o.metadata.name)).toEqual(['kube-root-ca.crt']);
  });
});
