import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';

/** `fargatectl explain [topic]`; `explain pod FILE` says what changes for the workloads of a manifest. */
export async function run(io: Io, _flags: unknown, args: readonly string[]): Promise<ExitCode> {
  const [topic, file] = args;
  if (topic === 'pod' && file !== undefined) {
    const [{ readSource }, { analyze }, { assessmentText }] = await Promise.all([
      import('../world.ts'),
      import('../analysis.ts'),
      import('../render/assessment.ts'),
    ]);
    const { assessment } = await analyze(await readSource({ from: [file] }, io), io.lang);
    io.out(assessmentText(assessment, io, { wide: true }));
    return EXIT.done;
  }
  const { explainText } = await import('../render/page.ts');
  io.out(explainText(topic, io));
  return EXIT.done;
}
