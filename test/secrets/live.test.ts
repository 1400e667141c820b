import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import { fargatectl, openLab, type Lab } from '../cli/lab.ts';
import { leaksIn, planted } from './planted.ts';

/** Everything below a folder as text, unpacked. */
function textBelow(dir: string): string {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => {
      const bytes = readFileSync(path);
      return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    })
    .join('\n');
}

describe('credentials in a live cluster', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
    for (const object of planted) await lab.twin.kube.create(object as KubeObject);
  }, 60_000);
  afterAll(() => lab.close());
  const go = (args: readonly string[]) => fargatectl(args, { cwd: lab.dir, env: lab.env });

  for (const args of [
    ['snapshot', '-o', 'snapshot.jsonl'],
    ['snapshot', '-o', 'snapshot.jsonl.gz'],
    ['snapshot', '-o', '-'],
    ['assess', '-o', 'json'],
    ['assess', '-o', 'wide'],
    ['size', '-o', 'json'],
    ['plan', '-o', 'plan.json'],
    ['plan', 'show', 'plan.json'],
    ['rehearse', 'plan.json', '-o', 'json'],
  ])
    it(`are in no output of ${args.join(' ')}`, async () => {
      const { out, err } = await go(args);
      expect(out + err).not.toBe('');
      expect(leaksIn(out + err)).toEqual([]);
    }, 120_000);

  it('are in no output of a migration, and none of status after it was killed', async () => {
    const { out, err } = await fargatectl(['migrate', 'plan.json', '--yes', '-o', 'json'], {
      cwd: lab.dir,
      env: lab.env,
      onOutput: (text, kill) => {
        if (text.split('\n').filter((l) => l.includes('"applied"')).length >= 12) kill('SIGKILL');
      },
    });
    expect(out).toContain('"applied"');
    expect(leaksIn(out + err)).toEqual([]);
    const status = await go(['status']);
    expect(leaksIn(status.out + status.err)).toEqual([]);
  }, 120_000);

  for (const args of [
    ['migrate', '--resume', '--yes', '-o', 'json', '--pause-after', 'system'],
    ['migrate', '--resume', '--yes'],
  ])
    it(`are in no output of ${args.join(' ')}`, async () => {
      const { code, out, err } = await go(args);
      expect([0, 5], err).toContain(code);
      expect(out).toContain(args.includes('json') ? '"verified"' : 'app/leaky');
      expect(leaksIn(out + err)).toEqual([]);
    }, 240_000);

  for (const args of [
    ['status', '-o', 'json'],
    ['verify', '-o', 'json'],
    ['size', '--actual', '-o', 'json'],
    ['profiles', 'plan', '-o', 'json'],
    ['doctor', '-o', 'json'],
    ['status'],
    ['verify'],
    ['doctor'],
    ['profiles', 'list'],
    ['profiles', 'list', '-o', 'json'],
    ['profiles', 'create', 'leaky', '--selector', 'app:app=leaky'],
    ['profiles', 'create', 'leaky', '--selector', 'app:app=leaky', '-o', 'json'],
  ])
    it(`are in no output of ${args.join(' ')} after that`, async () => {
      const { out, err } = await go(args);
      expect(out, err).not.toBe('');
      expect(leaksIn(out + err)).toEqual([]);
    }, 240_000);

  for (const args of [
    ['rollback', '--yes', '-o', 'json'],
    ['status', '--lang', 'ko'],
    // Something of ours, so that cleanup has to do.
    ['profiles', 'create', 'leaky', '--selector', 'app:app=leaky', '--apply', '--yes'],
    ['profiles', 'replace', 'leaky', '--selector', 'app:app=leaky*'],
    ['profiles', 'replace', 'leaky', '--selector', 'app:app=leaky*', '-o', 'json'],
    [
      'profiles',
      'replace',
      'leaky',
      '--selector',
      'app:app=leaky*',
      '--apply',
      '--yes',
      '-o',
      'json',
    ],
    ['profiles', 'delete', 'leaky-2'],
    ['profiles', 'delete', 'leaky-2', '-o', 'json'],
    ['profiles', 'delete', 'leaky-2', '--apply', '--yes'],
    ['profiles', 'create', 'leaky', '--selector', 'app:app=leaky', '--apply', '--yes'],
    ['cleanup', '--yes', '-o', 'json'],
    ['cleanup', '--yes'],
  ])
    it(`are in no output of ${args.join(' ')} when the run is undone`, async () => {
      const { code, out, err } = await go(args);
      expect(code, err).toBe(0);
      expect(out).not.toBe('');
      if (args[0] === 'rollback') expect(out).toContain('"undone"');
      expect(leaksIn(out + err)).toEqual([]);
    }, 240_000);

  it('are in no file that was left behind: snapshots, plan, journal', () => {
    const written = textBelow(lab.dir);
    for (const word of ['leaky', 'snapshot', 'journal'])
      expect(written + readdirSync(lab.dir, { recursive: true }).join()).toContain(word);
    expect(leaksIn(written)).toEqual([]);
  });
});
