import { UserError, type ExitCode } from '../../errors/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { spoken } from '../lang.ts';
import { text } from '../../model/index.ts';

interface Flags extends SourceFlags {
  readonly stateDir: string;
  readonly seed: string;
  readonly output?: string;
}

/** `fargatectl rehearse PLAN`: the run on a twin of the plan's snapshot, in virtual time. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const seed = Number(flags.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `--seed is "${flags.seed}", wanted a whole number from 0.`,
        `--seed의 값이 "${flags.seed}"입니다. 0 이상의 정수를 주십시오.`,
      ),
      remedy: text('Leave it out for 1.', '생략하면 1입니다.'),
    });
  const [{ readText }, { parsePlan }, { rehearse }, { exitCodeOf }, { printError }] =
    await Promise.all([
      import('../../adapters/files.ts'),
      import('../../plan/index.ts'),
      import('../rehearsal.ts'),
      import('../session.ts'),
      import('../errors.ts'),
    ]);
  const file = args[0] ?? '';
  const plan = parsePlan(await readText(file), file);
  const snapshot = await snapshotFor(plan.snapshot.digest, flags, io);
  const json = flags.output === 'json';
  const [{ eventPrinter }, { summaryText }] = await Promise.all([
    import('../render/events.ts'),
    import('../render/summary.ts'),
  ]);
  const { result } = await rehearse({
    plan,
    snapshot,
    seed,
    io,
    onEvent: json
      ? (event) => io.out(`${JSON.stringify(spoken(event, io.lang))}\n`)
      : eventPrinter(io, plan, (text) => io.out(text)),
  });
  if (!json) io.out(`\n${summaryText(result.summary, io)}`);
  if (result.error) printError(result.error, io, { lang: io.lang, debug: false });
  return exitCodeOf(result);
}

/** The snapshot that the plan was made from: from `--from`, or kept when the plan was made. */
async function snapshotFor(digest: string, flags: Flags, io: Io) {
  const [{ findSnapshot }, { snapshotDigest }, { readSource }] = await Promise.all([
    import('../state.ts'),
    import('../../inventory/index.ts'),
    import('../world.ts'),
  ]);
  if (flags.from !== undefined && flags.from.length > 0) {
    const given = await readSource(flags, io);
    const seen = snapshotDigest(given);
    if (seen === digest) return given;
    throw UserError({
      code: 'OTHER_SNAPSHOT',
      message: text(
        `The plan was made from snapshot ${digest.slice(0, 19)}…; ${flags.from.join(', ')} is ${seen.slice(0, 19)}….`,
        `계획의 스냅샷은 ${digest.slice(0, 19)}…인데 ${flags.from.join(', ')}은(는) ${seen.slice(0, 19)}…입니다.`,
      ),
      remedy: text(
        'Give the snapshot that the plan was made from, or make the plan again: fargatectl plan --from FILE -o plan.json.',
        '계획을 만든 스냅샷을 주거나 계획을 다시 만드십시오: fargatectl plan --from FILE -o plan.json',
      ),
    });
  }
  const kept = await findSnapshot(flags.stateDir, digest);
  if (kept) return kept;
  throw UserError({
    code: 'SNAPSHOT_MISSING',
    message: text(
      `The snapshot ${digest.slice(0, 19)}… of this plan is not in ${flags.stateDir}.`,
      `이 계획의 스냅샷 ${digest.slice(0, 19)}…이(가) ${flags.stateDir}에 없습니다.`,
    ),
    remedy: text(
      'Name it: fargatectl rehearse PLAN --from snapshot.json.',
      '직접 지정하십시오: fargatectl rehearse PLAN --from snapshot.json',
    ),
  });
}
