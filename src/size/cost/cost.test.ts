import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read, type KubeObject } from '../../model/index.ts';
import { aCluster, aNode, aWorkload, PRICES, workloadsIn } from '../cluster.test-data.ts';
import { allocate, costAfter, costToday, doubleBill, loadPriceBook, parseAssumptions, parseProvisioned, sizeWorkloads, termsOf } from '../index.ts'; // prettier-ignore

const after = (
  snapshot: ReturnType<typeof aCluster>,
  moved: readonly string[],
  more: Partial<Parameters<typeof costAfter>[1]> = {},
) => {
  const workloads = workloadsIn(snapshot);
  const keys = new Set(moved.map((n) => workloads.find((w) => w.ref.name === n)!).map((w) => `${w.ref.apiVersion}/${w.ref.kind}/app/${w.ref.name}`)); // prettier-ignore
  return costAfter(snapshot, { prices: PRICES, workloads, moved: keys, ...more });
};
const lineOf = (bill: ReturnType<typeof costToday>, kind: string) => bill.lines.filter((l) => l.kind === kind); // prettier-ignore

describe('worked by hand, to the cent', () => {
  it('a shop in Seoul: three workloads, at the prices of the table', async () => {
    // ap-northeast-2: $0.04656 a vCPU-hour, $0.00511 a GB-hour, 730 hours.
    // web:   500m, 700 Mi + 256 Mi =  956 Mi → 0.5 vCPU, 1 GB: 0.02328 + 0.00511  = 0.02839 × 730 = 20.7247 × 3 pods = 62.1741
    // cart:  100m, 128 Mi + 256 Mi =  384 Mi → 0.25 vCPU, 0.5 GB: 0.01164 + 0.002555 = 0.014195 × 730 = 10.36235 × 2 = 20.7247
    // cache: 1 vCPU, 8 Gi + 256 Mi = 8448 Mi → 2 vCPU, 9 GB: 0.09312 + 0.04599 = 0.13911 × 730 = 101.5503
    // together 184.4491 → $184.45
    const shop = aCluster(
      [
        ...aWorkload({ name: 'web', cpu: '500m', memory: '700Mi', replicas: 3 }),
        ...aWorkload({ name: 'cart', cpu: '100m', memory: '128Mi', replicas: 2 }),
        ...aWorkload({ name: 'cache', cpu: '1', memory: '8Gi', replicas: 1 }),
      ],
      { region: 'ap-northeast-2' },
    );
    const sizing = sizeWorkloads(shop, { workloads: workloadsIn(shop), prices: await loadPriceBook() }); // prettier-ignore
    expect(sizing.workloads.map((w) => w.usdPerMonth?.toFixed(2))).toEqual(['101.55', '20.72', '62.17']); // prettier-ignore
    expect(sizing.usdPerMonth.toFixed(2)).toBe('184.45');
  });

  it('two nodes in Virginia and what is on them, shared out', async () => {
    // us-east-1: m5.large $0.096 an hour, × 730 = 70.08; two are 140.16. Control plane 0.10 × 730 = 73.00.
    // gp3 is $0.08 a GB-month: a claim of 50 Gi costs 4.00. Together 217.16.
    // Node n1 (2 vCPU, 8 Gi) carries web: 1 vCPU and 2 Gi, a share of (1/2 + 2/8) / 2 = 0.375: 26.28.
    // Node n2 carries db: 500m and 4 Gi, (0.25 + 0.5) / 2 = 0.375: 26.28, and its volume 4.00: 30.28.
    // The agent: 200m and 0 on each: 0.1 / 2 = 0.05 of each node: 3.504 × 2 = 7.008 → 7.01.
    // Nobody asked for 2 × (1 − 0.375 − 0.05) × 70.08 = 80.592 → 80.59. Shared: 73.00.
    const volume: KubeObject = {
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv-1' },
      spec: { capacity: { storage: '50Gi' }, csi: { driver: 'ebs.csi.aws.com' }, claimRef: { namespace: 'app', name: 'data-db-0' } },
    }; // prettier-ignore
    const [set, ...pods] = aWorkload({ name: 'db', kind: 'StatefulSet', cpu: '500m', memory: '4Gi', on: ['n2'] }); // prettier-ignore
    const db = { ...set!, spec: { ...(set!['spec'] as object), volumeClaimTemplates: [{ metadata: { name: 'data' } }] } }; // prettier-ignore
    const cluster = aCluster([
      aNode('n1'), aNode('n2'), volume, db, ...pods,
      ...aWorkload({ name: 'web', cpu: '1', memory: '2Gi', on: ['n1'] }),
      ...aWorkload({ name: 'agent', kind: 'DaemonSet', cpu: '200m', on: ['n1', 'n2'] }),
    ]); // prettier-ignore
    const prices = await loadPriceBook();
    const bill = costToday(cluster, { prices });
    expect(bill.lines.map((l) => [l.what.en, l.usdPerMonth?.toFixed(2)])).toEqual([
      ['EKS control plane', '73.00'],
      ['m5.large, on demand, us-east-1a', '140.16'],
      ['root volumes of nodes outside managed node groups', undefined],
      ['EBS volumes of claims, gp3, 50 GiB', '4.00'],
    ]);
    expect(bill.usdPerMonth).toBeNull();
    expect(bill.knownUsdPerMonth.toFixed(2)).toBe('217.16');
    const shares = allocate(
      cluster,
      workloadsIn(cluster),
      termsOf({ region: 'us-east-1', prices }),
    );
    const of = (list: readonly { key: string; usdPerMonth: number }[]) => list.map((w) => [w.key.split('/').at(-1), w.usdPerMonth.toFixed(2)]); // prettier-ignore
    expect(of(shares!.workloads)).toEqual([['db', '30.28'], ['web', '26.28']]); // prettier-ignore
    expect(of(shares!.agents)).toEqual([['agent', '7.01']]);
    expect(shares!.unusedUsd.toFixed(2)).toBe('80.59');
    expect(shares!.sharedUsd.toFixed(2)).toBe('73.00');
  });

  it('a move with a disk, a plan, images, logs and a job that lingers', () => {
    // $1 a vCPU-hour and $0.10 a GB-hour less 20 %: 0.80 and 0.08; storage above 20 GB stays $0.01. A month of 700 hours.
    // big: 1 vCPU, 2 GB, 50 GiB: 0.80 + 0.16 + 30 × 0.01 = 1.26 × 700 = 882.00 a pod, two pods 1764.00:
    //      vCPU 1120.00, memory 224.00, storage 420.00.
    // images: 0.5 GB × 10 starts × $0.05 = 0.25 a pod: 0.50. Logs: 3 GB × $0.50 × 2 pods = 3.00.
    // nightly: 0.25 vCPU, 0.5 GB: 0.20 + 0.04 = 0.24 an hour; 20 hours: 4.80; 3 finished pods kept: 0.24 × 3 × 700 = 504.00.
    // Nothing stays on EC2. Control plane 0.10 × 700 = 70.00. Together 2346.30.
    const nightly: KubeObject = {
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace: 'app' },
      spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'n', resources: { requests: { cpu: '100m', memory: '64Mi' } } }] } } } } },
    }; // prettier-ignore
    const spec = { containers: [{ name: 'big', image: 'x/y:1', resources: { requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '50Gi' } } }] }; // prettier-ignore
    const cluster = aCluster([aNode('n1'), nightly, ...aWorkload({ name: 'big', spec, on: ['n1', 'n1'] })]); // prettier-ignore
    const given = parseAssumptions(['fargate.savings-plan=20%', 'nat.gb=0.05', 'pod.starts=10', 'image.gb=0.5', 'logs.gb=0.5', 'logs.gb-per-pod=3', 'job.hours=20']); // prettier-ignore
    const bill = after(cluster, ['big', 'nightly'], { given, hoursPerMonth: 700 });
    expect(bill.lines.map((l) => [l.kind, l.usdPerMonth?.toFixed(2)])).toEqual([
      ['control-plane', '70.00'],
      ['fargate', '1764.00'],
      ['fargate', '4.80'],
      ['finished-jobs', '504.00'],
      ['nat', '0.50'],
      ['logs', '3.00'],
    ]);
    expect(bill.usdPerMonth?.toFixed(2)).toBe('2346.30');
    expect(Object.values(lineOf(bill, 'fargate')[0]?.parts ?? {}).map((usd) => usd.toFixed(2))).toEqual(['1120.00', '224.00', '420.00']); // prettier-ignore
    // An hour and a half of both: at most (1764.00 + 0) / 700 × 1.5 = 3.78.
    expect(doubleBill(bill, 5400).usdAtMost?.toFixed(2)).toBe('3.78');
  });
});

