import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCli } from '../../src/cli/program.ts';
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';
import { quietIo } from '../e2e/stage.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'size-advice-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, content: unknown): string => {
  writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(dir, name);
};
const run = async (...argv: string[]) => {
  const io = quietIo();
  const code = await runCli(['size', ...argv], io);
  return { code, out: io.printed.join(''), err: io.errors.join('') };
};
const json = async (...argv: string[]) => {
  const { code, out, err } = await run(...argv, '-o', 'json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};
const schema = (name: string) =>
  z.fromJSONSchema(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')));
type Option = {
  id: string; usdPerMonth: number | null; costNote: string | null; steps: number | null; stepsAtLeast: boolean;
  nodes: number | null; movedWorkloads: number; breaks: string[];
}; // prettier-ignore
const byId = (advice: { options: Option[] }): Record<string, Option> =>
  Object.fromEntries(advice.options.map((o) => [o.id, o]));

/** As an application team has it: five pods that ask for nothing, and a Service of type NodePort. */
const manifest = (more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: game, namespace: app }
spec:
  replicas: 5
  selector: { matchLabels: { app: game } }
  template:
    metadata: { labels: { app: game } }
    spec:
      containers: [{ name: game, image: example.com/game:1 }]
${more}`;

describe('advice on manifests, which hold no nodes', () => {
  it('tells what Fargate and new nodes would cost, and leaves today’s bill open', async () => {
    const from = file('game.yaml', manifest());
    const advice = await json('--advise', '--from', from, '--region', 'ap-northeast-2');
    schema('advice').parse(advice);
    expect(advice.verdict).toBe('cannot-say');
    expect(advice.because).toMatch(/^today’s bill is not known from this input; all of it on Fargate would cost \$124\.81/); // prettier-ignore
    const { stay, tidy, karpenter, 'fargate-whole': whole } = byId(advice);
    expect([stay?.usdPerMonth, tidy?.usdPerMonth]).toEqual([null, null]);
    expect(stay?.costNote).toMatch(/--node-type m5\.large --nodes 3/);
    // 0.1 × 730, and 5 × (0.25 × 0.04656 + 0.5 × 0.00511) × 730
    expect(whole?.usdPerMonth?.toFixed(2)).toBe('124.81');
    expect(whole).toMatchObject({ nodes: 0, movedWorkloads: 1, stepsAtLeast: true });
    expect(whole?.breaks).toEqual(['A container that asks for nothing (1)']);
    // A c5a.large at $0.086 and 20 GiB of gp3 at $0.0912, the cheapest node that holds them.
    expect(karpenter).toMatchObject({ nodes: 1 });
    expect(karpenter?.usdPerMonth?.toFixed(2)).toBe((73 + 0.086 * 730 + 20 * 0.0912).toFixed(2));
    expect(advice.gaps[0]).toMatch(/^nodes and zones of today are not known/);
  });

  it('says what is missing where the Region is, and calls no price a reason to stay', async () => {
    const advice = await json('--advise', '--from', file('game.yaml', manifest()));
    expect(advice.verdict).toBe('cannot-say');
    expect(advice.because).toMatch(/no Fargate price without a Region: --region us-east-1/);
    expect(byId(advice)['fargate-whole']).toMatchObject({ usdPerMonth: null, costNote: 'the Region is not known: --region us-east-1' }); // prettier-ignore
  });

  it('takes nodes that a person assumes, and says that they are assumed', async () => {
    const from = file('game.yaml', manifest());
    const flags = [
      '--from',
      from,
      '--region',
      'us-east-1',
      '--node-type',
      'm5.large',
      '--nodes',
      '3',
    ];
    const advice = await json('--advise', ...flags);
    // Three nodes at $0.096 with 20 GiB at $0.08 each, and the control plane.
    expect(byId(advice)['stay']?.usdPerMonth?.toFixed(2)).toBe((73 + 3 * (0.096 * 730 + 1.6)).toFixed(2)); // prettier-ignore
    expect(advice.gaps[0]).toMatch(/^assumed, not read: 3 nodes of m5\.large, on demand, 20 GiB of disk each/); // prettier-ignore
    const mix = await json('--mix', ...flags);
    schema('mix').parse(mix);
    // 5 × (0.25 × 0.04048 + 0.5 × 0.004445) × 730 on Fargate is less than one node.
    expect(mix.best).toMatchObject({ moved: 1, nodes: 0 });
    expect(mix.best.usdPerMonth.toFixed(2)).toBe('118.05');
    const bills = await json(...flags);
    schema('sizing').parse(bills);
    expect(bills.bill.byWorkload).toBeNull();
    expect(bills.gaps).toContain('today’s bill is not split by workload: nodes are assumed');
  });

  it.each([
    [['--nodes', '3'], /--nodes is given without --node-type/],
    [['--node-type', 'm5.large'], /--node-type is given without --nodes/],
    [['--node-type', 'x9.huge', '--nodes', '3'], /"x9.huge", which is no EC2 instance type/],
    [['--node-type', 'm5.large', '--nodes', '2.5'], /wanted a whole number/],
    [['--node-type', 'm5.large', '--nodes', '0'], /wanted a number above 0/],
  ])('%j is refused', async (flags, message) => {
    const { code, err } = await run('--advise', ...flags, '--from', file('game.yaml', manifest()));
    expect(code).toBe(2);
    expect(err).toMatch(/^BAD_FLAG/);
    expect(err).toMatch(message);
  });

  it('assumes nothing away: nodes whose type is known stand, others get the type that is said', async () => {
    const known = file('known.json', aCluster([aNode('n1'), ...aWorkload({ name: 'web', on: ['n1'] })])); // prettier-ignore
    expect((await run('--advise', '--node-type', 'm5.large', '--from', known)).err).toMatch(/the input holds 1 whose type is known \(m5\.large\)/); // prettier-ignore
    const odd = aCluster([
      aNode('n1', {}, { 'node.kubernetes.io/instance-type': 'k3s' }),
      ...aWorkload({ name: 'web', cpu: '100m', on: ['n1'] }),
    ]);
    const from = file('odd.json', odd);
    expect((await json('--advise', '--from', from)).verdict).toBe('cannot-say');
    const mix = await json('--mix', '--node-type', 'm5.large', '--from', from);
    expect(mix.nodes).toMatchObject([{ type: 'm5.large', today: 1, nodegroup: 'assumed' }]);
  });
});

describe('workloads that could not be checked in full', () => {
  // From a cluster whose AWS side was not read, so that nothing is certain; moving it saves.
  const half = (): string =>
    file('half.json', aCluster([aNode('n1'), ...aWorkload({ name: 'small', cpu: '100m', memory: '128Mi', on: ['n1'] })])); // prettier-ignore

  it('give two figures: with them and without', async () => {
    const mix = await json('--mix', '--from', half());
    expect(mix.best).toMatchObject({ moved: 1, nodes: 0 });
    expect(mix.ifUncheckedStay).toMatchObject({ workloads: 1, best: { moved: 0, nodes: 1 } });
    expect(mix.ifUncheckedStay.best.usdPerMonth.toFixed(2)).toBe('143.08');
    const bills = await json('--from', half());
    expect(bills.bill.ifUncheckedStay.workloads).toBe(1);
    expect(bills.bill.ifUncheckedStay.knownUsdPerMonth.toFixed(2)).toBe('143.08');
  });

  it('are said to change the answer where they do', async () => {
    const advice = await json('--advise', '--from', half());
    expect(advice.verdict).toBe('whole');
    expect(advice.ifUncheckedStay).toMatchObject({ workloads: 1, verdict: 'dont' });
    for (const [lang, words] of [['en', 'and the answer is: Don’t move.'], ['ko', '답은 "옮기지 마십시오."']] as const) // prettier-ignore
      expect((await run('--advise', '--from', half(), '--lang', lang)).out.replaceAll(/\s+/g, ' ')).toContain(words); // prettier-ignore
  });
});

describe('three bills worked by hand', () => {
  const cents = (n: number): string => n.toFixed(2);

  it('two nodes and a Deployment in us-east-1', async () => {
    // 250m and 800Mi with Fargate's 256 MiB is 1056 MiB: 0.25 vCPU takes it in 2 GB.
    const from = file('one.json', aCluster([aNode('n1'), aNode('n2'), ...aWorkload({ name: 'web', cpu: '250m', memory: '800Mi', on: ['n1', 'n2'] })])); // prettier-ignore
    const { bill, usdPerMonth } = await json('--from', from);
    expect(cents(bill.before.knownUsdPerMonth)).toBe('213.16'); // 73.00 + 2 × 0.096 × 730
    expect(cents(usdPerMonth)).toBe('27.75'); // 2 × (0.25 × 0.04048 + 2 × 0.004445) × 730
    expect(cents(bill.after.knownUsdPerMonth)).toBe('100.75');
  });

  it('big pods with much disk under a Savings Plan', async () => {
    // 4 vCPU, 20Gi + 256Mi: 21 GB; 50Gi of disk, of which 20 are free. The plan is not taken off the disk.
    const spec = { containers: [{ name: 'db', image: 'example.com/db:1', resources: { requests: { cpu: '4', memory: '20Gi', 'ephemeral-storage': '50Gi' } } }] }; // prettier-ignore
    const from = file('two.json', aCluster([aNode('n1'), ...aWorkload({ name: 'db', on: ['n1', 'n1'], spec })])); // prettier-ignore
    const { workloads, usdPerMonth } = await json('--from', from, '--savings-plan', '20%');
    expect(workloads[0].size).toEqual({ vcpu: 4, memoryGB: 21, ephemeralGiB: 50 });
    // 2 × 730 × ((4 × 0.04048 + 21 × 0.004445) × 0.8 + 30 × 0.000111)
    expect(cents(usdPerMonth)).toBe('303.01');
  });

  it('a CronJob that runs ten hours a month, and the finished pods that it keeps', async () => {
    const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'night', namespace: 'app' }, spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'night', image: 'example.com/n:1', resources: { requests: { cpu: '1', memory: '1Gi' } } }] } } } } } }; // prettier-ignore
    const from = file('three.json', aCluster([cron]));
    const { bill } = await json('--from', from, '--assume', 'job.hours=10');
    const usd = Object.fromEntries(bill.after.lines.map((l: { kind: string; usdPerMonth: number }) => [l.kind, l.usdPerMonth])); // prettier-ignore
    // 1 vCPU, 1 GiB + 256 MiB: 2 GB. 10 × (0.04048 + 2 × 0.004445); three such pods stay all month.
    expect(cents(usd['fargate'])).toBe('0.49');
    expect(cents(usd['finished-jobs'])).toBe('108.12');
  });
});

describe('input that cannot be meant', () => {
  const deployment = (name: string, replicas: number, requests: object): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'app' },
    spec: { replicas, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'example.com/a:1', resources: { requests } }] } } },
  }); // prettier-ignore
  const odd = (): string =>
    file('cannot.json', {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        deployment('minus', 2, { cpu: '-100m' }),
        deployment('fewer', -3, { cpu: '100m', memory: '100Mi' }),
        deployment('slip', 1, { cpu: 500, memory: '300m' }),
        deployment('ok', 1, { cpu: '100m', memory: '100Mi' }),
      ],
    });

  it('is named, costs nothing that is known, and leaves the rest as it is', async () => {
    const { workloads, usdPerMonth, bill, gaps } = await json('--from', odd(), '--region', 'us-east-1'); // prettier-ignore
    const of = Object.fromEntries(workloads.map((w: { ref: { name: string } }) => [w.ref.name, w]));
    expect(of['minus']).toMatchObject({ size: null, usdPerMonth: null });
    expect(of['fewer']).toMatchObject({ replicas: null, usdPerMonth: null });
    // 0.25 vCPU and 0.5 GB: (0.25 × 0.04048 + 0.5 × 0.004445) × 730
    expect(usdPerMonth.toFixed(2)).toBe('9.01');
    expect(bill.after.lines.every((l: { usdPerMonth: number | null }) => (l.usdPerMonth ?? 0) >= 0)).toBe(true); // prettier-ignore
    for (const gap of [
      'Deployment app/fewer: replicas is -3, wanted a whole number of 0 or more; its cost is not known', // prettier-ignore
      'Deployment app/minus: minus: resources.requests.cpu is "-100m", which is no quantity of 0 or more: it has no size', // prettier-ignore
      'Deployment app/slip: slip asks for 500 CPUs; was 500m meant?',
    ])
      expect(gaps).toContain(gap);
    expect((await run('--from', odd(), '--region', 'us-east-1')).out).toMatch(/app\/minus .* unreadable request/); // prettier-ignore
  });

  it('does not keep advice from pricing what does fit on nodes', async () => {
    const advice = byId(await json('--advise', '--from', odd(), '--region', 'us-east-1'));
    expect(advice['karpenter']?.usdPerMonth).toBeGreaterThan(73);
    expect(advice['karpenter']?.costNote).toMatch(/without 1 workload that fits on no type/);
  });

  it('in a Region that no table has is a gap, not a bill of nothing', async () => {
    const advice = byId(await json('--advise', '--from', odd(), '--region', 'mars-north-1'));
    expect(Object.values(advice).map((o) => o.usdPerMonth)).toEqual([null, null, null, null, null, null]); // prettier-ignore
  });
});
