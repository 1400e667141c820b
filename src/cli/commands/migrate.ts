import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { both, counted, someOf, text, type Plan, type Text } from '../../model/index.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { ProbeFlags } from '../probe.ts';
import type { StoredRun } from '../state.ts';
import type { LiveWorld } from '../world.ts';

interface Flags extends RunFlags, ProbeFlags {
  readonly stateDir: string;
  readonly journal?: 'local' | 'cluster';
  readonly resume?: boolean;
  readonly pauseAfter?: string;
  readonly only?: string;
}

/** `fargatectl migrate PLAN`: runs a plan, or goes on with the last run. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const [{ openWorld, mustExist }, { confirmCluster }, { reportRun }, { openProbe }] =
    await Promise.all([
      import('../world.ts'),
      import('../confirm.ts'),
      import('../report-run.ts'),
      import('../probe.ts'),
    ]);
  let opened: LiveWorld | undefined;
  const live = async (): Promise<LiveWorld> => (opened ??= await openWorld(flags, io));
  const resumed = flags.resume === true ? await resumable(flags, args, live) : undefined;
  const plan = resumed?.plan ?? (await readPlan(args));
  const world = await live();
  mustMatch(plan, world);
  await mustExist(world);
  if (!resumed) await refuseStale(plan, world, flags, io);
  const probe = await openProbe(flags, io);
  await confirmCluster(io, flags, plan.snapshot.cluster, await whatIsAsked(plan));
  const stored = resumed ?? (await begin(plan, world, flags));
  return reportRun({
    io,
    world,
    stored,
    json: flags.output === 'json',
    ...(probe === undefined ? {} : { probe }),
    direction: {
      way: 'forward',
      ...(flags.pauseAfter === undefined ? {} : { pauseAfter: flags.pauseAfter }),
      ...(flags.only === undefined ? {} : { only: flags.only }),
    },
  });
}

/** What the operator says yes to: how much, and each step whose way back is another one than undoing. */
async function whatIsAsked(plan: Plan): Promise<Text> {
  const { wordsOf } = await import('../../steps/index.ts');
  const points = plan.steps.flatMap((step) => {
    const { title, noReturn, wayBack } = wordsOf(step);
    if (noReturn !== null)
      return [both((l) => `  • ${title[l]}: ${NO_WAY_BACK[l]}, ${noReturn[l]}`)];
    return wayBack === null
      ? []
      : [both((l) => `  • ${title[l]}: ${GOING_BACK[l]}, ${wayBack[l]}`)];
  });
  return both((l) =>
    [COUNTS(plan)[l], ...(points.length === 0 ? [] : [POINTS[l]]), ...points.map((p) => p[l])].join(
      '\n',
    ),
  );
}
const COUNTS = (plan: Plan): Text =>
  text(
    `${counted(plan.steps.length, 'step')}, ${counted(plan.pointsOfNoReturn.length, 'point')} of no return.`,
    `단계 ${plan.steps.length}개, 되돌릴 수 없는 지점 ${plan.pointsOfNoReturn.length}개.`,
  );
const POINTS = text('Not everything comes back as it was:', '그대로 돌아오지 않는 것이 있습니다.');
const NO_WAY_BACK = text('no way back', '되돌릴 수 없음');
const GOING_BACK = text('going back', '되돌릴 때');

async function readPlan(args: readonly string[]): Promise<Plan> {
  const file = args[0];
  if (file === undefined)
    throw UserError({
      code: 'PLAN_MISSING',
      message: text('There is no plan to run.', '실행할 계획이 없습니다.'),
      remedy: text(
        'Make one with fargatectl plan -o plan.json and rehearse it; or go on with the last run: --resume.',
        '계획을 만들어 리허설하거나(fargatectl plan -o plan.json) 마지막 실행을 이어 가십시오: --resume',
      ),
    });
  const [{ readText }, { parsePlan }] = await Promise.all([
    import('../../adapters/files.ts'),
    import('../../plan/index.ts'),
  ]);
  return parsePlan(await readText(file), file);
}