describe('what is not known', () => {
  const cluster = aCluster([aNode('n1'), ...aWorkload({ name: 'web', cpu: '1', memory: '1Gi', on: ['n1'] })]); // prettier-ignore

  it('is never zero: images and logs are open until prices are given', () => {
    const bill = after(cluster, ['web']);
    expect(bill.usdPerMonth).toBeNull();
    for (const kind of ['nat', 'logs']) expect(lineOf(bill, kind)[0]?.usdPerMonth).toBeNull();
  });

  it('a Region without prices leaves every figure open and names the flag that helps', () => {
    const bill = after(aCluster(cluster.objects, { region: 'nowhere' }), ['web']);
    expect(lineOf(bill, 'fargate')[0]).toMatchObject({ usdPerMonth: null, note: { en: expect.stringContaining('--assume fargate.vcpu=USD') } }); // prettier-ignore
    const given = parseAssumptions(['fargate.vcpu=1', 'fargate.gb=0.1', 'ec2.m5.large=2']);
    const known = after(aCluster(cluster.objects, { region: 'nowhere' }), ['web'], { given });
    expect(lineOf(known, 'fargate')[0]?.usdPerMonth).toBeCloseTo(1.2 * 730);
    expect(lineOf(known, 'fargate')[0]?.provenance?.source).toContain('--assume fargate.vcpu');
  });

  it('a Spot node is open until its price or discount is given', () => {
    const spot = aCluster([aNode('n1', {}, { 'eks.amazonaws.com/capacityType': 'SPOT' })]);
    const price = (...given: string[]) => lineOf(costToday(spot, { prices: PRICES, given: parseAssumptions(given) }), 'node')[0]?.usdPerMonth; // prettier-ignore
    expect(price()).toBeNull();
    expect(price('spot.discount=75%')).toBeCloseTo(0.5 * 730);
    expect(price('spot.m5.large=0.4', 'spot.discount=75%')).toBeCloseTo(0.4 * 730);
  });

  it('plans take their part off the hours that they cover', () => {
    const given = parseAssumptions(['ec2.savings-plan=40%', 'ec2.covered=50%']);
    const [line] = lineOf(costToday(cluster, { prices: PRICES, given }), 'node');
    expect(line?.usdPerMonth).toBeCloseTo(2 * 0.8 * 730);
    expect(line?.note?.en).toBe('50 % of the hours at 40 % off (plans, as given)');
  });
});

