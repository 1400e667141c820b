import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { SEVERITIES, text, type Assessment, type Severity } from '../../model/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';

interface Flags extends SourceFlags {
  readonly output?: string;
  readonly failOn: Severity | 'never';
}

/** `fargatectl assess`: a verdict for each workload and for the cluster. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'wide', 'json', 'yaml', 'md'].includes(format))
    throw unknownFormat(format, 'table, wide, json, yaml, md');
  const [{ readSource }, { analyze }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
  ]);
  const { assessment } = await analyze(await readSource(flags, io), io.lang);
  if (format === 'json') io.out(`${JSON.stringify(assessment, null, 2)}\n`);
  else if (format === 'yaml') io.out((await import('../render/yaml.ts')).stringify(assessment));
  else if (format === 'md')
    io.out((await import('../render/assessment-md.ts')).assessmentMarkdown(assessment, io.lang));
  else
    io.out(
      (await import('../render/assessment.ts')).assessmentText(assessment, io, {
        wide: format === 'wide',
      }),
    );
  return exitOf(assessment, flags.failOn);
}

/** Findings at the threshold come before missing evidence: they are certain. */
export function exitOf(a: Assessment, failOn: Severity | 'never'): ExitCode {
  if (failOn !== 'never') {
    const limit = SEVERITIES.indexOf(failOn);
    if (SEVERITIES.some((s, i) => i <= limit && a.summary.findings[s] > 0)) return EXIT.findings;
  }
  // Files cannot answer what only AWS knows; that is not incomplete evidence but another question.
  const missing =
    a.workloads.some((w) => w.verdict === 'unknown') ||
    (a.snapshot.source === 'cluster' && a.unknown.length > 0);
  return missing ? EXIT.incomplete : EXIT.done;
}

export const unknownFormat = (seen: string, wanted: string) =>
  UserError({
    code: 'BAD_FLAG',
    message: text(
      `-o is "${seen}", wanted one of ${wanted}.`,
      `-o의 값이 "${seen}"입니다. 쓸 수 있는 값: ${wanted}.`,
    ),
    remedy: text('Leave it out for a table.', '생략하면 표로 출력합니다.'),
  });
