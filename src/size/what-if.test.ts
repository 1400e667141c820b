import { describe, expect, it } from 'vitest';
import { aCluster, aWorkload, PRICES, workloadsIn } from './cluster.test-data.ts';
import { addSidecars, applyWhatIf, sizeWorkloads } from './index.ts';

const snapshot = aCluster([
  ...aWorkload({ name: 'web', cpu: '500m', memory: '512Mi', replicas: 2 }),
  ...aWorkload({ name: 'web.v2', cpu: '500m', memory: '512Mi', replicas: 1 }),
  ...aWorkload({ name: 'two', replicas: 1, spec: { containers: [{ name: 'a' }, { name: 'b' }] } }),
  ...aWorkload({ name: 'logs', cpu: '50m', memory: '64Mi', kind: 'DaemonSet' }),
]);
const workloads = workloadsIn(snapshot);
const sizes = (list = workloads) =>
  new Map(sizeWorkloads(snapshot, { workloads: list, prices: PRICES }).workloads.map((w) => [w.ref.name, w])); // prettier-ignore

describe('what if', () => {
  it('changes a request, a named container’s, and the number of pods', () => {
    const after = sizes(
      applyWhatIf(workloads, 'web.cpu=250m, app/two.a.memory=1Gi,web.replicas=5'),
    );
    expect(after.get('web')).toMatchObject({ replicas: 5, size: { vcpu: 0.25, memoryGB: 1 } });
    expect(after.get('two')).toMatchObject({ asked: { memoryMiB: 1280 } });
    expect(after.get('web.v2')).toMatchObject({ size: { vcpu: 0.5 } });
  });

  it('finds a workload whose name holds dots', () => {
    expect(sizes(applyWhatIf(workloads, 'web.v2.cpu=250m')).get('web.v2')).toMatchObject({ size: { vcpu: 0.25 } }); // prettier-ignore
  });

  it.each([
    ['web', /"web", which is no change/],
    ['nix.cpu=1', /no workload is called nix; there are app\/logs/],
    ['web.cpu=-1', /-1 is no amount of cpu/],
    ['web.memory=lots', /lots is no amount of memory/],
    ['web.replicas=1.5', /1\.5 is no number of pods/],
    ['web.replicas=-2', /-2 is no number of pods/],
    ['two.cpu=1', /app\/two has several containers: a, b/],
    ['web.ghost.cpu=1', /app\/web has no container ghost, only web/],
  ])('refuses %s', (wanted, message) => {
    expect(() => applyWhatIf(workloads, wanted)).toThrow(message);
  });
});

describe('a sidecar instead of a DaemonSet', () => {
  it('is paid for in every pod that may move, and not in DaemonSets', () => {
    const after = sizes(addSidecars(workloads, ['app/logs']));
    expect(after.get('web')?.asked).toMatchObject({ milliCpu: 550, memoryMiB: 512 + 64 + 256 });
    expect(after.get('web')?.size).toMatchObject({ vcpu: 1, memoryGB: 2 });
    expect(after.get('logs')?.asked).toMatchObject({ milliCpu: 50 });
  });

  it('must exist', () => {
    expect(() => addSidecars(workloads, ['app/ghost'])).toThrow(/no such DaemonSet; there are app\/logs/); // prettier-ignore
  });
});

describe('requests that are legal and hardly meant', () => {
  it('are named: memory below a MiB, more CPUs than any machine has', () => {
    const odd = aCluster(aWorkload({ name: 'odd', cpu: '500', memory: '300m', replicas: 1 }));
    const [w] = sizeWorkloads(odd, { workloads: workloadsIn(odd), prices: PRICES }).workloads;
    expect(w?.doubts.map((d) => d.en)).toEqual([
      'odd asks for 500 CPUs; was 500m meant?',
      'odd asks for 300m of memory, less than 1 MiB; was 300Mi meant?',
    ]);
    expect(w?.outcome.kind).toBe('too-large');
    expect([...sizes().values()].flatMap((s) => s.doubts)).toEqual([]);
  });

  it('are refused by container and field when negative', () => {
    const bad = aCluster(aWorkload({ name: 'bad', cpu: '-1', replicas: 1 }));
    const [w] = sizeWorkloads(bad, { workloads: workloadsIn(bad), prices: PRICES }).workloads;
    expect(w?.outcome).toEqual({ kind: 'bad-quantity', container: 'bad', field: 'resources.requests.cpu', value: '-1' }); // prettier-ignore
    expect(w?.usdPerMonth).toBeNull();
  });
});
