import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRun, startRun } from '../../src/cli/run-store.ts';
import { planDigest } from '../../src/cli/plan-digest.ts';
import { runSession, type Session } from '../../src/cli/session.ts';
import { surveyOf } from '../../src/cli/tidy.ts';
import { connectTwin } from '../../src/adapters/in-process.ts';
import { beginClusterRun, clusterRunIds, openClusterRun } from '../../src/execute/index.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { JOURNAL_NAMESPACE, type HttpTransport, type Plan } from '../../src/model/index.ts';
import { writeName } from '../faults/calls.ts';
import { MemoryJournal, openStage, quietIo, type Stage, type Tamper } from '../e2e/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stop());

const FLAGS = { stateDir: '/nowhere', journal: 'cluster' } as const;
const isJournal = (path: string): boolean => path.includes(`/namespaces/${JOURNAL_NAMESPACE}/configmaps`); // prettier-ignore

/** Another machine: its own wire, its own operator, no folder. */
function machine(user: string, tamper: Tamper = (_r, next) => next()) {
  const { twin } = stage;
  const handle = ((r) => tamper(r, () => twin.handle(r))) as HttpTransport;
  const world = connectTwin({ ...twin, handle });
  const io = quietIo({ env: { USER: user } });
  const session = (journal: Session['journal'], plan: Plan, direction: Session['direction']) =>
    runSession({ world, plan, journal, accountId: '111122223333', onEvent: () => undefined, io, direction }); // prettier-ignore
  return {
    world,
    async begin(plan: Plan, run: string, direction: Session['direction'] = { way: 'forward' }) {
      const header = { run, cluster: plan.snapshot.cluster, planDigest: planDigest(plan), snapshotDigest: plan.snapshot.digest, tool: 'test', time: '2026-11-23T00:00:00.000Z' }; // prettier-ignore
      const stored = startRun(FLAGS, world, header, plan);
      return session({ run, open: () => stored.open() }, plan, direction);
    },
    async goOn(direction: Session['direction'] = { way: 'forward' }) {
      const found = await findRun(FLAGS, () => Promise.resolve(world));
      return session({ run: found.id, open: () => found.open() }, found.plan, direction);
    },
  };
}

const journalText = async (): Promise<string> => {
  const { kube } = stage.world;
  const id = (await clusterRunIds(kube)).at(-1) ?? '';
  return (await openClusterRun(kube, stage.clock, id)).journal.read();
};
const intents = async (): Promise<number> => (await journalText()).split('"type":"intent"').length;

describe('--journal cluster', () => {
  it('lets colleagues on other machines go on, and go back, from nothing but the cluster', async () => {
    const plan = await stage.plan();
    const alice = await machine('alice').begin(plan, '20261123T000000-a1b2', { way: 'forward', pauseAfter: 'system' }); // prettier-ignore
    expect(alice.error).toBeUndefined();
    expect(alice.summary.outcome).toBe('stopped');
    const bob = await machine('bob').goOn();
    expect(bob.error).toBeUndefined();
    expect(bob.summary).toMatchObject({ outcome: 'done' });
    expect(bob.summary.steps.done).toBeLessThan(plan.steps.length);
    const carol = await machine('carol').goOn({ way: 'back' });
    expect(carol.summary.outcome).toBe('rolled-back');
    // The record stays, and is no difference; cleanup puts it away.
    expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
    const { plan: tidy } = await surveyOf(stage.world, await stage.look(), false);
    expect((await stage.session({ plan: tidy, store: new MemoryJournal() })).error).toBeUndefined(); // prettier-ignore
    const left = await stage.world.kube.get({ apiVersion: 'v1', kind: 'Namespace', name: JOURNAL_NAMESPACE }); // prettier-ignore
    expect(left?.metadata.deletionTimestamp === undefined ? left : undefined).toBeUndefined();
    expect(await clusterRunIds(stage.world.kube)).toEqual([]);
  });

  it('a second operator who is refused leaves no run behind', async () => {
    const plan = await stage.plan();
    const running = machine('alice').begin(plan, 'first');
    await stage.clock.sleep(30_000);
    await expect(machine('bob').begin(plan, 'second')).rejects.toMatchObject({ code: 'LOCK_HELD', exitCode: 6 }); // prettier-ignore
    expect(await clusterRunIds(stage.world.kube)).toEqual(['first']);
    expect((await running).error).toBeUndefined();
  });

  it('a run whose lock and journal were taken stops with 5 and writes nothing more', async () => {
    const running = machine('alice').begin(await stage.plan(), 'first');
    await stage.clock.sleep(40_000);
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-system', name: 'fargatectl' }; // prettier-ignore
    await stage.world.kube.delete(lease);
    const bob = await findRun(FLAGS, () => Promise.resolve(stage.world));
    await bob.open();
    const then = await intents();
    const { error } = await running;
    expect(error).toMatchObject({ exitCode: 5, code: expect.stringMatching(/LOCK_LOST|JOURNAL_TAKEN/) as string }); // prettier-ignore
    await stage.clock.sleep(600_000);
    expect(await intents()).toBe(then);
  });

  it('no effect is performed whose intent the cluster refused to keep', async () => {
    let denied = false;
    const writes: string[] = [];
    const tamper: Tamper = (request, next) => {
      const name = writeName(request);
      if (name === undefined) return next();
      if (!isJournal(request.path)) {
        if (denied) writes.push(name);
        return next();
      }
      denied ||= Buffer.from(request.body).includes('"type":"intent"') || Buffer.from(request.body).includes('\\"type\\":\\"intent\\"'); // prettier-ignore
      if (!denied) return next();
      const status = { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message: 'configmaps is forbidden: cannot patch' }; // prettier-ignore
      return Promise.resolve({ status: 403, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(status)) }); // prettier-ignore
    };
    const outcome = await machine('alice', tamper).begin(await stage.plan(), 'first').then((r) => r.error, (e: unknown) => e); // prettier-ignore
    expect(denied).toBe(true);
    expect(outcome).toMatchObject({ fargatectl: true, message: expect.stringContaining('forbidden') as string }); // prettier-ignore
    expect(writes).toEqual([]);
  });
});

