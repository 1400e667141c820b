import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fargatectl, openLab, type Lab } from './lab.ts';

const SLOW_MS = 180_000;
const file = join(import.meta.dirname, '..', '..', 'schemas', 'cleanup.schema.json');
const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0],
);
interface Report {
  readonly removed: number;
  readonly left: readonly { readonly what: string; readonly inUse: string | null }[];
  readonly stillBilled: readonly string[];
}

describe('cleanup -o json', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(400);
  }, SLOW_MS);
  afterAll(() => lab.close());
  const go = (...args: string[]) => fargatectl(args, { cwd: lab.dir, env: lab.env });
  const report = (out: string): Report => {
    const last = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Report;
    schema.parse(last);
    return last;
  };

  it('says that nothing of ours is left where there was nothing, and what goes on being billed', async () => {
    const { code, out } = await go('cleanup', '--yes', '-o', 'json');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    const { removed, left, stillBilled } = report(out);
    expect([removed, left]).toEqual([0, []]);
    expect(stillBilled).toContain('EKS cluster Migration-EKS');
  });

  it(
    'ends the events of a run with the same, in the language asked for',
    async () => {
      const made = await go('profiles', 'create', 'web', '--selector', 'app:app=web', '--apply', '--yes'); // prettier-ignore
      expect(made.code, made.err).toBe(0);
      const { code, out, err } = await go('cleanup', '--yes', '-o', 'json', '--lang', 'ko');
      expect(code, err).toBe(0);
      expect(out.trim().split('\n').length).toBeGreaterThan(1);
      const { removed, left, stillBilled } = report(out);
      expect(removed).toBeGreaterThan(0);
      expect(left).toEqual([]);
      expect(stillBilled).toContain('EKS 클러스터 Migration-EKS');
    },
    SLOW_MS,
  );

  it('is held to its schema: another field is refused', () => {
    const lines = { apiVersion: 'fargatectl/v1', kind: 'Cleanup', cluster: 'c', removed: 0, left: [], stillBilled: [] }; // prettier-ignore
    expect(schema.safeParse(lines).success).toBe(true);
    expect(schema.safeParse({ ...lines, more: 1 }).success).toBe(false);
  });
});
