import { afterEach, describe, expect, it } from 'vitest';
import { analyze } from '../../src/cli/analysis.ts';
import { nextName } from '../../src/cli/commands/profiles-replace.ts';
import { draftOf, ownRoleName } from '../../src/cli/profiles/fill-in.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { FARGATE_PROFILE_LABEL, type FargateSelector, type Plan } from '../../src/model/index.ts';
import { existingProfile, planCreation, planDeletion, planReplacement, type ProfileWorld } from '../../src/plan/index.ts'; // prettier-ignore
import { MemoryJournal, openStage, type Stage } from './stage.ts';

const WEB: readonly FargateSelector[] = [
  { namespace: 'app', labels: { app: 'web' } },
  { namespace: 'app', labels: { app: 'nginx' } },
];
const NOT_ALLOWED = { allowInterruption: [] as string[] };
const stages: Stage[] = [];
afterEach(() => stages.splice(0).forEach((s) => s.stop()));

/** The tutorial's cluster as it is now, for a change of profiles. */
async function worldOf(stage: Stage): Promise<ProfileWorld> {
  const snapshot = await stage.look();
  const { digest, workloads, assessment } = await analyze(snapshot, 'en');
  const name = ownRoleName(snapshot);
  const role = await stage.world.aws.iam.getRole(name);
  return { snapshot, digest, workloads, assessment, roles: new Map([[name, { state: 'read', value: role }]]) }; // prettier-ignore
}

const draft = (w: ProfileWorld, name: string, selectors = WEB) =>
  draftOf({ name, selectors, subnetIds: null, role: null }, w.snapshot);
const creation = (w: ProfileWorld, name: string, selectors = WEB) =>
  planCreation(w, [draft(w, name, selectors)], {
    keepOff: false,
    ownRole: ownRoleName(w.snapshot),
  });
const blockersOf = (c: ReturnType<typeof planCreation>) =>
  c.checks.flatMap((p) => p.checks).filter((k) => k.state === 'blocker').map((k) => k.says.en); // prettier-ignore

async function run(stage: Stage, plan: Plan, store = new MemoryJournal()) {
  const result = await stage.session({ plan, store });
  return { ...result, store };
}

/** Profile `web` carries the pods of web and nginx. */
async function withProfile(): Promise<Stage> {
  const stage = await openStage();
  stages.push(stage);
  const made = await run(stage, creation(await worldOf(stage), 'web').plan);
  expect(made.error).toBeUndefined();
  for (const name of ['web', 'nginx'])
    await stage.twin.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name },
      { spec: { template: { metadata: { annotations: { restarted: 'now' } } } } },
    );
  await stage.clock.sleep(400_000);
  expect((await carrying(stage, 'web')).length).toBe(5);
  return stage;
}

const carrying = async (stage: Stage, profile: string): Promise<readonly string[]> =>
  (await stage.twin.kube.list('v1/Pod')).items
    .filter((p) => p.metadata.labels?.[FARGATE_PROFILE_LABEL] === profile)
    .map((p) => p.metadata.name);
const profileNames = async (stage: Stage): Promise<readonly string[]> =>
  (await stage.world.aws.eks.listFargateProfiles('Migration-EKS')).map((p) => p.name).sort();

