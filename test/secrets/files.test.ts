import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotFromFiles } from '../../src/inventory/index.ts';
import { fargatectl } from '../cli/lab.ts';
import { leaksIn, planted, plantedInFiles, plantedInMakers } from './planted.ts';

const dump = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [...planted, ...plantedInFiles, ...plantedInMakers],
});

describe('credentials in files', () => {
  let inputs: string;
  let dir: string;
  beforeAll(() => {
    inputs = mkdtempSync(join(tmpdir(), 'fargatectl-planted-'));
    dir = mkdtempSync(join(tmpdir(), 'fargatectl-secrets-'));
    const files: Record<string, string> = {
      'cluster.json': dump,
      'broken.json': dump.slice(0, -400),
      'wrong.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {x: 12, y: hunter2-y}}\nspec: {containers: [{name: a, args: [hunter2-d, 1]}]}\n`,
      'mangled.yaml': `a: "hunter2-mangled\n b: [hunter2-c\n`,
    }; // prettier-ignore
    for (const [name, content] of Object.entries(files)) writeFileSync(join(inputs, name), content);
  });
  afterAll(() => {
    for (const folder of [inputs, dir]) rmSync(folder, { recursive: true, force: true });
  });
  const go = (args: readonly string[]) => fargatectl(args, { cwd: dir });
  const from = () => ['--from', join(inputs, 'cluster.json')];

  it('are planted: the search finds each of them in the input', () => {
    expect(leaksIn(dump).length).toBeGreaterThan(45);
  });

  it('never enter a snapshot', () => {
    const { snapshot } = snapshotFromFiles([{ name: 'cluster.json', text: dump }]);
    expect(snapshot.objects.length).toBe(planted.length + plantedInFiles.length + plantedInMakers.length);
    const written = JSON.stringify(snapshot);
    expect(leaksIn(written)).toEqual([]);
    // What tells nobody anything stays: names, public keys, hosts, users.
    for (const kept of ['UFVCTElD', 'DB_PASSWORD', 'postgres://shop:', '@db:5432/shop', 'shop.example.com'])
      expect(written).toContain(kept);
  }); // prettier-ignore

  for (const args of [
    ['assess', '-o', 'table'],
    ['assess', '-o', 'wide'],
    ['assess', '-o', 'json'],
    ['assess', '-o', 'yaml'],
    ['assess', '-o', 'md'],
    ['size'],
    ['size', '-o', 'json'],
    ['assess', '-o', 'sarif'],
    ['assess', '-o', 'junit'],
    ['assess', '-o', 'github'],
  ])
    it(`are in no output of ${args.join(' ')}`, async () => {
      const { out, err } = await go([...args, ...from()]);
      expect(out + err).toContain('leaky');
      expect(leaksIn(out + err)).toEqual([]);
    });

  for (const format of ['text', 'json', 'yaml'])
    it(`are in no output of explain pod -o ${format}`, async () => {
      const { out, err } = await go(['explain', 'pod', join(inputs, 'cluster.json'), '-o', format]);
      expect(out).toContain('leaky');
      expect(leaksIn(out + err)).toEqual([]);
    });

  for (const name of ['broken.json', 'wrong.yaml', 'mangled.yaml'])
    it(`are in no error about ${name}`, async () => {
      const { code, out, err } = await go(['assess', '--from', join(inputs, name)]);
      expect(code).toBe(2);
      expect(err).toMatch(/^INPUT_/);
      expect(leaksIn(out + err)).toEqual([]);
    });
});