async function resumable(
  flags: Flags,
  args: readonly string[],
  live: () => Promise<LiveWorld>,
): Promise<StoredRun> {
  const { findRun } = await import('../run-store.ts');
  const stored = await findRun(flags, live);
  if (args[0] !== undefined) {
    const { canonicalJson } = await import('../../model/index.ts');
    if (canonicalJson(await readPlan(args)) !== canonicalJson(stored.plan))
      throw UserError({
        code: 'PLAN_DIFFERS',
        message: text(
          `${args[0]} is not the plan that run ${stored.id} began with.`,
          `실행 ${stored.id}을(를) 시작한 계획이 ${args[0]}와(과) 다릅니다.`,
        ),
        remedy: text(
          'Leave the file out to go on with that run, or leave --resume out to begin a new one.',
          '그 실행을 이어 가려면 파일을 빼고, 새로 시작하려면 --resume을 빼십시오.',
        ),
      });
  }
  if (stored.plan.steps.some((s) => stored.journal.stateOf(s.id) === 'undone'))
    throw UserError({
      code: 'RUN_ROLLED_BACK',
      message: text(
        `Run ${stored.id} was rolled back, wholly or to a phase; it cannot go on.`,
        `실행 ${stored.id}은(는) 전부 또는 어느 페이즈까지 되돌려 이어 갈 수 없습니다.`,
      ),
      remedy: text(
        'Finish with fargatectl rollback, then make a new plan.',
        'fargatectl rollback으로 마저 되돌린 뒤 계획을 새로 만드십시오.',
      ),
    });
  return stored;
}

/** Two clusters are never mixed up, whatever the kubeconfig's current context is. */
export function mustMatch(plan: Plan, world: LiveWorld): void {
  const { cluster, region } = plan.snapshot;
  if (cluster === world.clusterName && region === world.region) return;
  throw UserError({
    code: 'OTHER_CLUSTER',
    message: text(
      `The plan is for ${cluster} in ${region}; the kubeconfig leads to ${world.clusterName} in ${world.region}.`,
      `계획의 클러스터는 ${cluster}(${region})인데 kubeconfig의 클러스터는 ${world.clusterName}(${world.region})입니다.`,
    ),
    remedy: text(
      `Choose the right context (kubectl config use-context …), or name it: --cluster ${cluster} --region ${region}.`,
      `맞는 컨텍스트를 고르거나(kubectl config use-context …) 직접 지정하십시오: --cluster ${cluster} --region ${region}`,
    ),
  });
}

const HOW = {
  changed: text('changed', '바뀜'),
  gone: text('gone', '없어짐'),
  new: text('new', '새로 생김'),
} as const;

async function refuseStale(plan: Plan, world: LiveWorld, flags: Flags, io: Io): Promise<void> {
  const [{ takeSnapshot }, { staleKeys }] = await Promise.all([
    import('../world.ts'),
    import('../../inventory/index.ts'),
  ]);
  const stale = staleKeys(plan.basis, await takeSnapshot(world, flags, io));
  if (stale.length === 0) return;
  const shown = someOf(stale.map((s) => both((l) => `${s.key} (${HOW[s.how][l]})`)));
  throw UserError({
    code: 'PLAN_STALE',
    message: text(
      `The cluster is not what the plan was made for: ${shown.en}.`,
      `계획을 만든 뒤 클러스터가 달라졌습니다: ${shown.ko}.`,
    ),
    remedy: text(
      'Make the plan again: fargatectl plan -o plan.json.',
      '계획을 다시 만드십시오: fargatectl plan -o plan.json',
    ),
    exitCode: EXIT.stale,
  });
}

async function begin(plan: Plan, world: LiveWorld, flags: Flags): Promise<StoredRun> {
  const [{ newRunId }, { startRun }, { planDigest }, { selectSteps }, { version }] =
    await Promise.all([
      import('../state.ts'),
      import('../run-store.ts'),
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
  return startRun(
    flags,
    world,
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