describe('profiles replace', () => {
  it('takes every pod over to the successor, deletes the old one, and goes all the way back', async () => {
    const stage = await withProfile();
    const w = await worldOf(stage);
    const old = existingProfile(w.snapshot, 'web');
    const next = draft(w, nextName('web', ['web']));
    const change = planReplacement(w, old, next, { keepOff: false, ownRole: ownRoleName(w.snapshot), ...NOT_ALLOWED }); // prettier-ignore
    expect(blockersOf(change)).toEqual([]);
    const there = await run(stage, change.plan);
    expect(there.error).toBeUndefined();
    expect(there.summary.availability.map((a) => a.workload)).toEqual(['app/nginx', 'app/web']);
    expect(there.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(await profileNames(stage)).toEqual(['web-2']);
    expect(await carrying(stage, 'web-2')).toHaveLength(5);
    const back = await stage.session({ plan: change.plan, store: there.store, direction: { way: 'back' } }); // prettier-ignore
    expect(back.error).toBeUndefined();
    expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(await carrying(stage, 'web')).toHaveLength(5);
    expect(compareSnapshots(w.snapshot, await stage.look())).toEqual([]);
  }, 60_000);

  it('goes on after a stop in the middle, and does nothing twice', async () => {
    const stage = await withProfile();
    const w = await worldOf(stage);
    const change = planReplacement(w, existingProfile(w.snapshot, 'web'), draft(w, 'web-2'), { keepOff: false, ownRole: ownRoleName(w.snapshot), ...NOT_ALLOWED }); // prettier-ignore
    const store = new MemoryJournal();
    const halt = await stage.session({ plan: change.plan, store, direction: { way: 'forward', pauseAfter: 'rehome-workload/app/nginx' } }); // prettier-ignore
    expect(halt.summary.outcome).toBe('stopped');
    expect(await profileNames(stage)).toEqual(['web', 'web-2']);
    const rest = await stage.session({ plan: change.plan, store });
    expect(rest.error).toBeUndefined();
    expect(await profileNames(stage)).toEqual(['web-2']);
    const creates = store.read().split('\n').filter((l) => l.includes('"type":"intent"') && l.includes('eks-create-fargate-profile')); // prettier-ignore
    expect(creates).toHaveLength(1);
  }, 60_000);

  it('is refused where the successor would not take what runs by the old one, or sorts before it', async () => {
    const stage = await withProfile();
    const w = await worldOf(stage);
    const old = existingProfile(w.snapshot, 'web');
    const o = { keepOff: false, ownRole: ownRoleName(w.snapshot), ...NOT_ALLOWED };
    const narrower = planReplacement(w, old, draft(w, 'web-2', WEB.slice(0, 1)), o);
    expect(blockersOf(narrower)).toEqual([
      'Profile web-2 does not take Deployment app/nginx, which runs by the old one.',
    ]);
    expect(blockersOf(planReplacement(w, old, draft(w, 'a-web'), o))).toEqual([
      expect.stringContaining("The successor's name a-web sorts before web"),
    ]);
  }, 60_000);
});

describe('profiles delete', () => {
  it('names the pods that run by it and is refused, by the checks and by the step itself', async () => {
    const stage = await withProfile();
    const w = await worldOf(stage);
    const change = planDeletion(w, existingProfile(w.snapshot, 'web'), {
      to: null,
      ...NOT_ALLOWED,
    });
    expect(blockersOf(change)).toEqual([expect.stringMatching(/^5 pods run by web .*app\/nginx-/)]);
    const forced = await run(stage, change.plan);
    expect(forced.error).toMatchObject({ code: 'STEP_BLOCKED', exitCode: 5 });
    expect(await profileNames(stage)).toEqual(['web']);
    expect(await carrying(stage, 'web')).toHaveLength(5);
  }, 60_000);

  it('moves them to EC2 first, where none names the profile any more, and goes all the way back', async () => {
    const stage = await withProfile();
    const w = await worldOf(stage);
    const change = planDeletion(w, existingProfile(w.snapshot, 'web'), {
      to: 'ec2',
      ...NOT_ALLOWED,
    });
    expect(blockersOf(change)).toEqual([]);
    const there = await run(stage, change.plan);
    expect(there.error).toBeUndefined();
    expect(there.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    expect(await profileNames(stage)).toEqual([]);
    expect(await carrying(stage, 'web')).toEqual([]);
    const back = await stage.session({ plan: change.plan, store: there.store, direction: { way: 'back' } }); // prettier-ignore
    expect(back.error).toBeUndefined();
    expect(await carrying(stage, 'web')).toHaveLength(5);
    expect(compareSnapshots(w.snapshot, await stage.look())).toEqual([]);
  }, 60_000);

  it('waits for a Job that is under way and lets ended ones go', async () => {
    const stage = await withProfile();
    const job = (name: string, owner: string): Parameters<typeof stage.twin.kube.create>[0] => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace: 'app', labels: { app: owner } },
      spec: {
        template: {
          metadata: { labels: { app: 'web', job: name } },
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: 'public.ecr.aws/docker/library/busybox:1.37', command: ['sleep', '300'], resources: { requests: { cpu: '100m', memory: '64Mi' } } }],
          },
        },
      },
    }); // prettier-ignore
    await stage.twin.kube.create(job('ended', 'web'));
    await stage.clock.sleep(600_000);
    await stage.twin.kube.create(job('running', 'web'));
    await stage.clock.sleep(120_000);
    const w = await worldOf(stage);
    const phases = (await stage.twin.kube.list('v1/Pod')).items
      .filter((p) => p.metadata.labels?.['job'] !== undefined)
      .map((p) => (p['status'] as { phase?: string }).phase)
      .sort();
    expect(phases).toEqual(['Running', 'Succeeded']);
    const change = planDeletion(w, existingProfile(w.snapshot, 'web'), {
      to: 'ec2',
      ...NOT_ALLOWED,
    });
    expect(change.plan.warnings.map((x) => x.en)).toContainEqual(
      '1 pod of a Job runs by web; it is waited for before it is deleted.',
    );
    const there = await run(stage, change.plan);
    expect(there.error).toBeUndefined();
    expect(await profileNames(stage)).toEqual([]);
    // The one under way got to its end before its profile went.
    expect(there.store.read()).toContain('2 ended pods of Jobs go with profile web');
  }, 60_000);
});