describe('the journal in ConfigMaps', () => {
  const line = (n: number): string => `{"n":${n},"words":"${'가나다 🙂 abc '.repeat(900)}"}\n`;

  it('reads back what was written, to the byte, over as many ConfigMaps as it takes, none too large', async () => {
    const { kube } = stage.world;
    const journal = await beginClusterRun(kube, stage.clock, 'long', '{}');
    let whole = '';
    for (let i = 0; i < 120; i += 1) {
      journal.append(line(i));
      whole += line(i);
      if (i % 7 === 0) await journal.flush();
    }
    await journal.flush();
    expect((await openClusterRun(kube, stage.clock, 'long')).journal.read()).toBe(whole);
    const parts = await kube.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace: JOURNAL_NAMESPACE, labelSelector: 'fargatectl.io/part=journal' }); // prettier-ignore
    expect(parts.length).toBeGreaterThan(2);
    for (const p of parts) expect(Buffer.byteLength(JSON.stringify(p['data']))).toBeLessThan(1 << 20); // prettier-ignore
  });

  it('writes each line once though every third answer is lost and somebody labels its ConfigMaps', async () => {
    let count = 0;
    const { world } = machine('alice', async (request, next) => {
      const response = await next();
      if (request.method === 'GET' || !isJournal(request.path)) return response;
      count += 1;
      if (count % 3 === 0) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return response;
    });
    const journal = await beginClusterRun(world.kube, stage.clock, 'lossy', '{}');
    let whole = '';
    for (let i = 0; i < 100; i += 1) {
      journal.append(line(i));
      whole += line(i);
      await journal.flush();
      if (i % 10 === 0)
        for (const c of await stage.world.kube.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace: JOURNAL_NAMESPACE })) // prettier-ignore
          await stage.world.kube.patch({ apiVersion: 'v1', kind: 'ConfigMap', namespace: JOURNAL_NAMESPACE, name: c.metadata.name }, { type: 'merge', body: { metadata: { labels: { seen: `by-${i}` } } } }); // prettier-ignore
    }
    expect((await openClusterRun(stage.world.kube, stage.clock, 'lossy')).journal.read()).toBe(whole); // prettier-ignore
  });

  it('refuses the writer who was overtaken, also at the end of a ConfigMap', async () => {
    const { kube } = stage.world;
    const first = await beginClusterRun(kube, stage.clock, 'taken', '{}');
    for (let i = 0; i < 38; i += 1) first.append(line(i));
    await first.flush();
    const before = first.read();
    const second = (await openClusterRun(kube, stage.clock, 'taken')).journal;
    await second.claim();
    // More than the ConfigMap still holds: the next one must not be begun either.
    for (let i = 0; i < 10; i += 1) first.append(line(i));
    await expect(first.flush()).rejects.toMatchObject({ code: 'JOURNAL_TAKEN', exitCode: 5 });
    expect(() => first.append('more')).toThrow(/written by another process/);
    second.append('{"by":"second"}\n');
    await second.flush();
    expect((await openClusterRun(kube, stage.clock, 'taken')).journal.read()).toBe(`${before}{"by":"second"}\n`); // prettier-ignore
    const third = (await openClusterRun(kube, stage.clock, 'taken')).journal;
    second.append('{"again":"second"}\n');
    await second.flush();
    await expect(third.claim()).rejects.toMatchObject({ code: 'JOURNAL_MOVED', exitCode: 6 });
  });
});
