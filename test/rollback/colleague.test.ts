import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { JOURNAL_NAMESPACE } from '../../src/model/index.ts';
import { fargatectl, openLab, type Lab } from '../cli/lab.ts';

describe('a run that is kept in the cluster', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(40);
  });
  afterAll(() => lab.close());

  /** A machine of its own: no file of another's. */
  const machine = (name: string) => {
    const cwd = join(lab.dir, name);
    mkdirSync(cwd);
    return (...args: string[]) => fargatectl(args, { cwd, env: { ...lab.env, USER: name } });
  };

  it(
    'is seen, gone on with, undone and put away from other machines',
    { timeout: 240_000 },
    async () => {
      const first = await lab.look();
      const alice = machine('alice');
      expect((await alice('plan', '-o', 'plan.json')).code).toBe(0);
      const began = await alice('migrate', 'plan.json', '--yes', '--journal', 'cluster', '--pause-after', 'preflight'); // prettier-ignore
      expect(began.code).toBe(5);
      expect(began.err).toContain('Go on: fargatectl migrate --resume --journal cluster');

      const bob = machine('bob');
      const nothing = await bob('status');
      expect(nothing.code).toBe(2);
      expect(nothing.err).toMatch(/RUN_UNKNOWN[^]*--journal cluster/);
      const status = await bob('status', '--journal', 'cluster');
      expect(status.code).toBe(0);
      expect(status.err).toContain('Go on with: fargatectl migrate --resume --journal cluster');
      const on = await bob('migrate', '--resume', '--yes', '--journal', 'cluster', '--pause-after', 'network'); // prettier-ignore
      expect(on.err).not.toContain('BUG');
      expect(on.code).toBe(5);

      const carol = machine('carol');
      const back = await carol('rollback', '--yes', '--journal', 'cluster');
      expect(back.err).not.toContain('BUG');
      expect(back.code).toBe(0);
      expect(back.out).toContain('Not compared: the first snapshot');
      expect(compareSnapshots(first, await lab.look())).toEqual([]);

      expect((await carol('cleanup', '--yes')).code).toBe(0);
      const left = (await lab.twin.kube.list('v1/Namespace')).items.filter((n) => n.metadata.name === JOURNAL_NAMESPACE && n.metadata.deletionTimestamp === undefined); // prettier-ignore
      expect(left).toEqual([]);
    },
  );
});
