import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import draft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publishedSchemas } from '../assess/published.ts';
import { EXIT } from '../errors/index.ts';
import type { Assessment } from '../model/index.ts';
import { runCli } from './program.ts';
import type { Io } from './io.ts';

const SCENE = fileURLToPath(new URL('../twin/scenarios/migration-eks/kubernetes', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assess-outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function fargatectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTTY: false, errIsTTY: false, columns: 120, color: false, env: {}, cwd: folder, lang: 'en',
    stdin: async function* () {},
    ask: () => Promise.resolve(undefined),
    onInterrupt: () => () => undefined,
  }; // prettier-ignore
  const code = await runCli(argv, io);
  return { out, err, code };
}
const assess = (...argv: string[]) => fargatectl('assess', '--from', ...argv);

/** Two workloads, each field on a line of its own. */
const MANIFEST = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: app
    spec:
      replicas: 2
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1
              ports:
                - containerPort: 8080
                  hostPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: deep, namespace: app }
spec:
  replicas: 1
  selector: { matchLabels: { app: deep } }
  template:
    metadata: { labels: { app: deep } }
    spec:
      containers:
        - name: deep
          image: registry.example.com/deep:1
          securityContext:
            privileged: true
`;
const manifest = file('app.yaml', MANIFEST);
const lineOf = (text: string): number => MANIFEST.split('\n').findIndex((l) => l.includes(text)) + 1; // prettier-ignore

describe('assess -o json', () => {
  const ajv = new Ajv2020({ strict: false });
  const open = ajv.compile(publishedSchemas()['assessment'] as object);
  it.each([['the tutorial’s cluster', SCENE], ['a manifest with blockers', manifest]])(
    'fits its published schema: %s',
    async (_, from) => {
      const { out } = await assess(from, '-o', 'json');
      expect(open(JSON.parse(out)), JSON.stringify(open.errors)).toBe(true);
    },
  ); // prettier-ignore

  it('has no field that the schema does not name', async () => {
    const base = file('base.json', (await assess(SCENE, '-o', 'json')).out);
    const waivers = file('all.yaml', waiversOf(['host-port', 'app/*', 'old', '2020-01-01'], ['daemonset', '*', 'known', 'never'])); // prettier-ignore
    const { out } = await assess(SCENE, '--baseline', base, '--waivers', waivers, '-o', 'json');
    const closed = JSON.parse(JSON.stringify(publishedSchemas()['assessment']), (_, v: unknown) =>
      v !== null && typeof v === 'object' && 'properties' in v
        ? { ...v, additionalProperties: false }
        : v,
    ) as object;
    const strict = new Ajv2020({ strict: false }).compile({ ...closed, $id: 'closed' });
    expect(strict(JSON.parse(out)), JSON.stringify(strict.errors)).toBe(true);
  });

  it('is described by the schemas in the repository', () => {
    for (const [name, schema] of Object.entries(publishedSchemas()))
      expect(JSON.parse(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8'))).toEqual(schema); // prettier-ignore
    expect(readdirSync(join(ROOT, 'schemas')).length).toBeGreaterThanOrEqual(2);
  });
});

describe('assess -o sarif', () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as object; // prettier-ignore
  // The schema's own patterns are written for regular expressions without the u flag.
  const ajv = new draft4.default({ strict: false, unicodeRegExp: false });
  formats.default(ajv as never);
  const valid = ajv.compile(schema);
  interface Log {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly suppressions?: readonly object[];
        readonly baselineState?: string;
        readonly locations: readonly {
          readonly physicalLocation?: {
            readonly artifactLocation: { readonly uri: string };
            readonly region: { readonly startLine: number };
          };
        }[];
      }[];
    }[];
  }
  const logOf = async (...argv: string[]): Promise<Log['runs'][number]> => {
    const log = JSON.parse((await assess(...argv, '-o', 'sarif')).out) as Log;
    expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
    return log.runs[0] as Log['runs'][number];
  };

  it('is valid by the schema of SARIF 2.1.0, and the schema refuses what is not', async () => {
    await logOf(SCENE);
    expect(valid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('points to the line of the field that offends, in lists and in documents', async () => {
    const { results } = await logOf(manifest);
    const at = (rule: string) =>
      results.find((r) => r.ruleId === rule)?.locations[0]?.physicalLocation;
    expect(at('host-port')).toMatchObject({
      artifactLocation: { uri: 'app.yaml' },
      region: { startLine: lineOf('hostPort') },
    });
    expect(at('privileged-container')?.region.startLine).toBe(lineOf('privileged'));
    expect(at('single-replica')?.region.startLine).toBe(lineOf('replicas: 1'));
  });

  it('points into JSON as well', async () => {
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [(parse(MANIFEST.split('---')[0] ?? '') as { items: object[] }).items[0]] }, null, 2); // prettier-ignore
    const { results } = await logOf(file('app.json', json));
    const line = json.split('\n').findIndex((l) => l.includes('"hostPort"')) + 1;
    expect(results.find((r) => r.ruleId === 'host-port')?.locations[0]?.physicalLocation?.region.startLine).toBe(line); // prettier-ignore
  });

  it('names each rule once, and every result its rule', async () => {
    const { tool, results } = await logOf(SCENE);
    const ids = tool.driver.rules.map((r) => r.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const r of results) expect(ids[r.ruleIndex]).toBe(r.ruleId);
  });

  it('carries waivers as suppressions and the baseline as states', async () => {
    const base = file('old.json', (await assess(manifest, '-o', 'json')).out);
    const waivers = file('w.yaml', waiversOf(['host-port', 'app/web', 'next month', '2999-01-01']));
    const { results } = await logOf(manifest, '--baseline', base, '--waivers', waivers);
    expect(results.find((r) => r.ruleId === 'host-port')?.suppressions).toHaveLength(1);
    expect(results.every((r) => r.baselineState === 'unchanged')).toBe(true);
  });
});

describe('assess -o junit', () => {
  it('fails a case for each finding at the threshold, and skips what is waived', async () => {
    const { out } = await assess(manifest, '-o', 'junit');
    expect(out).toMatch(/<testsuites name="fargatectl assess" tests="\d+" failures="2" errors="0" skipped="0">/); // prettier-ignore
    expect(out).toContain(`file="app.yaml" line="${lineOf('hostPort')}"`);
    const waivers = file('w.yaml', waiversOf(['host-port', 'app/web', 'a < b & "c"', 'never']));
    const waived = (await assess(manifest, '-o', 'junit', '--waivers', waivers)).out;
    expect(waived).toContain('failures="1" errors="0" skipped="1"');
    expect(waived).toContain('a &lt; b &amp; &quot;c&quot;');
  });

  it('is balanced XML, whatever the names', async () => {
    const odd = file('odd.yaml', MANIFEST.replaceAll('registry.example.com', 'a<b>&"'));
    const { out } = await assess(odd, '-o', 'junit');
    const open: string[] = [];
    for (const [, close, name, self] of out.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g))
      if (self) continue;
      else if (close) expect(open.pop()).toBe(name);
      else open.push(String(name));
    expect(open).toEqual([]);
  });
});

describe('assess -o github', () => {
  it('annotates lines, one command a finding', async () => {
    const { out } = await assess(manifest, '-o', 'github');
    expect(out).toContain(`::error file=app.yaml,line=${lineOf('hostPort')},title=host-port::`);
    for (const line of out.trimEnd().split('\n'))
      expect(line).toMatch(/^::(error|warning|notice) /);
  });
});

describe('assess -o md', () => {
  it('stays below what a comment may have, keeps the worst, and says what it cut', async () => {
    const many = Array.from({ length: 700 }, (_, i) => MANIFEST.split('---')[1]?.replaceAll('deep', `deep-${i}`)).join('---'); // prettier-ignore
    const { out } = await assess(file('many.yaml', `${MANIFEST}---${many}`), '-o', 'md');
    expect(out.length).toBeLessThanOrEqual(65_536);
    expect(out.length).toBeGreaterThan(55_000);
    expect(out).toMatch(/_Cut to fit: \d+ workloads of the table, \d+ findings/);
    expect(out.indexOf('needs work')).toBeLessThan(out.indexOf('## '));
  });
  it('mentions nobody and writes no HTML', async () => {
    const odd = file('odd.yaml', MANIFEST.replaceAll('hostPort: 8080', 'hostPort: 8080\n                  hostIP: "@team<img>"')); // prettier-ignore
    const { out } = await assess(odd, '-o', 'md');
    expect(out).toContain('@\u200bteam&lt;img>');
  });
});

function waiversOf(...list: readonly (readonly [rule: string, workload: string, reason: string, expires: string])[]): string {
  const waivers = list.map(([rule, workload, reason, expires]) => ({ rule, workload, reason, expires }));
  return JSON.stringify({ apiVersion: 'fargatectl/v1', kind: 'Waivers', waivers });
} // prettier-ignore

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
