import { EXIT, isFargatectlError, UserError, type ExitCode } from '../../errors/index.ts';
import {
  agree,
  counted,
  read,
  text,
  unread,
  type Reading,
  type Role,
  type Snapshot,
} from '../../model/index.ts';
import type { ProfileChange, ProfileWorld } from '../../plan/index.ts';
import type { Analysis } from '../analysis.ts';
import type { ClusterFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { spoken } from '../lang.ts';
import type { LiveWorld } from '../world.ts';

/** Flags of every command that changes profiles. */
export interface ChangeFlags extends ClusterFlags {
  readonly stateDir: string;
  readonly apply?: boolean;
  readonly yes?: boolean;
  readonly output?: string;
}

/** The live cluster, read once. */
export interface Looked {
  readonly world: LiveWorld;
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
}

export async function look(flags: ClusterFlags, io: Io): Promise<Looked> {
  const [{ openWorld, takeSnapshot }, { analyze }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
  ]);
  const world = await openWorld(flags, io);
  const snapshot = await takeSnapshot(world, flags, io);
  return { world, snapshot, analysis: await analyze(snapshot, io.lang) };
}

/** What checks and plans are made of. Roles are asked for by name: one that no profile uses is in no snapshot. */
export async function profileWorld(
  { world, snapshot, analysis }: Looked,
  roleNames: readonly string[],
): Promise<ProfileWorld> {
  const roles = new Map<string, Reading<Role | undefined>>();
  for (const name of new Set(roleNames)) roles.set(name, await roleReading(world, name));
  const { digest, workloads, assessment } = analysis;
  return { snapshot, digest, workloads, assessment, roles };
}

async function roleReading(world: LiveWorld, name: string): Promise<Reading<Role | undefined>> {
  try {
    return read(await world.aws.iam.getRole(name));
  } catch (error) {
    if (!isFargatectlError(error)) throw error;
    return unread(text(`role ${name}: ${error.text.en}`, `역할 ${name}: ${error.text.ko}`));
  }
}

/** Shows what was looked at and what would be done; with `--apply` and a yes, does it as a run. */
export async function carryOut(
  io: Io,
  flags: ChangeFlags,
  o: { readonly looked: Looked; readonly change: ProfileChange; readonly command: string },
): Promise<ExitCode> {
  const { change, looked, command } = o;
  const json = flags.output === 'json';
  const apply = flags.apply === true;
  const all = change.checks.flatMap((c) => c.checks);
  const blockers = all.filter((c) => c.state === 'blocker').length;
  const unknowns = all.filter((c) => c.state === 'unknown').length;
  if (!json) {
    const { changeText } = await import('../render/profile-change.ts');
    io.out(changeText(change, io, { apply, command }));
  } else if (!apply || blockers > 0)
    io.out(`${JSON.stringify(asJson(change, looked, io), null, 2)}\n`);
  if (blockers > 0) {
    if (apply) throw refused(blockers);
    return EXIT.findings;
  }
  if (!apply) return unknowns > 0 ? EXIT.incomplete : EXIT.done;
  return runChange(io, flags, o);
}

async function runChange(
  io: Io,
  flags: ChangeFlags,
  { looked, change: { plan } }: { readonly looked: Looked; readonly change: ProfileChange },
): Promise<ExitCode> {
  const [{ confirmCluster }, { keepSnapshot, newRun, newRunId, PROFILES }, { planDigest }, { version }, { reportRun }] =
    await Promise.all([
      import('../confirm.ts'),
      import('../state.ts'),
      import('../plan-digest.ts'),
      import('../program.ts'),
      import('../report-run.ts'),
    ]);
  const { world, snapshot } = looked;
  await confirmCluster(io, flags, world.clusterName, {
    en: `${counted(plan.steps.length, 'step')}.`,
    ko: `단계 ${plan.steps.length}개.`,
  });
  const { digest } = plan.snapshot;
  await keepSnapshot(flags.stateDir, digest, snapshot);
  const now = world.clock.now();
  const stored = newRun(
    flags.stateDir,
    {
      run: `${newRunId(now, digest)}${PROFILES}`,
      cluster: world.clusterName,
      planDigest: planDigest(plan),
      snapshotDigest: digest,
      tool: version,
      time: new Date(now).toISOString(),
    },
    plan,
  );
  return reportRun({ io, world, stored, json: flags.output === 'json', direction: { way: 'forward' } });
} // prettier-ignore

/** The command as it was given, to be given once more with `--apply`. */
export function spelled(words: readonly (string | undefined)[]): string {
  const quoted = (w: string): string => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w.replaceAll("'", `'\\''`)}'`); // prettier-ignore
  return ['fargatectl', 'profiles', ...words.filter((w) => w !== undefined).map(quoted)].join(' ');
}

/** Flags that make a profile, as words of the command. */
export const madeWords = (f: {
  readonly selector?: readonly string[];
  readonly subnets?: string;
  readonly podExecutionRole?: string;
  readonly keepOff?: boolean;
}): readonly string[] => [
  ...(f.selector ?? []).flatMap((s) => ['--selector', s]),
  ...(f.subnets === undefined ? [] : ['--subnets', f.subnets]),
  ...(f.podExecutionRole === undefined ? [] : ['--pod-execution-role', f.podExecutionRole]),
  ...(f.keepOff === true ? ['--keep-off'] : []),
];

export const interruptionWords = (allowed: readonly string[] | undefined): readonly string[] =>
  allowed === undefined || allowed.length === 0 ? [] : ['--allow-interruption', ...allowed];

/** `-o json` of a dry run. */
const asJson = ({ checks, plan }: ProfileChange, { snapshot }: Looked, io: Io): unknown => ({
  apiVersion: 'fargatectl/v1',
  kind: 'ProfileChange',
  cluster: snapshot.cluster.name,
  profiles: checks.map(({ profile, checks: c }) => ({ profile, checks: spoken(c, io.lang) })),
  warnings: spoken(plan.warnings, io.lang),
  steps: plan.steps.map(({ id, step, title, after, effects, estimateSeconds }) => ({ id, step, title, after, effects, estimateSeconds })), // prettier-ignore
});

const refused = (blockers: number) =>
  UserError({
    code: 'PROFILE_CHANGE_REFUSED',
    message: text(
      `${blockers} of the checks above ${agree(blockers, 'stands', 'stand')} in the way. Nothing was changed.`,
      `위 확인 가운데 ${blockers}개가 가로막습니다. 아무것도 바꾸지 않았습니다.`,
    ),
    remedy: text(
      'Each of them says what mends it; then give the command again.',
      '각 항목에 나온 대로 고친 뒤 명령을 다시 실행하십시오.',
    ),
    exitCode: EXIT.findings,
  });
