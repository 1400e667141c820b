import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { proveRun } from '../../src/cli/proof.ts';
import { surveyOf } from '../../src/cli/tidy.ts';
import type { RunResult } from '../../src/execute/index.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import {
  COMPUTE_TYPE,
  isPodReady,
  type KubeObject,
  type Plan,
  type Pod,
  type Snapshot,
} from '../../src/model/index.ts';
import type { Analysis } from '../../src/cli/analysis.ts';
import { entriesOf, MemoryJournal } from '../e2e/stage.ts';
import { isThere } from './here.ts';
import { openRealStage, type RealStage } from './stage.ts';

const MOVERS = ['app/nginx', 'app/reports', 'app/uploads', 'app/web', 'kube-system/aws-load-balancer-controller', 'kube-system/coredns', 'kube-system/metrics-server']; // prettier-ignore
/** Long enough to be a soak; the two minutes of the default follow the wall clock. */
const OPTIONS = { soakSeconds: 5 };

describe.skipIf(!isThere())('the tutorial cluster on Kubernetes’ own control plane', () => {
  let stage: RealStage;
  let first: Snapshot;
  let analysis: Analysis;
  let plan: Plan;
  let result: RunResult;
  const store = new MemoryJournal();

  beforeAll(async () => {
    stage = await openRealStage();
    first = await stage.look();
    analysis = await stage.analyze(first);
    plan = await stage.plan(analysis, OPTIONS);
  });
  afterAll(async () => stage.stop());

  const owner = (p: Pod): string =>
    `${p.metadata.namespace ?? ''}/${p.metadata.name.replace(/-[a-z0-9]+-[a-z0-9]+$/, '')}`;
  const pods = async (): Promise<readonly Pod[]> =>
    (await stage.plane.kube.list('v1/Pod')).items as readonly Pod[];
  const fargateNodes = async (): Promise<readonly KubeObject[]> =>
    (await stage.plane.kube.list('v1/Node', { labelSelector: `${COMPUTE_TYPE}=fargate` })).items;
  /** With its logs when it goes wrong: the components are gone afterwards. */
  const ranWell = (run: RunResult, outcome: string, { task }: TestContext): void => {
    if (run.error)
      throw new Error(`${task.name}: ${run.error.message}\n${stage.control.logOf('kube-controller-manager')}`); // prettier-ignore
    expect(run.summary.outcome).toBe(outcome);
    expect(run.summary.steps).toMatchObject({ skipped: 0, failed: 0, left: 0 });
  };

  it('is seen as on the twin: the same workloads, verdicts and steps', async () => {
    const { openStage } = await import('../e2e/stage.ts');
    const twin = await openStage();
    try {
      const verdicts = (a: Analysis): readonly string[] =>
        a.assessment.workloads.map((w) => `${w.ref.kind} ${w.ref.namespace ?? ''}/${w.ref.name}: ${w.verdict} (${w.findings.map((f) => f.rule).join(', ')})`); // prettier-ignore
      expect(verdicts(analysis)).toEqual(verdicts(twin.analysis));
      const theirs = await twin.plan(OPTIONS);
      expect(plan.steps.map((s) => s.id)).toEqual(theirs.steps.map((s) => s.id));
    } finally {
      twin.stop();
    }
  });

  it('migrates, never below a budget', async (test) => {
    result = await stage.session({ plan, store });
    ranWell(result, 'done', test);
    const seen = result.summary.availability;
    expect(seen.map((a) => a.workload)).toEqual(expect.arrayContaining(MOVERS));
    expect(seen.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(seen.filter((a) => a.minimumReady < a.budget)).toEqual([]);
  });

  it('has what moves, and nothing else, on Fargate nodes of the computed size', async () => {
    const nodes = new Set((await fargateNodes()).map((n) => n.metadata.name));
    const there = (await pods()).filter((p) => nodes.has(p.spec.nodeName ?? ''));
    expect([...new Set(there.map(owner))].sort()).toEqual(MOVERS);
    expect(there.every(isPodReady)).toBe(true);
    expect(there).toHaveLength(12);
    for (const w of analysis.sizing.workloads.filter((x) => x.size !== null))
      for (const p of there.filter((x) => owner(x) === `${w.ref.namespace}/${w.ref.name}`))
        expect(p.metadata.annotations?.['CapacityProvisioned'], p.metadata.name).toBe(
          `${w.size?.vcpu}vCPU ${w.size?.memoryGB}GB`,
        );
  });

  it('answers names from a pod on Fargate, through the API server’s own exec', async () => {
    const web = (await pods()).find((p) => owner(p) === 'app/web');
    expect(web).toBeDefined();
    const { exitCode, stdout } = await stage.world.kube.exec(
      { namespace: 'app', name: web?.metadata.name ?? '' },
      ['nslookup', 'uploads.app.svc.cluster.local'],
    );
    expect(stdout).toContain('uploads.app.svc.cluster.local');
    expect(exitCode).toBe(0);
    const missing = await stage.world.kube.exec(
      { namespace: 'app', name: web?.metadata.name ?? '' },
      ['nslookup', 'nobody.app.svc.cluster.local'],
    );
    expect(missing.exitCode).not.toBe(0);
  });

  it('proves it by looking again', async () => {
    const checks = await proveRun(stage.world, plan);
    expect(checks.filter((c) => c.state !== 'ok')).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(12);
  });

  it('settled every intent that it wrote down', () => {
    const entries = entriesOf(store);
    const open = new Set(entries.filter((e) => e['type'] === 'intent').map((e) => e['id']));
    expect(open.size).toBeGreaterThan(50);
    for (const e of entries)
      if (e['type'] === 'outcome' || e['type'] === 'no-effect') open.delete(e['id']);
    expect([...open]).toEqual([]);
  });

  it('goes all the way back: nothing differs from the first snapshot', async (test) => {
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    ranWell(back, 'rolled-back', test);
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const now = await stage.look();
    expect(compareSnapshots(first, now)).toEqual([]);
    expect((await surveyOf(stage.world, now, true)).owned).toEqual([]);
    expect(await fargateNodes()).toEqual([]);
  });

  it('migrates again; the API server accepts every write to the letter; and cleanup puts away all of ours and nothing of theirs', async (test) => {
    const again = await stage.plan(await stage.analyze(await stage.look()), OPTIONS);
    const judge = stage.judge();
    ranWell(await stage.session({ plan: again, store: new MemoryJournal(), judge }), 'done', test);
    const all = await surveyOf(stage.world, await stage.look(), true);
    expect(all.owned.length).toBeGreaterThan(0);
    const tidy = { plan: all.plan, store: new MemoryJournal(), judge };
    ranWell(await stage.session(tidy), 'done', test);
    expect(judge.refusals).toEqual([]);
    expect([...judge.warnings]).toEqual([]);
    expect(judge.judged.size).toBeGreaterThan(30);
    const after = await stage.look();
    expect((await surveyOf(stage.world, after, true)).owned).toEqual([]);
    expect(after.aws.fargateProfiles).toMatchObject({ state: 'read', value: [] });
    expect(
      after.aws.nodegroups.state === 'read' ? after.aws.nodegroups.value.map((n) => n.name) : [],
    ).toEqual(['burst']);
  });

  it('leaves a sound data plane', () => {
    expect(stage.plane.failures).toEqual([]);
  });
});
