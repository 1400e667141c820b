import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import type { Plan } from '../../model/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { StoredRun } from '../state.ts';
import type { LiveWorld } from '../world.ts';

interface Flags extends RunFlags {
  readonly stateDir: string;
  readonly resume?: boolean;
  readonly pauseAfter?: string;
  readonly only?: string;
}

/** `fargatectl migrate PLAN`: runs a plan, or goes on with the last run. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const [{ openWorld, mustExist }, { confirmCluster }, { reportRun }] = await Promise.all([
    import('../world.ts'),
    import('../confirm.ts'),
    import('../report-run.ts'),
  ]);
  const resumed = flags.resume === true ? await resumable(flags, args) : undefined;
  const plan = resumed?.plan ?? (await readPlan(args));
  const world = await openWorld(flags, io);
  mustMatch(plan, world);
  await mustExist(world);
  if (!resumed) await refuseStale(plan, world, flags, io);
  await confirmCluster(io, flags, plan.snapshot.cluster, {
    en: `${plan.steps.length} steps, ${plan.pointsOfNoReturn.length} points of no return.`,
    ko: `단계 ${plan.steps.length}개, 되돌릴 수 없는 지점 ${plan.pointsOfNoReturn.length}개.`,
  });
  const stored = resumed ?? (await begin(plan, world, flags));
  return reportRun({
    io,
    world,
    stored,
    json: flags.output === 'json',
    direction: {
      way: 'forward',
      ...(flags.pauseAfter === undefined ? {} : { pauseAfter: flags.pauseAfter }),
      ...(flags.only === undefined ? {} : { only: flags.only }),
    },
  });
}

async function readPlan(args: readonly string[]): Promise<Plan> {
  const file = args[0];
  if (file === undefined)
    throw UserError({
      code: 'PLAN_MISSING',
      message: 'There is no plan to run.',
      remedy:
        'Make one with fargatectl plan -o plan.json and rehearse it; or go on with the last run: --resume.',
    });
  const [{ readText }, { parsePlan }] = await Promise.all([
    import('../../adapters/files.ts'),
    import('../../plan/index.ts'),
  ]);
  return parsePlan(await readText(file), file);
}

async function resumable(flags: Flags, args: readonly string[]): Promise<StoredRun> {
  const { openRun } = await import('../state.ts');
  const stored = await openRun(flags.stateDir, flags.run);
  if (args[0] !== undefined) {
    const { canonicalJson } = await import('../../model/index.ts');
    if (canonicalJson(await readPlan(args)) !== canonicalJson(stored.plan))
      throw UserError({
        code: 'PLAN_DIFFERS',
        message: `${args[0]} is not the plan that run ${stored.id} began with.`,
        remedy:
          'Leave the file out to go on with that run, or leave --resume out to begin a new one.',
      });
  }
  if (stored.plan.steps.some((s) => stored.journal.stateOf(s.id) === 'undone'))
    throw UserError({
      code: 'RUN_ROLLED_BACK',
      message: `Run ${stored.id} was rolled back, wholly or in part; it cannot go on.`,
      remedy: 'Finish with fargatectl rollback, then make a new plan.',
    });
  return stored;
}

/** Two clusters are never mixed up, whatever the kubeconfig's current context is. */
export function mustMatch(plan: Plan, world: LiveWorld): void {
  const { cluster, region } = plan.snapshot;
  if (cluster === world.clusterName && region === world.region) return;
  throw UserError({
    code: 'OTHER_CLUSTER',
    message: `The plan is for ${cluster} in ${region}; the kubeconfig leads to ${world.clusterName} in ${world.region}.`,
    remedy: `Choose the right context (kubectl config use-context …), or name it: --cluster ${cluster} --region ${region}.`,
  });
}

async function refuseStale(plan: Plan, world: LiveWorld, flags: Flags, io: Io): Promise<void> {
  const [{ takeSnapshot }, { staleKeys }] = await Promise.all([
    import('../world.ts'),
    import('../../inventory/index.ts'),
  ]);
  const stale = staleKeys(plan.basis, await takeSnapshot(world, flags, io));
  if (stale.length === 0) return;
  const shown = stale.slice(0, 5).map((s) => `${s.key} (${s.how})`);
  throw UserError({
    code: 'PLAN_STALE',
    message: `The cluster is not what the plan was made for: ${shown.join(', ')}${stale.length > 5 ? ` and ${stale.length - 5} more` : ''}.`,
    remedy: 'Make the plan again: fargatectl plan -o plan.json.',
    exitCode: EXIT.stale,
  });
}

async function begin(plan: Plan, world: LiveWorld, flags: Flags): Promise<StoredRun> {
  const [{ beginRun, newRunId }, { planDigest }, { selectSteps }, { version }] = await Promise.all([
    import('../state.ts'),
    import('../plan-digest.ts'),
    import('../../execute/index.ts'),
    import('../program.ts'),
  ]);
  // A wrong --only or --pause-after must not leave an empty run behind.
  selectSteps(plan, {
    ...(flags.pauseAfter === undefined ? {} : { pauseAfter: flags.pauseAfter }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
  });
  const now = world.clock.now();
  return beginRun(
    flags.stateDir,
    {
      run: newRunId(now, plan.snapshot.digest),
      cluster: plan.snapshot.cluster,
      planDigest: planDigest(plan),
      snapshotDigest: plan.snapshot.digest,
      tool: version,
      time: new Date(now).toISOString(),
    },
    plan,
  );
}
