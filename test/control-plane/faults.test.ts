import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalStore } from '../../src/execute/index.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { MemoryJournal, type Tamper } from '../e2e/stage.ts';
import { FAULTS } from '../faults/faults.ts';
import { Strike } from '../faults/strike.ts';
import { WritesMade } from '../faults/writes-made.ts';
import { isThere } from './here.ts';
import { openRealStage, type RealStage } from './stage.ts';

/**
 * A sample of the fault matrix where Kubernetes' own control plane answers. One run meets with all of
 * it, because most of its minutes are waits of Kubernetes' own: whoever is killed is followed by a
 * process that goes on, and meets with the rest.
 */
const SAMPLE = [
  ['POST v1 namespaces fargatectl', 'SIGKILL', 'between'],
  ['PATCH apps/v1 daemonsets app/log-agent', '500', 'between'],
  ['eks POST /clusters/Migration-EKS/fargate-profiles fargatectl-app', 'SIGKILL', 'between'],
  ['PATCH apps/v1 deployments kube-system/metrics-server', '409', 'before'],
  ['PATCH apps/v1 deployments app/uploads', 'reset', 'between'],
  ['PATCH apps/v1 deployments app/web', 'SIGKILL', 'after'],
  ['PATCH apps/v1 deployments app/reports', 'changed by somebody', 'after'],
  ['DELETE v1 pods app/fargatectl-canary-app', '429', 'before'],
] as const;
const MOST_GOES = 6;
/** The lock of a dead process ends by itself, in the tool's time. */
const LOCK_MS = 61_000;

describe.skipIf(!isThere())('a run that is struck on a real control plane', () => {
  let stage: RealStage;
  let first: Snapshot;
  beforeAll(async () => {
    stage = await openRealStage();
    first = await stage.look();
  });
  afterAll(() => stage.stop());

  it('gets to its end whatever strikes it, does nothing twice, and comes back whole', async () => {
    const { control, plane, world } = stage;
    const plan = await stage.plan(await stage.analyze(first));
    const scene = { clock: world.clock, world, twin: { handle: control.transport, adminToken: control.token, kube: plane.kube } }; // prettier-ignore
    const strikes = SAMPLE.map(([call, id, moment]) => {
      const fault = FAULTS.find((f) => f.id === id && f.moment === moment);
      if (!fault) throw new TypeError(`no fault ${id} ${moment}`);
      const isIt = (name: string): boolean => name === call || name.startsWith(`${call}: `);
      const strike: Strike = new Strike(scene, {
        before: (name, nth) => isIt(name) ? { ordinal: 0, step: '', call: name, nth, fault, then: 'resumes' } : undefined, // prettier-ignore
      });
      return strike;
    });
    const disk = new MemoryJournal();
    const made = new WritesMade();
    const below: unknown[] = [];
    let outcome = '';
    for (let go = 1; go <= MOST_GOES && outcome !== 'done'; go += 1) {
      const its = strikes.filter((s) => !s.struck);
      const isDead = (): boolean => its.some((s) => s.dead);
      const tamper: Tamper = (request, next) =>
        its.reduceRight((rest: () => ReturnType<Tamper>, s) => () => s.wire(request, rest), next)();
      const store: JournalStore = {
        append: (line) => {
          if (isDead()) throw new Error('this process is dead');
          disk.append(line);
        },
        read: () => disk.read(),
      };
      const result = await stage.session({ plan, store, tamper: made.wire(tamper) }).catch(() => undefined); // prettier-ignore
      outcome = result?.summary.outcome ?? 'dead';
      // A dead process' own sight ends with it.
      if (!isDead()) below.push(...(result?.summary.availability ?? []).filter((a) => a.secondsBelowBudget > 0)); // prettier-ignore
      if (outcome !== 'done') await world.clock.sleep(LOCK_MS);
    }
    expect(outcome).toBe('done');
    expect(strikes.map((s) => s.struck)).toEqual(SAMPLE.map(() => true));
    for (const s of strikes) expect(made.counts.get(s.case?.call ?? ''), s.case?.call).toBe(1);
    expect(below).toEqual([]);
    const back = await stage.session({ plan, store: disk, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const explains = strikes.flatMap((s) => (s.deed ? [s.deed.explains] : []));
    const left = compareSnapshots(first, await stage.look());
    expect(left.filter((d) => !explains.some((e) => e(d)))).toEqual([]);
    expect(stage.plane.failures).toEqual([]);
  });
});