describe('assumptions', () => {
  it.each([
    ['nat.gigabyte=1', /no such assumption/],
    ['nat.gb', /wanted as a number of 0 or more, in US dollars/],
    ['nat.gb=59KRW', /"59KRW" is wanted as a number of 0 or more, in US dollars/],
    ['nat.gb=-1', /"-1"/],
    ['spot.discount=150%', /wanted as a share from 0% to 100%/],
    ['ec2.=1', /no such assumption/],
  ])('refuses %s', (entry, message) => {
    expect(() => parseAssumptions([entry])).toThrow(message);
  });
});

describe('the shares of a bill', () => {
  it('add up to what is known of it, whatever is on the nodes', () => {
    const workload = fc.record({
      cpu: fc.integer({ min: 0, max: 3000 }),
      memory: fc.integer({ min: 0, max: 9000 }),
      on: fc.array(fc.constantFrom('n1', 'n2', 'n3', 'gone'), { maxLength: 4 }),
      kind: fc.constantFrom('Deployment', 'DaemonSet', 'StatefulSet'),
    });
    fc.assert(
      fc.property(fc.array(workload, { maxLength: 6 }), (list) => {
        const cluster = aCluster([
          aNode('n1'), aNode('n2'), aNode('n3'),
          ...list.flatMap((w, i) => aWorkload({ name: `w${i}`, cpu: `${w.cpu}m`, memory: `${w.memory}Mi`, kind: w.kind, on: w.on })),
        ]); // prettier-ignore
        const shares = allocate(cluster, workloadsIn(cluster), termsOf({ region: 'us-east-1', prices: PRICES }))!; // prettier-ignore
        const sum = [...shares.workloads, ...shares.agents].reduce((s, w) => s + w.usdPerMonth, shares.unusedUsd + shares.sharedUsd); // prettier-ignore
        expect(sum).toBeCloseTo(costToday(cluster, { prices: PRICES }).knownUsdPerMonth, 6);
      }),
      { numRuns: 50 },
    );
  });
});

