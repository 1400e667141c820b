import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';

/** `fargatectl plan show FILE`. */
export async function run(
  io: Io,
  flags: { readonly output?: string },
  args: readonly string[],
): Promise<ExitCode> {
  const [{ readText }, { parsePlan }, { planText }] = await Promise.all([
    import('../../adapters/files.ts'),
    import('../../plan/index.ts'),
    import('../render/plan.ts'),
  ]);
  const file = args[0] ?? '';
  const plan = parsePlan(await readText(file), file);
  io.out(flags.output === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : planText(plan, io));
  return EXIT.done;
}
