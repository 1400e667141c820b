import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveRun } from '../../src/cli/proof.ts';
import { surveyOf } from '../../src/cli/tidy.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { RunResult } from '../../src/execute/index.ts';
import type { Plan, RunEvent } from '../../src/model/index.ts';
import { entriesOf, MemoryJournal, openStage, type Stage } from './stage.ts';

const MOVERS = ['app/nginx', 'app/reports', 'app/uploads', 'app/web', 'kube-system/aws-load-balancer-controller', 'kube-system/coredns', 'kube-system/metrics-server']; // prettier-ignore

interface PodView {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: Record<string, string> };
  readonly spec: { readonly nodeName?: string };
} // prettier-ignore

describe('the tutorial cluster goes to Fargate', () => {
  let stage: Stage;
  let plan: Plan;
  let result: RunResult;
  const store = new MemoryJournal();
  const events: RunEvent[] = [];

  beforeAll(async () => {
    stage = await openStage();
    plan = await stage.plan();
    result = await stage.session({ plan, store, onEvent: (e) => events.push(e) });
  });
  afterAll(() => stage.stop());

  it('finishes every step', () => {
    expect(result.error).toBeUndefined();
    expect(result.summary).toMatchObject({
      outcome: 'done',
      steps: { done: plan.steps.length, skipped: 0, failed: 0, left: 0 },
    });
  });

  it('is never below a budget, and watched everything that it touched', () => {
    const seen = result.summary.availability;
    expect(seen.map((a) => a.workload)).toEqual(expect.arrayContaining(MOVERS));
    expect(seen.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(seen.filter((a) => a.minimumReady < a.budget)).toEqual([]);
  });

  it('loses no request, through Services and the load balancer, names included', () => {
    const { requests } = result.summary;
    expect(requests.map((r) => r.through)).toEqual(
      expect.arrayContaining(['service app/nginx', 'ingress app/nginx', 'service app/web', 'service kube-system/kube-dns']), // prettier-ignore
    );
    expect(Math.min(...requests.map((r) => r.asked))).toBeGreaterThan(9_000);
    expect(requests.filter((r) => r.failed > 0)).toEqual([]);
  });

  it('puts what moves on Fargate nodes in the computed size, and nothing else', async () => {
    const pods = (await stage.twin.kube.list('v1/Pod')).items as unknown as PodView[];
    const onFargate = pods.filter((p) => p.spec.nodeName?.startsWith('fargate-ip-'));
    const owner = (p: PodView): string =>
      `${p.metadata.namespace}/${p.metadata.name.replace(/-[a-z0-9]+-[a-z0-9]+$/, '')}`;
    expect([...new Set(onFargate.map(owner))].sort()).toEqual(MOVERS);
    expect(onFargate).toHaveLength(12);
    for (const w of stage.analysis.sizing.workloads.filter((x) => x.size !== null)) {
      const its = onFargate.filter((p) => owner(p) === `${w.ref.namespace}/${w.ref.name}`);
      for (const pod of its)
        expect(pod.metadata.annotations?.['CapacityProvisioned'], pod.metadata.name).toBe(
          `${w.size?.vcpu}vCPU ${w.size?.memoryGB}GB`,
        );
    }
  });

  it('proves it by looking again', async () => {
    const checks = await proveRun(stage.world, plan);
    expect(checks.filter((c) => c.state !== 'ok')).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(12);
  });

  it('writes each intent down before its effect, and its outcome after', () => {
    const open = new Set<unknown>();
    const entries = entriesOf(store);
    for (const e of entries) {
      if (e['type'] === 'intent') open.add(e['id']);
      if (e['type'] === 'outcome' || e['type'] === 'no-effect')
        expect(open.delete(e['id'])).toBe(true);
    }
    expect(
      [...open].map((id) => entries.find((e) => e['type'] === 'intent' && e['id'] === id)),
    ).toEqual([]);
    expect(entries.filter((e) => e['type'] === 'intent').length).toBeGreaterThan(50);
  });

  it('runs a step only after those that it needs', () => {
    const done = new Set<string>();
    for (const e of events) {
      if (e.event === 'started') {
        const step = plan.steps.find((s) => s.id === e.step);
        expect(step?.after.filter((id) => !done.has(id))).toEqual([]);
      }
      if (e.event === 'verified' || e.event === 'skipped') done.add(e.step);
    }
    expect(done.size).toBe(plan.steps.length);
  });

  it('holds no Secret value in its record', () => {
    expect(store.read()).not.toMatch(/"kind":"Secret"[^}]*"data"/);
  });

  it('leaves the twin sound', () => {
    expect(stage.twin.failures).toEqual([]);
  });

  it('finds nothing to do when it is asked to run again', async () => {
    const again = await stage.session({ plan, store });
    expect(again.summary).toMatchObject({ outcome: 'done', steps: { done: 0, left: 0 } });
  });

  it('goes all the way back, object by object, without falling below a budget', async () => {
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(back.summary.outcome).toBe('rolled-back');
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const now = await stage.look();
    expect(compareSnapshots(stage.snapshot, now)).toEqual([]);
    expect((await surveyOf(stage.world, now, true)).owned).toEqual([]);
  });
});

describe('cleanup', () => {
  it('puts everything of ours away after a finished run, and only that', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      expect((await stage.session({ plan, store: new MemoryJournal() })).error).toBeUndefined();
      const inUse = (await surveyOf(stage.world, await stage.look(), false)).owned;
      // Profiles that run pods stay unless everything is to go.
      expect(inUse.some((o) => o.inUse !== null)).toBe(true);
      const all = await surveyOf(stage.world, await stage.look(), true);
      const tidied = await stage.session({ plan: all.plan, store: new MemoryJournal() });
      expect(tidied.error).toBeUndefined();
      const after = await stage.look();
      expect((await surveyOf(stage.world, after, true)).owned).toEqual([]);
      const theirs = (s: typeof after): readonly string[] =>
        s.aws.nodegroups.state === 'read' ? s.aws.nodegroups.value.map((n) => n.name) : [];
      expect(theirs(after)).toEqual(['burst']);
      expect(after.aws.fargateProfiles).toMatchObject({ state: 'read', value: [] });
    } finally {
      stage.stop();
    }
  });
});
