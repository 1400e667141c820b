import { afterEach, describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { analyze } from '../../src/cli/analysis.ts';
import { draftOf, ownRoleName } from '../../src/cli/profiles/fill-in.ts';
import { planCreation } from '../../src/plan/index.ts';
import type { Plan, RunEvent } from '../../src/model/index.ts';
import { steps } from '../../src/steps/index.ts';
import type { Scenario } from '../../src/twin/index.ts';
import { MemoryJournal, openStage, type Stage } from './stage.ts';

const stages: Stage[] = [];
afterEach(() => stages.splice(0).forEach((s) => s.stop()));

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'web' };
const MOVE = 'move-workload/app/web';

/** A profile for app/web, then its move: the shortest way to a pod that Fargate should start. */
async function shortPlan(stage: Stage): Promise<Plan> {
  const { digest, workloads, assessment } = await analyze(stage.snapshot, 'en');
  const world = { snapshot: stage.snapshot, digest, workloads, assessment, roles: new Map() };
  const draft = draftOf({ name: 'web', selectors: [{ namespace: 'app', labels: { app: 'web' } }], subnetIds: null, role: null }, stage.snapshot); // prettier-ignore
  const { plan } = planCreation(world, [draft], { keepOff: false, ownRole: ownRoleName(stage.snapshot) }); // prettier-ignore
  const input = {
    ref: WEB,
    settings: [{ path: ['spec', 'template', 'metadata', 'annotations', 'moved'], value: 'yes' }],
    scaleOut: null,
    estimateSeconds: 100,
  };
  const { title, effects, estimateSeconds } = steps.moveWorkload.describe(input);
  return {
    ...plan,
    steps: [
      ...plan.steps,
      { id: MOVE, step: 'move-workload', title: title.en, phase: 'application', after: ['create-fargate-profile/web'], workload: WEB, input, reversible: true, effects, estimateSeconds, because: [] },
    ],
  }; // prettier-ignore
}

/** The run, with something done to the world just when web begins to move. */
async function moveInto(
  trouble: (stage: Stage) => void,
  change?: (s: Scenario) => Scenario,
  meanwhile: (stage: Stage, e: RunEvent) => void = () => undefined,
) {
  const stage = await openStage(change);
  stages.push(stage);
  const plan = await shortPlan(stage);
  const store = new MemoryJournal();
  const waits: string[] = [];
  const result = await stage.session({
    plan,
    store,
    onEvent: (e) => {
      if (e.event === 'started' && e.step === MOVE) trouble(stage);
      if (e.event === 'waiting' && e.step === MOVE) waits.push(e.seen.en);
      meanwhile(stage, e);
    },
  });
  return { stage, plan, store, waits, ...result };
}

const webPods = async (stage: Stage) =>
  (await stage.twin.kube.list('v1/Pod')).items.filter((p) => p.metadata.name.startsWith('web-'));

type Controls = Stage['twin']['aws']['controls'];
/** Trouble, its code, what the pod is said to have been told, and what an operator can do. */
const CONDITIONS: readonly [
  name: string,
  on: (c: Controls) => void,
  code: string,
  said: RegExp,
  remedy: RegExp,
][] = [
  ['no capacity in any zone', (c) => c.noFargateCapacity.add('*'), 'FARGATE_CAPACITY', /Fargate capacity is unavailable at this time/, /profiles replace web --subnets/],
  ['a zone that Fargate refuses', (c) => ['a', 'b', 'c', 'd'].forEach((z) => c.refusedZones.add(`ap-northeast-2${z}`)), 'FARGATE_ZONE_REFUSED', /not supported in the requested availability zone: ap-northeast-2/, /profiles replace web --subnets/],
  ['no address left', (c) => c.fullSubnets.add('*'), 'FARGATE_NO_ADDRESS', /enough free addresses/, /profiles replace web --subnets/],
  ['a node that never comes up', (c) => c.provisioningTimesOut.add('*'), 'FARGATE_PROVISIONING_TIMEOUT', /Pod provisioning timed out \(will retry\) for pod: app\/web-/, /subnet-no-egress/],
  ['an account that is blocked', (c) => void (c.accountBlocked = true), 'FARGATE_ACCOUNT_BLOCKED', /account is currently blocked/, /AWS Support/],
]; // prettier-ignore

