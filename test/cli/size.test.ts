import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCli } from '../../src/cli/program.ts';
import { displayWidth } from '../../src/cli/render/wrap.ts';
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';
import { openStage, quietIo } from '../e2e/stage.ts';

let dir = '';
let tutorial = '';
let packed = '';
let moved = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'size-'));
  const write = (name: string, content: unknown): string => {
    writeFileSync(join(dir, name), JSON.stringify(content));
    return join(dir, name);
  };
  const stage = await openStage();
  tutorial = write('tutorial.json', stage.snapshot);
  stage.stop();
  // One full node: 1.8 of its 2 vCPUs and 6 of its 8 GiB asked for, for $70.08 a month. The same pods on
  // Fargate: three of 1 vCPU and 3 GB, 3 × (0.04048 + 3 × 0.004445) × 730 = $117.85.
  packed = write('packed.json', aCluster([aNode('n1'), ...aWorkload({ name: 'full', cpu: '600m', memory: '2Gi', on: ['n1', 'n1', 'n1'] })])); // prettier-ignore
  const fargate = aNode('fargate-1', {}, { 'eks.amazonaws.com/compute-type': 'fargate' });
  moved = write('moved.json', aCluster([
    fargate,
    ...aWorkload({ name: 'right', cpu: '500m', memory: '512Mi', on: ['fargate-1'], annotations: { CapacityProvisioned: '0.5vCPU 1GB' } }),
    ...aWorkload({ name: 'more', cpu: '250m', memory: '256Mi', on: ['fargate-1'], annotations: { CapacityProvisioned: '0.25vCPU 1GB' } }),
    ...aWorkload({ name: 'new', cpu: '250m', memory: '128Mi', on: ['fargate-1'] }),
  ])); // prettier-ignore
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = async (...argv: string[]) => {
  const io = quietIo();
  const code = await runCli(['size', ...argv], io);
  return { code, out: io.printed.join(''), err: io.errors.join('') };
};
const json = async (...argv: string[]) => {
  const { code, out, err } = await run(...argv, '-o', 'json');
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
};
const schema = (name: string) =>
  z.fromJSONSchema(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')));

describe('the JSON of size follows its published schema', () => {
  it.each([
    ['sizing', []],
    ['mix', ['--mix']],
    ['advice', ['--advise']],
    ['actual-sizes', ['--actual']],
  ])('%s', async (name, flags) => {
    for (const lang of ['en', 'ko'])
      schema(name).parse(await json(...flags, '--from', tutorial, '--lang', lang));
  });

  it('which refuses what it does not name', async () => {
    const report = await json('--from', packed);
    expect(schema('sizing').safeParse({ ...report, more: 1 }).success).toBe(false);
    expect(schema('sizing').safeParse({ ...report, gaps: [1] }).success).toBe(false);
  });
});

describe('a cluster whose nodes are full', () => {
  it('is told not to move', async () => {
    const advice = await json('--advise', '--from', packed);
    expect(advice.verdict).toBe('dont');
    const usd = Object.fromEntries(advice.options.map((o: { id: string; usdPerMonth: number }) => [o.id, o.usdPerMonth])); // prettier-ignore
    expect(usd['fargate-whole']).toBeGreaterThan(usd['stay'] + 40);
    expect((await run('--advise', '--from', packed)).out).toContain('Don’t move.');
    expect((await run('--advise', '--from', packed, '--lang', 'ko')).out).toContain('옮기지 마십시오.'); // prettier-ignore
  });

  it('keeps its node in the best mix, and says why', async () => {
    const mix = await json('--mix', '--from', packed);
    expect(mix.best).toMatchObject({ moved: 0, nodes: 1, gap: 0 });
    expect(mix.best.usdPerMonth.toFixed(2)).toBe('143.08');
    expect(mix.gaps[0]).toMatch(/^1 workload is counted as if it could go/);
    expect(mix.workloads[0].why).toBe('on Fargate it would cost $117.85 and free $70.08 of nodes');
  });
});

describe('forecast against reality', () => {
  it('tells what is as forecast, what is larger, and what is not stated yet', async () => {
    const { workloads } = await json('--actual', '--from', moved);
    const by = Object.fromEntries(workloads.map((w: { ref: { name: string }; outcome: string }) => [w.ref.name, w])); // prettier-ignore
    expect(by.right).toMatchObject({ outcome: 'as-forecast', notStated: 0 });
    expect(by.more).toMatchObject({ outcome: 'larger', provisioned: [{ vcpu: 0.25, memoryGB: 1, pods: 1 }] }); // prettier-ignore
    expect(by.new).toMatchObject({ outcome: 'not-stated', notStated: 1, actualUsdPerMonth: null });
    expect((await run('--actual', '--from', packed)).out).toBe('No pod runs on Fargate.\n');
  });
});

describe('flags of size', () => {
  it('show money in another currency, and reckon in dollars', async () => {
    const { out } = await run('--from', packed, '--currency', 'krw', '--rate', '1390');
    expect(out).toMatch(/KRW\/MONTH/);
    expect(out).toContain('163,818'); // 117.85485 × 1390
    const report = await json('--from', packed, '--currency', 'KRW', '--rate', '1390');
    expect(report.usdPerMonth.toFixed(2)).toBe('117.85');
    expect(report.currency).toEqual({ code: 'KRW', perUsd: 1390 });
  });

  it('price files in the Region that --region names', async () => {
    const report = await json('--from', packed, '--region', 'ap-northeast-2');
    // 3 × (0.04656 + 3 × 0.00511) × 730
    expect(report.usdPerMonth.toFixed(2)).toBe('135.54');
    expect((await json('--from', packed, '--region', 'mars-north-1')).usdPerMonth).toBe(0);
    expect((await json('--from', packed, '--region', 'mars-north-1')).unpriced).toBe(1);
  });

  it('size by a CSV of samples', async () => {
    const file = join(dir, 'usage.csv');
    writeFileSync(file, 'namespace,workload,container,cpu,memory\napp,full,full,100m,100Mi\n');
    const report = await json('--from', packed, '--usage', file, '--headroom', '50%');
    expect(report.basis).toEqual({ requests: 'used', usage: { cpuPercentile: 95, memoryPercentile: 100, headroom: 0.5 } }); // prettier-ignore
    expect(report.workloads[0]).toMatchObject({ asked: { milliCpu: 150, memoryMiB: 406 } });
  });

  it.each([
    [['--currency', 'KRW'], 'BAD_CURRENCY', /needs a rate/],
    [['--rate', '5'], 'BAD_CURRENCY', /without --currency/],
    [['--currency', 'WON', '--rate', '5'], 'BAD_CURRENCY', /no ISO 4217 code/],
    [['--currency', 'KRW', '--rate', '-5'], 'BAD_CURRENCY', /no number above 0/],
    [['--currency', 'KRW', '--rate', '0x5'], 'BAD_CURRENCY', /--rate 0x5 is no number above 0/],
    [['--currency', 'USD', '--rate', '1300'], 'BAD_CURRENCY', /it can only be 1/],
    [['--region', ''], 'BAD_FLAG', /--region is "", wanted the name of an AWS Region/],
    [['--region', 'us-east-1 '], 'BAD_FLAG', /--region is "us-east-1 "/],
    [['--assume', 'nat.gb=EUR0.05'], 'BAD_ASSUMPTION', /"EUR0.05" is wanted as a number/],
    [['--assume', 'nat.gb=0x10'], 'BAD_ASSUMPTION', /"0x10" is wanted as a number/],
    [
      ['--assume', 'nat.gb=1', '--assume', 'nat.gb=2'],
      'BAD_ASSUMPTION',
      /given twice, as 1 and as 2/,
    ],
    [
      ['--savings-plan', '20%', '--assume', 'fargate.savings-plan=0.3'],
      'BAD_ASSUMPTION',
      /given twice/,
    ],
    [['--usage', 'vpa', '--usage-days', '31'], 'BAD_FLAG', /--usage-days is "31"/],
    [['--usage', 'prometheus=ftp://x'], 'BAD_FLAG', /wanted an http or https address/],
    [['--hours', '0'], 'BAD_FLAG', /--hours is "0"/],
    [['--hours', '0x10'], 'BAD_FLAG', /--hours is "0x10"/],
    [['--percentile', '101'], 'BAD_FLAG', /--percentile is "101"/],
    [['--headroom', 'much'], 'BAD_FLAG', /--headroom is "much"/],
    [['--savings-plan', '130%'], 'BAD_ASSUMPTION', /a share from 0% to 100%/],
    [['--usage', 'nowhere.csv'], 'FILE_UNREADABLE', /nowhere.csv/],
    [['--what-if', 'ghost.cpu=1'], 'BAD_WHAT_IF', /no workload is called ghost/],
    [['--sidecar', 'app/ghost'], 'SIDECAR_UNKNOWN', /no such DaemonSet/],
    [['--mix', '--advise'], 'BAD_FLAG', /given together/],
    [['--mix', '--effort-weight', '-1'], 'BAD_FLAG', /--effort-weight is "-1"/],
  ])('%j: %s', async (flags, code, message) => {
    const { code: exit, out, err } = await run(...flags, '--from', packed);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(code);
    expect(err).toMatch(message);
  });

  it('a Region without a table, and a number of pods that no cluster has, are named on the page', async () => {
    const there = await json('--from', packed, '--region', 'mars-north-1');
    expect(there.gaps[0]).toMatch(/no table has a Fargate price of mars-north-1: --live-prices asks AWS/); // prettier-ignore
    expect(there.bill.after.usdPerMonth).toBeNull();
    const [web] = aWorkload({ name: 'web', cpu: '1', memory: '1Gi', on: [] });
    const many = { ...web, spec: { ...(web?.['spec'] as object), replicas: 1e9 } };
    writeFileSync(join(dir, 'many.json'), JSON.stringify(aCluster([aNode('n1'), many as never])));
    const report = await json('--from', join(dir, 'many.json'));
    expect(report.gaps.join('\n')).toMatch(/Deployment app\/web: replicas is 1000000000, and a whole cluster holds 150000 pods at most/); // prettier-ignore
  });

  it('a mix that cannot be names the pod that no node has room for', async () => {
    const [huge] = aWorkload({ name: 'huge', cpu: '500', memory: '1Gi', on: [] });
    const one = { ...huge, spec: { ...(huge?.['spec'] as object), replicas: 1 } };
    writeFileSync(join(dir, 'huge.json'), JSON.stringify(aCluster([one as never])));
    const { code, err } = await run('--mix', '--from', join(dir, 'huge.json'), '--node-type', 'm5.large', '--nodes', '1'); // prettier-ignore
    expect([code, err]).toEqual([2, expect.stringMatching(/No node has room for a pod of Deployment app\/huge \(500000m, 1024Mi\)/)]); // prettier-ignore
  });

  it('a mix without nodes or without prices says what to do', async () => {
    const write = (name: string, content: unknown): string => {
      writeFileSync(join(dir, name), JSON.stringify(content));
      return join(dir, name);
    };
    const bare = write('bare.json', aCluster(aWorkload({ name: 'web', replicas: 1 })));
    expect((await run('--mix', '--from', bare)).err).toMatch(/MIX_NO_NODES/);
    const odd = write('odd.json', aCluster([aNode('n1', {}, { 'node.kubernetes.io/instance-type': 'zz9.large' }), ...aWorkload({ name: 'web', cpu: '100m', on: ['n1'] })])); // prettier-ignore
    expect((await run('--mix', '--from', odd)).err).toMatch(/MIX_PRICE_UNKNOWN.*\n.*--assume ec2.zz9.large=USD/); // prettier-ignore
    expect((await run('--mix', '--from', odd, '--assume', 'ec2.zz9.large=0.1')).code).toBe(0);
  });
});

describe('on a terminal of 80 columns', () => {
  const width = (line: string): number => displayWidth(line.replace(/\u001b\[\d+m/g, ''));

  it.each([[], ['--mix'], ['--advise']])(
    'size %s keeps every line within them',
    async (...flags) => {
      for (const lang of ['en', 'ko']) {
        const io = quietIo({ isTTY: true, columns: 80, color: true });
        expect(await runCli(['size', ...flags, '--from', tutorial, '--lang', lang], io)).toBe(0);
        const lines = io.printed.join('').split('\n');
        expect(lines.length).toBeGreaterThan(20);
        expect(lines.filter((line) => width(line) > 80)).toEqual([]);
      }
    },
  );

  it('size --actual does, too', async () => {
    const io = quietIo({ isTTY: true, columns: 80 });
    expect(await runCli(['size', '--actual', '--from', moved], io)).toBe(0);
    expect(
      io.printed
        .join('')
        .split('\n')
        .filter((line) => width(line) > 80),
    ).toEqual([]);
  });
});
