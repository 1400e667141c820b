import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlane } from '../../scripts/control-plane.mjs';
import { kubernetesAdapter } from '../../src/adapters/kubernetes/index.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import {
  beginClusterRun,
  clusterRunIds,
  openClusterRun,
  RunLock,
} from '../../src/execute/index.ts';
import type { Kubernetes } from '../../src/ports/index.ts';
import { isThere } from './here.ts';
import { startControlPlane, type ControlPlane } from './processes.ts';

describe.skipIf(!isThere())('the journal in a real cluster', () => {
  let control: ControlPlane;
  let kube: Kubernetes;
  beforeAll(async () => {
    const found = controlPlane();
    if (!('path' in found)) throw new Error(found.reason);
    control = await startControlPlane({ binary: found.path, parts: 'api-server' });
    const { endpoint: origin, transport } = control;
    const channels = () => Promise.reject(new TypeError('nothing runs here'));
    kube = kubernetesAdapter({ origin, transport, channels, clock: systemClock });
  });
  afterAll(() => control?.stop());

  const line = (n: number): string => `{"n":${n},"words":"${'가나다 🙂 abc '.repeat(900)}"}\n`;

  it('reads back over several ConfigMaps what was written, and refuses who was overtaken', async () => {
    const first = await beginClusterRun(kube, systemClock, '20261125T000000-Real', '{}');
    let whole = '';
    for (let i = 0; i < 120; i += 1) {
      first.append(line(i));
      whole += line(i);
      if (i % 7 === 0) await first.flush();
    }
    await first.flush();
    expect(await clusterRunIds(kube)).toEqual(['20261125T000000-Real']);
    const second = (await openClusterRun(kube, systemClock, '20261125T000000-Real')).journal;
    expect(second.read()).toBe(whole);
    await second.claim();
    first.append('late\n');
    await expect(first.flush()).rejects.toMatchObject({ code: 'JOURNAL_TAKEN', exitCode: 5 });
    second.append('{"by":"second"}\n');
    await second.flush();
    const { journal } = await openClusterRun(kube, systemClock, '20261125T000000-Real');
    expect(journal.read()).toBe(`${whole}{"by":"second"}\n`);
  });

  it('a lease that was taken is noticed before the next effect', async () => {
    const lock = await RunLock.acquire(kube, systemClock, { id: 'alice', isGone: () => false });
    await lock.fence();
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-system', name: 'fargatectl' }; // prettier-ignore
    await kube.patch(lease, { type: 'merge', body: { spec: { holderIdentity: 'eve' } } });
    await expect(lock.fence()).rejects.toMatchObject({ code: 'LOCK_LOST', exitCode: 5 });
  });
});
