import { describe, expect, it } from 'vitest';
import { aPod, aServer } from '../server-fixture.ts';

const quota = (hard: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q', namespace: 'default' },
  spec: { hard },
});
const podAsking = (name: string, requests: Record<string, string>) => {
  const pod = aPod(name);
  return { ...pod, spec: { containers: [{ name: 'a', image: 'x', resources: { requests } }] } };
};

describe('resource quotas', () => {
  it('refuse what goes beyond them and tell by how much', async () => {
    const { api } = aServer().server;
    await api.create(quota({ 'requests.cpu': '1', pods: '5' }));
    await api.create(podAsking('a', { cpu: '700m' }));
    await expect(api.create(podAsking('b', { cpu: '400m' }))).rejects.toThrow(
      'pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=400m, used: requests.cpu=700m, limited: requests.cpu=1',
    );
    // Exactly what is left: 0.7 + 0.1 + 0.2 is 1, also in floating point.
    await api.create(podAsking('c', { cpu: '100m' }));
    await api.create(podAsking('d', { cpu: '200m' }));
  });

  it('keep account of what is there, and of what goes', async () => {
    const { api } = aServer().server;
    await api.create(quota({ pods: '2', 'requests.memory': '1Gi' }));
    await api.create(podAsking('a', { memory: '512Mi' }));
    const used = async (): Promise<unknown> =>
      ((await api.get('v1/ResourceQuota', 'default', 'q'))?.['status'] as { used?: unknown }).used;
    expect(await used()).toEqual({ pods: '1', 'requests.memory': '512Mi' });
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'a' };
    await api.mergePatch(ref, { status: { phase: 'Succeeded' } }, 'status');
    expect(await used()).toEqual({ pods: '0', 'requests.memory': '0' });
  });

  it('want every container to state what they limit', async () => {
    const { api } = aServer().server;
    await api.create(quota({ 'limits.cpu': '4' }));
    await expect(api.create(podAsking('a', { cpu: '1' }))).rejects.toThrow(
      'failed quota: q: must specify limits.cpu',
    );
  });
});
