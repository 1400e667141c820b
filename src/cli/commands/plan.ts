import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import type { PlanOptions } from '../../plan/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { text, type PlanMode } from '../../model/index.ts';

export interface PlanFlags extends SourceFlags {
  readonly output?: string;
  readonly stateDir: string;
  readonly asTutorial?: boolean;
  readonly selectors?: SelectorsFlag;
  readonly keep?: readonly string[];
  readonly retire?: readonly string[];
  readonly allowInterruption?: readonly string[];
  readonly subnets?: string;
  readonly podExecutionRole?: string;
  readonly soak?: string;
  readonly pauseSync?: boolean;
  readonly writeChanges?: string;
}

/** `fargatectl plan -o FILE`: the migration plan of a snapshot. */
export async function run(io: Io, flags: PlanFlags): Promise<ExitCode> {
  const options = planOptions(flags);
  const [{ readSource }, { analyze, planOf }, { keepSnapshot }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
    import('../state.ts'),
  ]);
  const snapshot = await readSource(flags, io);
  const analysis = await analyze(snapshot, io.lang);
  const plan = await planOf(analysis, options);
  await keepSnapshot(flags.stateDir, analysis.digest, snapshot);
  if (flags.writeChanges !== undefined) {
    const { writeChanges } = await import('../changes-to-commit.ts');
    writeChanges(io, plan, flags.writeChanges);
  }
  const json = `${JSON.stringify(plan, null, 2)}\n`;
  const to = flags.output ?? 'table';
  if (to === 'json') {
    io.out(json);
    return EXIT.done;
  }
  const { planText } = await import('../render/plan.ts');
  io.out(planText(plan, io));
  if (to === 'table') return EXIT.done;
  const { writeWhole } = await import('../../adapters/files.ts');
  writeWhole(to, json);
  io.err(
    io.lang === 'ko'
      ? `계획을 ${to}에 저장했습니다. 다음: fargatectl rehearse ${to}\n`
      : `Written to ${to}. Next: fargatectl rehearse ${to}\n`,
  );
  return EXIT.done;
}

/** `--selectors`, as `plan` and `profiles plan` have it. */
export type SelectorsFlag = 'opt-in' | 'own-labels' | 'namespaces';

/** The tutorial's order goes with the tutorial's selectors. */
function modeOf(flags: Pick<PlanFlags, 'asTutorial' | 'selectors'>): PlanMode {
  const { selectors } = flags;
  if (flags.asTutorial !== true) return selectors === undefined || selectors === 'opt-in' ? 'opt-in-label' : selectors; // prettier-ignore
  if (selectors === undefined || selectors === 'namespaces') return 'as-tutorial';
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `--as-tutorial selects whole namespaces; --selectors ${selectors} selects otherwise.`,
      `--as-tutorial은 네임스페이스 전체를 선택하는데 --selectors ${selectors}은(는) 다르게 선택합니다.`,
    ),
    remedy: text(
      `Give one of them: fargatectl plan --selectors ${selectors} -o plan.json.`,
      `하나만 주십시오: fargatectl plan --selectors ${selectors} -o plan.json`,
    ),
  });
}

export function planOptions(flags: PlanFlags): Partial<PlanOptions> {
  return {
    mode: modeOf(flags),
    keep: flags.keep ?? [],
    retire: flags.retire ?? [],
    allowInterruption: flags.allowInterruption ?? [],
    pauseSync: flags.pauseSync === true,
    subnetIds: flags.subnets === undefined ? null : flags.subnets.split(',').map((s) => s.trim()),
    podExecutionRole: flags.podExecutionRole ?? null,
    ...(flags.soak === undefined ? {} : { soakSeconds: seconds('--soak', flags.soak) }),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90s`, `2m`, `1h`. */
export function seconds(flag: string, duration: string): number {
  const m = /^(\d+)(s|m|h)$/.exec(duration);
  if (m) return Number(m[1]) * (UNITS[m[2] ?? 's'] ?? 1);
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `${flag} is "${duration}", wanted a time such as 90s, 2m or 1h.`,
      `${flag}의 값이 "${duration}"입니다. 90s, 2m, 1h 같은 시간을 주십시오.`,
    ),
    remedy: text(`Write ${flag} 2m.`, `이렇게 쓰십시오: ${flag} 2m`),
  });
}