describe('nodes that remain', () => {
  const zone = (name: string, zone: string) => aNode(name, {}, { 'topology.kubernetes.io/zone': zone }); // prettier-ignore

  it('are those that the pods which stay still need', () => {
    const cluster = aCluster([
      aNode('n1'), aNode('n2'), aNode('n3'),
      ...aWorkload({ name: 'stays', cpu: '1', memory: '1Gi', on: ['n1', 'n2'] }),
      ...aWorkload({ name: 'goes', cpu: '1', memory: '1Gi', on: ['n3'] }),
    ]); // prettier-ignore
    expect(lineOf(after(cluster, ['goes']), 'node').map((l) => l.count)).toEqual([1]);
  });

  it('stay in the zone of a volume', () => {
    const volume: KubeObject = {
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' },
      spec: { claimRef: { namespace: 'app', name: 'data' }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.ebs.csi.aws.com/zone', operator: 'In', values: ['b'] }] }] } } },
    }; // prettier-ignore
    // Without the volume one of the two could go to n1, and two nodes would do.
    const spec = { containers: [{ name: 'db', resources: { requests: { cpu: '1200m' } } }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] }; // prettier-ignore
    const nodes = [zone('n1', 'a'), zone('n2', 'b'), zone('n3', 'b')];
    const web = aWorkload({ name: 'web', cpu: '100m', on: ['n1'] });
    const db = aWorkload({ name: 'db', on: ['n2', 'n3'], spec });
    const kept = (...more: KubeObject[]) =>
      lineOf(after(aCluster([...nodes, ...web, ...db, ...more]), []), 'node').map((l) => l.count);
    expect(kept(volume)).toEqual([1, 2]);
    expect(kept()).toEqual([1, 1]);
  });

  it('are at least one in each zone, so long as any is kept', () => {
    const web = aWorkload({ name: 'web', cpu: '100m', on: ['n1', 'n2'] });
    const cluster = aCluster([zone('n1', 'a'), zone('n2', 'b'), ...web]);
    expect(lineOf(after(cluster, []), 'node').map((l) => l.count)).toEqual([1, 1]);
    expect(lineOf(after(cluster, ['web']), 'node')).toEqual([]);
  });

  it('are one a pod where pods repel their own kind, and heed taints and pods per node', () => {
    const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'a' } } }] } } }; // prettier-ignore
    const nodes = ['n1', 'n2', 'n3'].map((n) => aNode(n));
    const containers = [{ name: 'a' }];
    const spread = aCluster([...nodes, ...aWorkload({ name: 'a', on: ['n1', 'n2', 'n3'], spec: { containers, ...apart } })]); // prettier-ignore
    expect(lineOf(after(spread, []), 'node').map((l) => l.count)).toEqual([3]);
    const small = { status: { allocatable: { cpu: '2', memory: '8Gi', pods: '2' } } };
    const few = aCluster([aNode('n1', small), aNode('n2', small), aNode('n3', small), ...aWorkload({ name: 'a', on: ['n1', 'n2', 'n3'], spec: { containers } })]); // prettier-ignore
    expect(lineOf(after(few, []), 'node').map((l) => l.count)).toEqual([2]);
    const tainted = { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] }, status: { allocatable: { cpu: '8', memory: '32Gi', pods: '29' } } }; // prettier-ignore
    const kept = aCluster([aNode('n1'), aNode('n2', tainted), ...aWorkload({ name: 'a', cpu: '100m', on: ['n1'] }), ...aWorkload({ name: 'g', on: ['n2'], spec: { containers, tolerations: [{ key: 'gpu', operator: 'Exists' }], nodeSelector: {} } })]); // prettier-ignore
    expect(lineOf(after(kept, ['g']), 'node')[0]?.count).toBe(1);
  });

  it('come from AWS’ own zones and types where nodes were not read', () => {
    const instance = { id: 'i-1', type: 'm5.large', state: 'running', availabilityZone: 'us-east-1b', subnetId: '', privateIp: '', privateDnsName: 'n1', lifecycle: 'on-demand' as const, securityGroupIds: [], autoScalingGroup: null, tags: {} }; // prettier-ignore
    const cluster = aCluster([], { aws: { instances: read([instance]) } });
    expect(lineOf(costToday(cluster, { prices: PRICES }), 'node')[0]?.what.en).toBe('m5.large, on demand, us-east-1b'); // prettier-ignore
  });
});

describe('CapacityProvisioned', () => {
  it('is read as EKS writes it', () => {
    expect(parseProvisioned('0.25vCPU 0.5GB')).toEqual({ vcpu: 0.25, memoryGB: 0.5, ephemeralGiB: 20 }); // prettier-ignore
    expect(parseProvisioned('large')).toBeNull();
  });
});