describe('a Fargate pod that does not start', () => {
  for (const [name, on, code, said, remedy] of CONDITIONS)
    it(`${name}: is waited for, then stops the run with what can be done; the workload goes back alone`, async () => {
      const r = await moveInto((s) => on(s.twin.aws.controls));
      expect(r.error).toMatchObject({ code, exitCode: 5 });
      expect(r.error?.message).toMatch(said);
      expect(r.error?.message).toMatch(/^Pod app\/web-\S+ does not start\. /);
      expect(r.error?.remedy.en).toMatch(remedy);
      expect(r.error?.remedy.en).toContain('fargatectl rollback --only app/web');
      expect(r.error?.remedy.ko).toContain('fargatectl rollback --only app/web');
      expect(r.waits.some((w) => /Waiting up to \d+ s for it to pass/.test(w))).toBe(true);
      // The old pods served meanwhile, and serve again when the new ones are given up.
      const back = await r.stage.session({ plan: r.plan, store: r.store, direction: { way: 'back', only: 'app/web' } }); // prettier-ignore
      expect(back.error).toBeUndefined();
      expect(back.summary.steps.done).toBe(1);
      for (const { availability } of [r.summary, back.summary])
        expect(availability).toEqual([expect.objectContaining({ workload: 'app/web', secondsBelowBudget: 0 })]); // prettier-ignore
      const pods = await webPods(r.stage);
      expect(pods.map((p) => (p as unknown as { spec: { schedulerName: string } }).spec.schedulerName)).toEqual(Array(3).fill('default-scheduler')); // prettier-ignore
      // The profile stays: only this workload went back.
      expect(await r.stage.world.aws.eks.describeFargateProfile('Migration-EKS', 'web')).toMatchObject({ status: 'ACTIVE' }); // prettier-ignore
    });

  it('the vCPU quota used up by others: says so, with the request that raises it', async () => {
    const r = await moveInto(
      () => undefined,
      (s) => ({ ...s, aws: { ...s.aws, fargateVcpuElsewhere: 1_000_000 } }),
    );
    expect(r.error).toMatchObject({ code: 'FARGATE_VCPU_QUOTA', exitCode: 5 });
    expect(r.error?.message).toContain("You've reached the limit on the number of vCPUs");
    expect(r.error?.remedy.en).toContain('--service-code fargate --quota-code L-3032A538');
  });

  it('an image that cannot be pulled: says so from the container itself', async () => {
    const r = await moveInto((s) => {
      for (const c of WEB_IMAGES(s)) s.twin.aws.controls.unpullableImages.add(c);
    });
    expect(r.error).toMatchObject({ code: 'IMAGE_PULL_FAILED', exitCode: 5 });
    expect(r.error?.message).toMatch(/ImagePullBackOff: Back-off pulling image "/);
    expect(r.error?.remedy.en).toMatch(/kubectl describe pod web-\S+ -n app/);
  });

  it('capacity that comes back within the patience: goes on by itself', async () => {
    const r = await moveInto((s) => {
      s.twin.aws.controls.noFargateCapacity.add('*');
      s.clock.schedule(240_000, () => s.twin.aws.controls.noFargateCapacity.clear());
    });
    expect(r.error).toBeUndefined();
    expect(r.summary.outcome).toBe('done');
    expect(r.waits.some((w) => w.includes('no Fargate capacity'))).toBe(true);
    expect(r.summary.availability[0]).toMatchObject({ secondsBelowBudget: 0 });
  });

  it('one zone without capacity among several: is not even noticed', async () => {
    const r = await moveInto((s) => s.twin.aws.controls.noFargateCapacity.add('ap-northeast-2a'));
    expect(r.error).toBeUndefined();
    expect(r.waits.some((w) => w.includes('does not start'))).toBe(false);
  });

  it('is stopped and resumed: when it passes later, the same run goes on to its end', async () => {
    const r = await moveInto((s) => s.twin.aws.controls.noFargateCapacity.add('*'));
    expect(r.error).toMatchObject({ code: 'FARGATE_CAPACITY' });
    r.stage.twin.aws.controls.noFargateCapacity.clear();
    const rest = await r.stage.session({ plan: r.plan, store: r.store });
    expect(rest.error).toBeUndefined();
    expect(rest.summary.outcome).toBe('done');
  });
});

const WEB_IMAGES = (s: Stage): readonly string[] =>
  s.snapshot.objects
    .filter((o) => o.kind === 'Deployment' && o.metadata.name === 'web')
    .flatMap((o) => (o as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } }).spec.template.spec.containers.map((c) => c.image)); // prettier-ignore

it('a migration that met it: the workload goes back alone, the run goes on later, and back wholly', async () => {
  const stage = await openStage();
  stages.push(stage);
  const plan = await stage.plan();
  const store = new MemoryJournal();
  const halt = await stage.session({
    plan,
    store,
    onEvent: (e) => {
      if (e.event === 'started' && e.step === MOVE)
        stage.twin.aws.controls.noFargateCapacity.add('*');
    },
  });
  expect(halt.error).toMatchObject({ code: 'FARGATE_CAPACITY', exitCode: 5 });
  const aside = await stage.session({ plan, store, direction: { way: 'back', only: 'app/web' } });
  expect(aside.error).toBeUndefined();
  stage.twin.aws.controls.noFargateCapacity.clear();
  const rest = await stage.session({ plan, store });
  expect(rest.error).toBeUndefined();
  expect(rest.summary.outcome).toBe('done');
  expect((await webPods(stage)).every((p) => (p as unknown as { spec: { nodeName: string } }).spec.nodeName.startsWith('fargate-'))).toBe(true); // prettier-ignore
  const back = await stage.session({ plan, store, direction: { way: 'back' } });
  expect(back.error).toBeUndefined();
  for (const { summary } of [halt, aside, rest, back])
    expect(summary.availability.filter((x) => x.secondsBelowBudget > 0)).toEqual([]);
  expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
}, 180_000);
