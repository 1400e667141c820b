import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/index.ts';
import { seededRandom } from '../runtime/index.ts';
import { createApiServer } from './index.ts';

const server = () =>
  createApiServer({
    clock: new VirtualClock(),
    random: seededRandom(1),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.2' },
    admission: [],
    authenticate: () => ({ username: 'admin', groups: ['system:masters'] }),
    nodeProxy: {
      logs: () => new Uint8Array(),
      exec: () => Promise.reject(new TypeError('no exec here')),
    },
  });

describe('the in-process API', () => {
  it('creates, watches, patches and deletes', async () => {
    const { api } = server();
    const seen: string[] = [];
    const { resourceVersion } = await api.list('v1/ConfigMap');
    api.watch('v1/ConfigMap', resourceVersion, (e) =>
      seen.push(`${e.type} ${e.object.metadata.name}`),
    );
    const made = await api.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
      data: { k: 'v' },
    });
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
    await api.mergePatch(ref, { data: { k: null, l: 'w' } });
    expect((await api.get('v1/ConfigMap', 'default', 'a'))?.['data']).toEqual({ l: 'w' });
    await expect(api.update(made)).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
    await api.delete(ref);
    expect(await api.get('v1/ConfigMap', 'default', 'a')).toBeUndefined();
    expect(seen).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });
});
