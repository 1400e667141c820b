import { agree, counted } from '../../model/index.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { CleanupReport } from '../cleanup-schema.ts';
import type { RunFlags } from '../flags.ts';
import type { Io } from '../io.ts';

interface Flags extends RunFlags {
  readonly stateDir: string;
  readonly everything?: boolean;
}

/** `fargatectl cleanup`: puts away what runs of ours made, and shows what is left that costs money. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const [
    { openWorld, takeSnapshot },
    { surveyOf, stillBilled },
    { ownedText, billedText },
    { reportRun },
    { confirmCluster },
  ] = await Promise.all([
    import('../world.ts'),
    import('../tidy.ts'),
    import('../render/owned.ts'),
    import('../report-run.ts'),
    import('../confirm.ts'),
  ]);
  const world = await openWorld(flags, io);
  const before = await takeSnapshot(world, flags, io);
  const { owned, plan } = await surveyOf(world, before, flags.everything === true);
  const json = flags.output === 'json';
  if (!json && plan.steps.length > 0) io.out(ownedText(owned, io));
  if (plan.steps.length > 0) {
    await confirmCluster(io, flags, world.clusterName, {
      en: `${counted(plan.steps.length, 'thing')} ${agree(plan.steps.length, 'is', 'are')} removed for good${flags.everything === true ? ', files on our file systems among them' : ''}.`,
      ko: `${plan.steps.length}개를 완전히 지웁니다${flags.everything === true ? '. 우리가 만든 파일 시스템의 파일도 포함됩니다' : ''}.`,
    });
    const [{ newRun, newRunId, CLEANUP }, { planDigest }, { version }] = await Promise.all([
      import('../state.ts'),
      import('../plan-digest.ts'),
      import('../program.ts'),
    ]);
    const now = world.clock.now();
    const stored = newRun(
      flags.stateDir,
      {
        run: `${newRunId(now, plan.snapshot.digest)}${CLEANUP}`,
        cluster: world.clusterName,
        planDigest: planDigest(plan),
        snapshotDigest: plan.snapshot.digest,
        tool: version,
        time: new Date(now).toISOString(),
      },
      plan,
    );
    const code = await reportRun({ io, world, stored, json, direction: { way: 'forward' } });
    if (code !== EXIT.done) return code;
  }
  const after = await takeSnapshot(world, flags, io);
  const left = (await surveyOf(world, after, flags.everything === true)).owned;
  if (json) {
    const report: CleanupReport = {
      apiVersion: 'fargatectl/v1',
      kind: 'Cleanup',
      cluster: world.clusterName,
      removed: plan.steps.length,
      left: left.map(({ what, group, billable, inUse }) => ({
        what: what[io.lang],
        group,
        billable,
        inUse: inUse?.[io.lang] ?? null,
      })),
      stillBilled: stillBilled(after).map((b) => b[io.lang]),
    };
    io.out(`${JSON.stringify(report)}\n`);
  } else io.out(`\n${ownedText(left, io)}\n${billedText(stillBilled(after), io)}`);
  return left.some((o) => o.billable && o.inUse === null) ? EXIT.failed : EXIT.done;
}
