import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiServer, type ApiServer } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import { kubeconfigText, listen, makeCertificates, type TwinServer } from '../../src/twin/server/index.ts'; // prettier-ignore
import { withPeers } from './peer.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

withPeers('a watch that comes back too late', ['kubectl'], (peers) => {
  let server: ApiServer;
  let listening: TwinServer;
  let kubeconfig: string;
  /** Every watch that reached the server, with the version that it asked for. */
  const watches: string[] = [];
  const open = new Set<AbortController>();

  beforeAll(async () => {
    server = createApiServer({
      clock: new RealClock(),
      random: seededRandom(7),
      version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
      admission: [],
      authenticate: () => ({ username: 'admin', groups: ['system:masters'] }),
      nodeProxy: { logs: () => Buffer.alloc(0), exec: () => Promise.reject(new TypeError('nothing runs here')) },
    }); // prettier-ignore
    const certificates = await makeCertificates();
    listening = await listen({ certificates });
    listening.attach({
      connect: (request) => server.connect(request),
      handle: (request) => {
        const query = new URLSearchParams(request.path.split('?')[1]);
        if (!query.has('watch')) return server.handle(request);
        watches.push(query.get('resourceVersion') ?? '');
        const cut = new AbortController();
        open.add(cut);
        return server.handle({ ...request, signal: cut.signal });
      },
    });
    kubeconfig = join(peers.lab.dir, 'expired');
    writeFileSync(kubeconfig, kubeconfigText({ server: listening.kubeUrl, ca: certificates.ca, region: 'r', accountId: '0', cluster: 'c', token: 't', speed: 1 })); // prettier-ignore
  });
  afterAll(() => listening.close());

  const put = (name: string, data: Record<string, string>) =>
    server.api.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name }, data }); // prettier-ignore
  /** The connection breaks, and while it is broken the world goes on and forgets. */
  const cutAndForget = async (meanwhile: () => Promise<unknown>): Promise<void> => {
    await meanwhile();
    server.compact();
    for (const cut of open) cut.abort();
    open.clear();
  };
  const until = async (condition: () => boolean): Promise<void> => {
    await expect.poll(condition, { timeout: 20_000 }).toBe(true);
  };

  it('makes an informer list again, and nothing is missed', async () => {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    let lists = 0;
    const informer = makeInformer(config, MAPS, () => {
      lists += 1;
      return api.listNamespacedConfigMap({ namespace: 'default' });
    });
    const seen: string[] = [];
    for (const event of ['add', 'update', 'delete'] as const)
      informer.on(event, (o) => seen.push(`${event} ${o.metadata?.name ?? ''}`));
    await put('before', { a: '1' });
    await informer.start();
    try {
      await until(() => seen.includes('add before') && open.size === 1);
      const from = watches.length;
      // Other kinds grow the version beyond what the informer knows.
      await cutAndForget(() =>
        server.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } }),
      );
      await until(() => lists === 2 && open.size > 0);
      expect(watches.length).toBeGreaterThan(from + 1);
      await put('after', {});
      await until(() => seen.includes('add after'));
      expect(seen.filter((s) => s === 'add before')).toEqual(['add before']);
      expect(informer.list().map((o) => o.metadata?.name).sort()).toEqual(['after', 'before']); // prettier-ignore
    } finally {
      await informer.stop();
    }
  });

  it('is told 410 inside the stream, in kubectl’s hands too', async () => {
    server.compact();
    const env = { KUBECONFIG: kubeconfig };
    const raw = await peers.run('kubectl', ['get', '--raw', `${MAPS}?watch=true&resourceVersion=1&timeoutSeconds=5`], { env }); // prettier-ignore
    expect(raw.code).toBe(0);
    expect(JSON.parse(raw.out)).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', reason: 'Expired', code: 410 },
    });
  });

  it('does not keep kubectl wait from seeing what it waits for', async () => {
    await put('awaited', { done: 'no' });
    const env = { KUBECONFIG: kubeconfig };
    const waiting = peers.run('kubectl', ['wait', 'cm/awaited', '--for=jsonpath={.data.done}=yes', '--timeout=30s'], { env }); // prettier-ignore
    await until(() => open.size > 0);
    await cutAndForget(() =>
      server.api.mergePatch(
        { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'awaited' },
        { data: { other: 'x' } },
      ),
    );
    await until(() => open.size > 0);
    await server.api.mergePatch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'awaited' },
      { data: { done: 'yes' } },
    );
    const ended = await waiting;
    expect(ended.err).toBe('');
    expect(ended.out).toContain('condition met');
  });
});
