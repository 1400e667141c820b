import {
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  V1ConfigMap,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../cli/lab.ts';
import { openPeerLab } from './peer.ts';

let lab: Lab;
let config: KubeConfig;
const NAMESPACE = 'client-node';

beforeAll(async () => {
  lab = await openPeerLab();
  config = new KubeConfig();
  config.loadFromFile(lab.kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  await api.createNamespace({ body: { metadata: { name: NAMESPACE } } });
});
afterAll(() => lab.close());

const configMap = (name: string, data: Record<string, string>): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: NAMESPACE },
  data,
});

/** Resolves when the condition holds; events come over the network. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
}

it('an informer hears of what is made, changed and deleted, and keeps a list of it', async () => {
  const api = config.makeApiClient(CoreV1Api);
  const seen: string[] = [];
  const informer = makeInformer(
    config,
    `/api/v1/namespaces/${NAMESPACE}/configmaps`,
    () => api.listNamespacedConfigMap({ namespace: NAMESPACE }),
    'informed=yes',
  );
  for (const event of ['add', 'update', 'delete'] as const)
    informer.on(event, (o) => seen.push(`${event} ${o.metadata?.name ?? ''}`));
  await informer.start();
  try {
    const labels = { informed: 'yes' };
    const made = configMap('told', { a: '1' });
    await api.createNamespacedConfigMap({
      namespace: NAMESPACE,
      body: { ...made, metadata: { ...made.metadata, labels } },
    });
    await until(() => seen.includes('add told'));
    await api.replaceNamespacedConfigMap({
      name: 'told',
      namespace: NAMESPACE,
      body: { ...made, metadata: { ...made.metadata, labels }, data: { a: '2' } },
    });
    await until(() => seen.includes('update told'));
    expect(informer.get('told', NAMESPACE)?.data).toEqual({ a: '2' });
    await api.deleteNamespacedConfigMap({ name: 'told', namespace: NAMESPACE });
    await until(() => seen.includes('delete told'));
    expect(informer.get('told', NAMESPACE)).toBeUndefined();
  } finally {
    await informer.stop();
  }
});

it('a watch from a version tells of what came after it, and ends in time', async () => {
  const api = config.makeApiClient(CoreV1Api);
  const before = await api.listNamespacedConfigMap({ namespace: NAMESPACE });
  const resourceVersion = before.metadata?.resourceVersion ?? '';
  await api.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap('later', {}) });
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    new Watch(config)
      .watch(
        `/api/v1/namespaces/${NAMESPACE}/configmaps`,
        { resourceVersion, timeoutSeconds: 1 },
        (type: string, object: V1ConfigMap) => seen.push(`${type} ${object.metadata?.name ?? ''}`),
        () => resolve(),
      )
      .catch(reject);
  });
  expect(seen).toEqual(['ADDED later']);
});

it('pages see one version of the world, whatever is written in between', async () => {
  const api = config.makeApiClient(CoreV1Api);
  for (const name of ['page-a', 'page-b', 'page-c'])
    await api.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap(name, {}) });
  const first = await api.listNamespacedConfigMap({ namespace: NAMESPACE, limit: 2 });
  await api.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap('page-z', {}) });
  const rest = await api.listNamespacedConfigMap({
    namespace: NAMESPACE,
    limit: 100,
    _continue: first.metadata?._continue ?? '',
  });
  expect(rest.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
  expect(rest.items.map((i) => i.metadata?.name)).not.toContain('page-z');
});

it('server-side apply owns its fields, and a second manager is told so', async () => {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const apply = (manager: string, color: string, force?: boolean) =>
    objects.patch(
      configMap('owned', { color }),
      undefined,
      undefined,
      manager,
      force,
      PatchStrategy.ServerSideApply,
    );
  await apply('one', 'blue');
  await expect(apply('two', 'red')).rejects.toMatchObject({ code: 409 });
  const forced = (await apply('two', 'red', true)) as V1ConfigMap;
  expect(forced.metadata?.managedFields?.map((m) => m.manager)).toEqual(['two']);
});

it('a stale update is a conflict, and a missing object a 404 with its Status', async () => {
  const api = config.makeApiClient(CoreV1Api);
  const stale = await api.createNamespacedConfigMap({
    namespace: NAMESPACE,
    body: configMap('raced', { n: '0' }),
  });
  const target = { name: 'raced', namespace: NAMESPACE };
  await api.replaceNamespacedConfigMap({ ...target, body: { ...stale, data: { n: '1' } } });
  await expect(
    api.replaceNamespacedConfigMap({ ...target, body: { ...stale, data: { n: '2' } } }),
  ).rejects.toMatchObject({ code: 409 });
  await expect(
    api.readNamespacedConfigMap({ name: 'nope', namespace: NAMESPACE }),
  ).rejects.toMatchObject({ code: 404, body: expect.stringContaining('"reason":"NotFound"') });
});
