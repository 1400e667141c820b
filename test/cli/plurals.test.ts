import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { agree, counted } from '../../src/model/index.ts';
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';
import { openStage, quietIo } from '../e2e/stage.ts';

/** Ends in s and is no plural: what may follow "1", or "1" and a word. */
const NOT_MANY = /^(?:is|has|was|its|this|does|goes|stays|runs|ends|keeps|needs|costs|takes|waits|lacks|fits|stands|repeats|address|class|process|access|less|across|pass|previous|status|Ingress|DNS|TLS|AWS|EKS|EFS|EBS|ECS|GPUs?|us|GiBs?|as|always|plus|thus|unless)$/; // prettier-ignore

/** Each "1 pods", "1 free addresses" in what a person reads. */
function pluralsOfOne(printed: string): readonly string[] {
  return [...printed.matchAll(/(?<![\w.,:/$€%–-])1 ((?:[A-Za-z-]+ )?)([A-Za-z]+s)\b/g)]
    .filter((m) => !NOT_MANY.test(m[2] ?? '') && !NOT_MANY.test((m[1] ?? '').trim()))
    .map((m) => m[0]);
}

describe('the check for plurals of one', () => {
  it.each([
    ['1 pods on Fargate', '1 pods'],
    ['have 1 free addresses;', '1 free addresses'],
    ['Move 1 workloads and keep 0', '1 workloads'],
    ['1 points of no return', '1 points'],
  ])('finds that in %j', (line, found) => {
    expect(pluralsOfOne(line)).toEqual([found]);
  });
  it.each(['1 pod runs', '11 pods', '0.1 pods', 'v1 objects', '1 workload is counted', '1 of 3 pods', '1 address'])('leaves %j alone', (line) => {
    expect(pluralsOfOne(line)).toEqual([]);
  }); // prettier-ignore
});

describe('counted', () => {
  it('has one of a thing and many of everything else', () => {
    expect([0, 1, 2].map((n) => counted(n, 'pod'))).toEqual(['0 pods', '1 pod', '2 pods']);
    expect(counted(1, 'address', 'addresses')).toBe('1 address');
    expect([1, 4].map((n) => agree(n, 'is', 'are'))).toEqual(['is', 'are']);
    fc.assert(fc.property(fc.nat(), (n) => pluralsOfOne(counted(n, 'pod')).length === 0));
  });
});

describe('what is printed has no plural of one', () => {
  let dir = '';
  let one = '';
  let moved = '';
  let tutorial = '';
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'plurals-'));
    const write = (name: string, content: unknown): string => {
      writeFileSync(join(dir, name), JSON.stringify(content));
      return join(dir, name);
    };
    const daemon = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'app' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image: 'agent:1', resources: { requests: { cpu: '10m', memory: '10Mi' } } }] } } } }; // prettier-ignore
    one = write('one.json', aCluster([aNode('n1'), ...aWorkload({ name: 'web', cpu: '100m', memory: '100Mi', on: ['n1'] }), daemon])); // prettier-ignore
    const fargate = aNode('fargate-1', {}, { 'eks.amazonaws.com/compute-type': 'fargate' });
    moved = write('moved.json', aCluster([fargate, ...aWorkload({ name: 'web', cpu: '100m', memory: '100Mi', on: ['fargate-1'], annotations: { CapacityProvisioned: '0.25vCPU 0.5GB' } })])); // prettier-ignore
    const stage = await openStage();
    tutorial = write('tutorial.json', stage.snapshot);
    stage.stop();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const printed = async (...argv: string[]): Promise<string> => {
    const io = quietIo({ cwd: dir });
    await runCli(argv, io);
    return `${io.printed.join('')}\n${io.errors.join('')}`;
  };

  it.each([
    ['size'],
    ['size', '--mix'],
    ['size', '--mix', '--effort-weight', '1000'],
    ['size', '--advise'],
    ['size', '--usage', 'vpa'],
    ['size', '--assume', 'job.hours=1'],
    ['assess'],
    ['assess', '-o', 'wide'],
    ['assess', '-o', 'md'],
  ])('of a cluster with one of everything: %s %s %s %s', async (...argv) => {
    const out = await printed(...argv, '--from', one);
    expect(out).toMatch(/\bweb\b/);
    expect(pluralsOfOne(out)).toEqual([]);
  });

  it('of one pod that is on Fargate', async () => {
    const out = await printed('size', '--actual', '--from', moved);
    expect(out).toMatch(/1 of 1 workload is as forecast/);
    expect(pluralsOfOne(out)).toEqual([]);
  });

  it('of a sample of usage that lacks one value', async () => {
    writeFileSync(join(dir, 'u.csv'), 'namespace,workload,container,cpu,memory\napp,web,web,10m,\napp,ghost,x,1m,1Mi\napp,web,web,10m,\n'); // prettier-ignore
    const out = await printed('size', '--usage', join(dir, 'u.csv'), '--from', one);
    expect(out).toMatch(/samples of 1 pod or workload that the cluster does not have/);
    expect(out).toMatch(/1 line repeats another/);
    expect(pluralsOfOne(out)).toEqual([]);
  });

  it('of the tutorial’s plan, and of each step of its rehearsal', async () => {
    const plan = join(dir, 'plan.json');
    const out = await printed('plan', '--from', tutorial, '-o', plan);
    const shown = await printed('plan', 'show', plan);
    const rehearsed = await printed('rehearse', plan);
    expect(rehearsed).toMatch(/1 pod on Fargate/);
    expect(pluralsOfOne([out, shown, rehearsed].join('\n'))).toEqual([]);
    for (const argv of [['assess', '-o', 'wide'], ['size'], ['profiles', 'plan']])
      expect(pluralsOfOne(await printed(...argv, '--from', tutorial))).toEqual([]);
  });
});
