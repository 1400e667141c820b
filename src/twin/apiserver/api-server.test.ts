import { describe, expect, it } from 'vitest';
import { aConfigMap, aDeployment, aPod, aServer } from './server-fixture.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };

describe('the in-process API', () => {
  it('creates, watches, patches and deletes', async () => {
    const { api } = aServer().server;
    const seen: string[] = [];
    const { resourceVersion } = await api.list('v1/ConfigMap');
    api.watch('v1/ConfigMap', resourceVersion, (e) =>
      seen.push(`${e.type} ${e.object.metadata.name}`),
    );
    const made = await api.create(aConfigMap('a', { k: 'v' }));
    expect(made.metadata.uid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    await api.mergePatch(ref, { data: { k: null, l: 'w' } });
    expect((await api.get('v1/ConfigMap', 'default', 'a'))?.['data']).toEqual({ l: 'w' });
    await expect(api.update(made)).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    await api.delete(ref);
    expect(await api.get('v1/ConfigMap', 'default', 'a')).toBeUndefined();
    expect(seen).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  it('gives the same names, uids and addresses for the same seed', async () => {
    const run = async (): Promise<string> => {
      const { api } = aServer().server;
      const pod = await api.create({
        ...aPod('x'),
        metadata: { name: '', generateName: 'web-', namespace: 'default' },
      });
      const service = await api.create({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { ports: [{ port: 80 }] },
      });
      return JSON.stringify([pod, service]);
    };
    expect(await run()).toBe(await run());
  });

  it('writes no new version when nothing changes', async () => {
    const { api } = aServer().server;
    const made = await api.create(aDeployment('web'));
    const again = await api.update(made);
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  it('counts generations by the spec and not by status or labels', async () => {
    const { api } = aServer().server;
    const made = await api.create(aDeployment('web'));
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'default',
      name: 'web',
    };
    await api.mergePatch(deployment, { metadata: { labels: { x: 'y' } } });
    const status = await api.mergePatch(deployment, { status: { replicas: 1 } }, 'status');
    expect([made.metadata.generation, status.metadata.generation]).toEqual([1, 1]);
    const scaled = await api.mergePatch(deployment, {
      spec: { replicas: 3 },
      status: { replicas: 9 },
    });
    expect(scaled.metadata.generation).toBe(2);
    expect(scaled['status']).toEqual({ replicas: 1 });
  });

  it('tells every watcher of changes in order, also when a watcher writes', async () => {
    const { api } = aServer().server;
    const seen: string[] = [];
    const from = (await api.list('v1/ConfigMap')).resourceVersion;
    let echoed: Promise<unknown> = Promise.resolve();
    api.watch('v1/ConfigMap', from, ({ type, object }) => {
      if (type === 'ADDED' && object.metadata.name === 'first')
        echoed = api.create(aConfigMap('second'));
    });
    api.watch('v1/ConfigMap', from, ({ object }) => seen.push(object.metadata.name));
    await api.create(aConfigMap('first'));
    await echoed;
    expect(seen).toEqual(['first', 'second']);
  });

  it('keeps a pod until its grace period is over and its kubelet says so', async () => {
    const { api, load } = aServer().server;
    await load([
      {
        ...aPod('p', { nodeName: 'n1', terminationGracePeriodSeconds: 20 }),
        status: { phase: 'Running' },
      },
    ]);
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p' };
    await api.delete(pod);
    const going = await api.get('v1/Pod', 'default', 'p');
    expect(going?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 20,
      deletionTimestamp: '2026-11-23T00:00:20Z',
    });
    await api.delete(pod, { gracePeriodSeconds: 0 });
    expect(await api.get('v1/Pod', 'default', 'p')).toBeUndefined();
  });

  it('removes an object whose last finalizer is taken off after its deletion', async () => {
    const { api } = aServer().server;
    await api.create({
      ...aConfigMap('a'),
      metadata: { name: 'a', namespace: 'default', finalizers: ['example.com/hold'] },
    });
    await api.delete(ref, { propagation: 'Foreground' });
    const held = await api.get('v1/ConfigMap', 'default', 'a');
    expect(held?.metadata.finalizers).toEqual(['example.com/hold', 'foregroundDeletion']);
    await api.mergePatch(ref, { metadata: { finalizers: null } });
    expect(await api.get('v1/ConfigMap', 'default', 'a')).toBeUndefined();
  });

  it('lets a namespace go once its finalizers are taken off', async () => {
    const { api } = aServer().server;
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' };
    await api.delete(namespace);
    const going = await api.get('v1/Namespace', undefined, 'shop');
    expect(going?.['status']).toEqual({ phase: 'Terminating' });
    await expect(
      api.create({ ...aConfigMap('a'), metadata: { name: 'a', namespace: 'shop' } }),
    ).rejects.toMatchObject({
      code: 403,
      message:
        'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    });
    await api.update({ ...going!, spec: { finalizers: [] } });
    expect(await api.get('v1/Namespace', undefined, 'shop')).toBeUndefined();
  });

  it('refuses to delete another object of the same name', async () => {
    const { api } = aServer().server;
    await api.create(aConfigMap('a'));
    await expect(api.delete(ref, { uid: 'other' })).rejects.toMatchObject({ code: 409 });
  });

  it('binds a pod once', async () => {
    const { api } = aServer().server;
    await api.create(aPod('p'));
    await api.bind({ namespace: 'default', name: 'p' }, 'n1');
    const pod = await api.get('v1/Pod', 'default', 'p');
    expect(pod?.['spec']).toMatchObject({ nodeName: 'n1' });
    expect(pod?.['status']).toMatchObject({
      conditions: [{ type: 'PodScheduled', status: 'True' }],
    });
    await expect(api.bind({ namespace: 'default', name: 'p' }, 'n2')).rejects.toMatchObject({
      message: 'Operation cannot be fulfilled on pods "p": pod p is already assigned to node "n1"',
    });
  });
});
