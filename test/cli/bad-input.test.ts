import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fargatectl, openLab, type Lab } from './lab.ts';

/** Code first, then what is wrong; then the way out. No stack, no second story. */
const told = (err: string) => ({
  code: /^([A-Z][A-Z_]+) {2}/.exec(err)?.[1],
  remedy: /\n {2}Do: (.+)/.exec(err)?.[1],
  stack: /\n\s+at .+:\d+:\d+/.test(err),
});

describe('input that cannot be used', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fargatectl-input-'));
    const files: Record<string, string> = {
      'empty.yaml': '',
      'truncated.yaml': 'kind: Pod\nmetadata: [a',
      'truncated.json': '{"kind":"Deployment"',
      'number.yaml': '42',
      'plan.json': '{"apiVersion":"fargatectl/v1","kind":"Plan","steps":[{"id":1}]}',
      'snapshot.json': '{"apiVersion":"fargatectl/v1","kind":"Snapshot"}',
      'half-plan.json': '{"apiVersion":"fargatectl/v1","kind":"Plan","steps":[',
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\nspec: { containers: [{ name: c, image: d }] }\n',
    }; // prettier-ignore
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    writeFileSync(join(dir, 'random.bin'), Buffer.from([0, 255, 254, 1, 2, 3, 200, 0]));
    mkdirSync(join(dir, 'nothing'));
    // As file managers leave it.
    mkdirSync(join(dir, 'strays', 'runs'), { recursive: true });
    writeFileSync(join(dir, 'strays', 'runs', '.DS_Store'), 'x');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const cases: readonly (readonly [args: readonly string[], code: string, names: RegExp])[] = [
    [['assess', '--from', 'empty.yaml'], 'INPUT_EMPTY', /empty\.yaml/],
    [['assess', '--from', 'truncated.yaml'], 'INPUT_TRUNCATED', /truncated\.yaml/],
    [['assess', '--from', 'truncated.json'], 'INPUT_TRUNCATED', /truncated\.json/],
    [['assess', '--from', 'number.yaml'], 'INPUT_NOT_KUBERNETES', /number\.yaml/],
    [['assess', '--from', 'random.bin'], 'INPUT_NOT_KUBERNETES', /random\.bin/],
    [['assess', '--from', 'missing.yaml'], 'FILE_UNREADABLE', /missing\.yaml/],
    [['assess', '--from', 'nothing'], 'INPUT_EMPTY', /nothing/],
    [['assess', '--from', '-'], 'INPUT_EMPTY', /standard input/],
    [['assess', '--from', 'pod.yaml', '-o', 'xml'], 'BAD_FLAG', /"xml".*table/],
    [['rehearse', 'plan.json'], 'PLAN_UNREADABLE', /plan\.json/],
    [['rehearse', 'snapshot.json'], 'PLAN_UNREADABLE', /"Snapshot".*"Plan"/],
    [['migrate', 'half-plan.json', '--yes'], 'PLAN_UNREADABLE', /half-plan\.json/],
    [['migrate', 'none.json', '--yes'], 'FILE_UNREADABLE', /none\.json/],
    [['migrate'], 'PLAN_MISSING', /no plan/],
    [['migrate', '--resume', '--yes'], 'RUN_UNKNOWN', /no run/],
    [['rollback', '--yes'], 'RUN_UNKNOWN', /no run/],
    [['status'], 'RUN_UNKNOWN', /no run/],
    [['status', '--state-dir', 'strays'], 'RUN_UNKNOWN', /no run in strays/],
    [['snapshot', '--kubeconfig', 'missing'], 'KUBECONFIG_UNREADABLE', /missing/],
    [['snapshot', '--kubeconfig', 'empty.yaml'], 'KUBECONFIG_UNREADABLE', /empty\.yaml.*no clusters, users and contexts/],
    [['lab', 'start', '--speed', 'fast'], 'BAD_FLAG', /"fast".*1 to 1000/],
    [['lab', 'stop'], 'LAB_NOT_RUNNING', /No lab/],
    [['explain', 'nonsense'], 'TOPIC_UNKNOWN', /nonsense/],
  ]; // prettier-ignore
  for (const [args, code, names] of cases)
    it(`${args.join(' ')}: ${code}`, async () => {
      const { code: exit, out, err } = await fargatectl(args, { cwd: dir });
      const t = told(err);
      expect(exit).toBe(2);
      expect(t.code).toBe(code);
      expect(err).toMatch(names);
      expect(t.remedy).toBeTruthy();
      expect(t.stack).toBe(false);
      expect(out).toBe('');
    });

  for (const args of [['assess', '--form', 'x'], ['asess'], ['plan', '--concurrency']])
    it(`${args.join(' ')}: a usage error`, async () => {
      const { code, err } = await fargatectl(args, { cwd: dir });
      expect(code).toBe(2);
      expect(err).toMatch(/^error: /);
    });

  it('writes nothing before the input is known to be good', () => {
    expect(readdirSync(dir).filter((f) => f.startsWith('.'))).toEqual([]);
  });
});

