import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import draft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allPublishedSchemas } from '../../scripts/published-schemas.ts';
import { publishedSchemas } from '../assess/documents/index.ts';
import {
  SCENE,
  ROOT,
  file,
  assess,
  MANIFEST,
  manifest,
  lineOf,
  waiversOf,
} from './assess-runs.test-data.ts';

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
    for (const [name, schema] of Object.entries(allPublishedSchemas()))
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

  it('points to the object alone in a file as large as a dump', async () => {
    const pods = Array.from({ length: 9 }, (_, i) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${i}`, annotations: { note: 'x'.repeat(1 << 20) } }, spec: { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 1, hostPort: 1 }] }] } })); // prettier-ignore
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods }, null, 1);
    const { results } = await logOf(file('dump.json', json));
    const object = json.slice(0, json.indexOf('"name": "p0"')).split('\n').length - 4;
    expect(results.find((r) => r.ruleId === 'host-port')?.locations[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri: 'dump.json' }, region: { startLine: object } }); // prettier-ignore
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