describe('profiles create', () => {
  const fresh = async (): Promise<Stage> => {
    const stage = await openStage();
    stages.push(stage);
    return stage;
  };

  it('queues behind a profile that somebody else is making', async () => {
    const stage = await fresh();
    const w = await worldOf(stage);
    const made = await run(stage, creation(w, 'first').plan);
    expect(made.error).toBeUndefined();
    const { podExecutionRoleArn, subnetIds } = draft(w, 'theirs');
    await stage.world.aws.eks.createFargateProfile({ cluster: 'Migration-EKS', name: 'theirs', podExecutionRoleArn, subnetIds, selectors: [{ namespace: 'x' }], tags: {}, token: 't' }); // prettier-ignore
    const waits: string[] = [];
    const result = await stage.session({
      plan: creation(await worldOf(stage), 'ours', [{ namespace: 'y' }]).plan,
      store: new MemoryJournal(),
      onEvent: (e) => e.event === 'waiting' && waits.push(e.seen.en),
    });
    expect(result.error).toBeUndefined();
    expect(waits[0]).toContain('currently has Fargate profile theirs in status CREATING');
    expect(await profileNames(stage)).toEqual(['first', 'ours', 'theirs']);
  });

  it('waits for a profile of the same name that is being deleted', async () => {
    const stage = await fresh();
    await run(stage, creation(await worldOf(stage), 'web').plan);
    await stage.world.aws.eks.deleteFargateProfile('Migration-EKS', 'web');
    const w = await worldOf(stage);
    const other = creation(w, 'web', [{ namespace: 'app', labels: { app: 'reports' } }]);
    expect(blockersOf(other)).toEqual([]);
    const result = await run(stage, other.plan);
    expect(result.error).toBeUndefined();
    const now = await stage.world.aws.eks.describeFargateProfile('Migration-EKS', 'web');
    expect(now).toMatchObject({ status: 'ACTIVE', selectors: [{ labels: { app: 'reports' } }] });
  });

  it('ends on CREATE_FAILED with its health issue; resumed, it clears the failed one away and makes it anew', async () => {
    const stage = await fresh();
    stage.twin.aws.controls.failNextProfiles.push({ code: 'AccessDenied', message: 'Role is not usable.' }); // prettier-ignore
    const { plan } = creation(await worldOf(stage), 'web');
    const failed = await run(stage, plan);
    expect(failed.error).toMatchObject({
      code: 'STEP_FAILED',
      message: 'Profile web is CREATE_FAILED: AccessDenied: Role is not usable.',
    });
    const again = await run(stage, plan, failed.store);
    expect(again.error).toBeUndefined();
    expect(await profileNames(stage)).toEqual(['web']);
    const back = await stage.session({ plan, store: failed.store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
  });

  it('says that the cluster has as many profiles as it may, before and, if it comes in between, during', async () => {
    const stage = await fresh();
    const w = await worldOf(stage);
    await run(stage, creation(w, 'p0', [{ namespace: 'n0' }]).plan);
    const { podExecutionRoleArn, subnetIds } = draft(w, 'x');
    const { plan } = creation(await worldOf(stage), 'one-more');
    for (let i = 1; i < 10; i += 1) {
      await stage.world.aws.eks.createFargateProfile({ cluster: 'Migration-EKS', name: `p${i}`, podExecutionRoleArn, subnetIds, selectors: [{ namespace: `n${i}` }], tags: {}, token: `t${i}` }); // prettier-ignore
      await stage.clock.sleep(300_000);
    }
    expect(blockersOf(creation(await worldOf(stage), 'one-more'))).toEqual([
      '11 of 10 profiles with it.',
    ]);
    const late = await run(stage, plan);
    expect(late.error).toMatchObject({ code: 'PROFILE_LIMIT', exitCode: 5 });
    expect(late.error?.remedy.en).toContain('--quota-code L-33415657');
    // Room is made, and the same run goes on.
    await stage.world.aws.eks.deleteFargateProfile('Migration-EKS', 'p9');
    expect((await run(stage, plan, late.store)).error).toBeUndefined();
  });
});
