import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../assess/documents/index.ts';
import { EXIT } from '../errors/index.ts';
import type { Assessment } from '../model/index.ts';
import { file, assess, MANIFEST, manifest, waiversOf } from './assess-runs.test-data.ts';

describe('waivers', () => {
  it('take a finding out of the threshold and leave the verdict', async () => {
    const both = file('w.yaml', waiversOf(['host-port', 'app/web', 'x', 'never'], ['privileged-container', 'Deployment app/d*', 'x', '2026-11-24'])); // prettier-ignore
    const run = (today: string) => assess(manifest, '-o', 'json', '--waivers', both, '--today', today); // prettier-ignore
    const { out, code } = await run('2026-11-24');
    const a = JSON.parse(out) as Assessment;
    expect(code).toBe(EXIT.done);
    expect(a.summary).toMatchObject({
      waived: 2,
      findings: { blocker: 0 },
      verdicts: { ready: 0 },
    });
    expect((await run('2026-11-25')).code).toBe(EXIT.findings);
  });

  it('are findings of their own when they have expired or cover nothing', async () => {
    const old = file('w.yaml', waiversOf(['host-port', 'app/web', 'x', '2026-11-23'], ['gpu-request', 'app/*', 'x', 'never'])); // prettier-ignore
    const { out } = await assess(manifest, '-o', 'json', '--waivers', old, '--today', '2026-11-24');
    const a = JSON.parse(out) as Assessment;
    expect(a.cluster.findings.map((f) => `${f.severity} ${f.rule}`)).toEqual(['change expired-waiver', 'advice unused-waiver']); // prettier-ignore
    expect(a.summary).toMatchObject({ waived: 0 });
    expect(a.summary.findings.blocker).toBe(2);
  });

  it.each([
    ['an unknown key', { rule: 'host-port', workload: '*', reason: 'x', expires: 'never', note: 1 }, 'note'],
    ['no reason', { rule: 'host-port', workload: '*', reason: ' ', expires: 'never' }, 'waivers.0.reason'],
    ['no end', { rule: 'host-port', workload: '*', reason: 'x' }, 'waivers.0.expires'],
    ['no such day', { rule: 'host-port', workload: '*', reason: 'x', expires: '2026-02-30' }, 'calendar'],
    ['no such rule', { rule: 'host-ports', workload: '*', reason: 'x', expires: 'never' }, 'host-ports'],
  ])('are refused with %s', async (_, waiver, named) => {
    const bad = file('bad.yaml', JSON.stringify({ apiVersion: 'fargatectl/v1', kind: 'Waivers', waivers: [waiver] }));
    const { code, err } = await assess(manifest, '--waivers', bad);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('WAIVERS_INVALID');
    expect(err).toContain(named);
  }); // prettier-ignore

  it('fit their published schema where they are accepted', () => {
    const valid = new Ajv2020({ strict: false }).compile(publishedSchemas()['waivers'] as object);
    expect(valid(JSON.parse(waiversOf(['host-port', '*', 'x', 'never'])))).toBe(true);
    expect(valid({ apiVersion: 'fargatectl/v1', kind: 'Waivers', waivers: [{ rule: 'x' }] })).toBe(false); // prettier-ignore
  });
});

describe('a baseline', () => {
  const better = MANIFEST.replace('            privileged: true', '            privileged: false');
  it('tells what got better, what got worse and what is new', async () => {
    const old = file('old.json', (await assess(manifest, '-o', 'json')).out);
    const now = file('now.yaml', better.replace('replicas: 2', 'replicas: 1'));
    const { out } = await assess(now, '-o', 'json', '--baseline', old);
    const { baseline } = JSON.parse(out) as Assessment;
    expect(baseline?.verdicts).toMatchObject([{ ref: { name: 'deep' }, before: 'stays', after: 'ready', direction: 'better' }]); // prettier-ignore
    expect(baseline?.fixed).toMatchObject([
      { ref: { name: 'deep' }, rule: 'privileged-container' },
    ]);
    expect(baseline?.added).toEqual({ blocker: 0, change: 0, advice: 1 });
    const table = (await assess(now, '--baseline', old)).out;
    expect(table).toContain('↑ Deployment app/deep: stays on EC2 → ready');
    expect((await assess(now, '-o', 'md', '--baseline', old)).out).toContain('since the baseline: new 0 blocker'); // prettier-ignore
  });

  it('counts only what is new with --fail-on-new', async () => {
    const old = file('old.json', (await assess(file('b.yaml', better), '-o', 'json')).out);
    const same = await assess(file('c.yaml', better), '--baseline', old, '--fail-on-new');
    expect(same.code).toBe(EXIT.done);
    const worse = await assess(manifest, '--baseline', old, '--fail-on-new');
    expect(worse.code).toBe(EXIT.findings);
  });

  it('knows a finding again when its container moves', async () => {
    const old = file('old.json', (await assess(manifest, '-o', 'json')).out);
    const moved = MANIFEST.replace(
      '            - name: web\n',
      '            - name: first\n              image: a/b:1\n            - name: web\n',
    );
    const { out } = await assess(file('moved.yaml', moved), '-o', 'json', '--baseline', old);
    const [web] = (JSON.parse(out) as Assessment).workloads.filter((w) => w.ref.name === 'web');
    expect(web?.findings.find((f) => f.rule === 'host-port')?.state).toBe('unchanged');
  });

  it('is refused when it is something else, and missed when --fail-on-new has none', async () => {
    const bad = await assess(manifest, '--baseline', manifest);
    expect([bad.code, bad.err.includes('INPUT_NOT_YAML') || bad.err.includes('BASELINE_INVALID')]).toEqual([EXIT.usage, true]); // prettier-ignore
    expect((await assess(manifest, '--fail-on-new')).code).toBe(EXIT.usage);
  });
});

describe('an input in which nothing stands to be judged', () => {
  it('ends as incomplete, and names what deploys from elsewhere', async () => {
    const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'x' }, spec: { chart: {} } }; // prettier-ignore
    const { out, code } = await assess(file('release.json', JSON.stringify(release)));
    expect(code).toBe(EXIT.incomplete);
    expect(out).toContain('Nothing was judged: no workload is in the input.');
    expect(out).toContain('What these deploy is not in the input and was not looked at: HelmRelease (1).'); // prettier-ignore
  });

  it('is incomplete with a custom kind that is called like one of Kubernetes’, too', async () => {
    const job = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata: { name: 'x' }, spec: { tasks: [] } }; // prettier-ignore
    const { out, code } = await assess(file('volcano.json', JSON.stringify(job)));
    expect([code, out]).toEqual([EXIT.incomplete, expect.stringContaining('set aside: Job (1)')]);
  });
});