describe('a world that cannot be used', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab.close());
  const go = (args: readonly string[], env: Record<string, string> = {}) =>
    fargatectl(args, { cwd: lab.dir, env: { ...lab.env, ...env } });

  it('names the clusters that there are', async () => {
    const r = await go(['snapshot', '--cluster', 'Nope']);
    expect([r.code, told(r.err).code]).toEqual([2, 'CLUSTER_UNKNOWN']);
    expect(r.err).toMatch(/"Nope".*Migration-EKS/);
  });

  it('is told of in our words alone: the engine finds nothing deprecated in us', async () => {
    const r = await go(['snapshot', '--cluster', 'Nope'], {
      NODE_OPTIONS: '--pending-deprecation',
    });
    expect(r.err).toMatch(/^CLUSTER_UNKNOWN/);
    expect(r.err).not.toMatch(/warning|deprecat/i);
  });

  it('says that there are no credentials, and how to get them', async () => {
    const { AWS_ACCESS_KEY_ID: _k, AWS_SECRET_ACCESS_KEY: _s, ...without } = lab.env;
    const r = await fargatectl(['snapshot'], { cwd: lab.dir, env: without });
    expect([r.code, told(r.err).code]).toEqual([1, 'AWS_CREDENTIALS_PROVIDER']);
    expect(told(r.err).remedy).toMatch(/aws sso login/);
  });

  it('tells AWS out of reach from AWS that refuses', async () => {
    const r = await go(['snapshot'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect([r.code, told(r.err).code]).toEqual([1, 'AWS_UNREACHABLE']);
    expect(r.err).toMatch(/could not be asked eks:DescribeCluster/);
  });

  it('names an API server that nobody answers at', async () => {
    const kubeconfig = join(lab.dir, 'unreachable');
    writeFileSync(kubeconfig, readFileSync(lab.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')); // prettier-ignore
    const r = await go(['snapshot', '--kubeconfig', kubeconfig]);
    expect([r.code, told(r.err).code]).toEqual([1, 'KUBERNETES_UNREACHABLE']);
    expect(r.err).toMatch(/127\.0\.0\.1:9.*nothing listens there/);
  });

  it('does not trust a certificate of somebody else', async () => {
    const kubeconfig = join(lab.dir, 'foreign-ca');
    const { makeCertificates } = await import('../../src/twin/server/index.ts');
    const foreign = Buffer.from((await makeCertificates()).ca).toString('base64');
    writeFileSync(kubeconfig, readFileSync(lab.kubeconfig, 'utf8').replace(/(certificate-authority-data:).*/, `$1 ${foreign}`)); // prettier-ignore
    const r = await go(['snapshot', '--kubeconfig', kubeconfig]);
    expect([r.code, told(r.err).code]).toEqual([1, 'KUBERNETES_UNREACHABLE']);
    expect(r.err).toMatch(/certificate is not from the CA/);
  });

  it('shows what it was not allowed to read as unknown, never as fine', async () => {
    const { denied } = lab.twin.aws.controls;
    denied.add('ec2:*');
    try {
      const r = await go(['assess', '-o', 'json']);
      const { unknown } = JSON.parse(r.out) as { unknown: { rule: string; reason: string }[] };
      expect(unknown.map((u) => u.rule)).toEqual(expect.arrayContaining(['subnet-not-private', 'subnet-no-egress', 'subnet-ip-shortage'])); // prettier-ignore
      expect(unknown.find((u) => u.rule === 'subnet-not-private')?.reason).toMatch(/ec2:|not authorized|denied/i); // prettier-ignore
      // Findings that --fail-on asks for come first; without them, what is not known decides.
      expect(r.code).toBe(3);
      expect((await go(['assess', '-o', 'json', '--fail-on', 'never'])).code).toBe(4);
    } finally {
      denied.clear();
    }
  });

  it('refuses a plan of another cluster and a plan gone stale, and touches nothing', async () => {
    expect((await go(['plan', '-o', 'plan.json'])).code).toBe(0);
    const file = join(lab.dir, 'plan.json');
    writeFileSync(join(lab.dir, 'other.json'), readFileSync(file, 'utf8').replaceAll('"Migration-EKS"', '"Other-EKS"')); // prettier-ignore
    const other = await go(['migrate', 'other.json', '--yes']);
    expect([other.code, told(other.err).code]).toEqual([2, 'OTHER_CLUSTER']);
    expect(other.err).toMatch(/Other-EKS.*Migration-EKS/);
    const nginx = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'nginx' };
    await lab.twin.kube.mergePatch(nginx, { metadata: { labels: { changed: 'since' } } });
    const stale = await go(['migrate', 'plan.json', '--yes']);
    expect([stale.code, told(stale.err).code]).toEqual([6, 'PLAN_STALE']);
    expect(stale.err).toMatch(/app\/nginx/);
    await lab.twin.kube.mergePatch(nginx, { metadata: { labels: { changed: null } } });
    const unasked = await go(['migrate', 'plan.json']);
    expect(unasked.code).toBe(2);
    expect(unasked.err).toMatch(/--yes/);
    expect(readdirSync(join(lab.dir, '.fargatectl'))).not.toContain('runs');
    expect((await lab.twin.kube.list('coordination.k8s.io/v1/Lease')).items.map((l) => l.metadata.name)).not.toContain('fargatectl'); // prettier-ignore
  });
});
