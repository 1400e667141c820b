import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { SEVERITIES, text, type Assessment, type Finding, type Severity, type Snapshot } from '../../model/index.ts'; // prettier-ignore
import type { Locate } from '../field-lines.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';

interface Flags extends SourceFlags {
  readonly output?: string;
  readonly failOn: Severity | 'never';
  readonly waivers?: string;
  readonly baseline?: string;
  readonly failOnNew?: boolean;
  readonly today?: string;
}

const FORMATS = ['table', 'wide', 'json', 'yaml', 'md', 'sarif', 'junit', 'github'];

/** `fargatectl assess`: a verdict for each workload and for the cluster. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!FORMATS.includes(format)) throw unknownFormat(format, FORMATS.join(', '));
  if (flags.failOnNew === true && flags.baseline === undefined)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        '--fail-on-new needs an earlier assessment to tell new findings by.',
        '--fail-on-new은 새 항목을 가려낼 이전 평가가 필요합니다.',
      ),
      remedy: text(
        'Name it: --baseline baseline.json; make one with fargatectl assess -o json.',
        '지정하십시오: --baseline baseline.json. fargatectl assess -o json으로 만듭니다.',
      ),
    });
  const [{ readSource }, { analyze }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
  ]);
  // Read first: a file that is wrong should not cost a walk through the cluster.
  const adjust = await adjustments(flags, io);
  const snapshot = await readSource(flags, io);
  const assessment = adjust((await analyze(snapshot, io.lang)).assessment);
  await print(assessment, { io, flags, format, snapshot });
  return exitOf(assessment, flags.failOn, flags.failOnNew === true);
}

/** Waivers, then the comparison with a baseline, as the flags say. */
async function adjustments(flags: Flags, io: Io): Promise<(a: Assessment) => Assessment> {
  const { waivers: file, baseline } = flags;
  if (file === undefined && baseline === undefined && flags.today === undefined) return (a) => a;
  const [documents, { readText }, { systemClock }, yaml] = await Promise.all([
    import('../../assess/documents/index.ts'),
    import('../../adapters/files.ts'),
    import('../../adapters/clock.ts'),
    import('../render/yaml.ts'),
  ]);
  const today = flags.today ?? new Date(systemClock.now()).toISOString().slice(0, 10);
  if (!documents.isDay(today))
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `--today is "${today}", wanted a day such as 2026-11-24.`,
        `--today의 값이 "${today}"입니다. 2026-11-24 같은 날짜를 쓰십시오.`,
      ),
      remedy: text('Leave it out for the day that the clock says.', '생략하면 오늘 날짜를 씁니다.'),
    });
  const parse = async (path: string): Promise<unknown> => {
    const written = await readText(path);
    try {
      return yaml.parse(written, { prettyErrors: false, logLevel: 'silent' }) as unknown;
    } catch (cause) {
      throw UserError({
        code: 'INPUT_NOT_YAML',
        message: text(`${path} is neither YAML nor JSON.`, `${path}은(는) YAML도 JSON도 아닙니다.`),
        remedy: text(
          'Correct the file; fargatectl explain waivers shows what waivers look like.',
          '파일을 고치십시오. fargatectl explain waivers에 예외 파일의 예시가 있습니다.',
        ),
        cause,
      });
    }
  };
  const waivers = file === undefined ? undefined : documents.parseWaivers(await parse(file), file);
  const before = baseline === undefined ? undefined : documents.parseAssessment(await parse(baseline), baseline); // prettier-ignore
  return (a) => {
    const waived = waivers ? documents.applyWaivers(a, waivers, { today, lang: io.lang }) : a;
    return before ? documents.compareWithBaseline(waived, before) : waived;
  };
}

interface Printing {
  readonly io: Io;
  readonly flags: Flags;
  readonly format: string;
  readonly snapshot: Snapshot;
}

async function print(a: Assessment, { io, flags, format, snapshot }: Printing): Promise<void> {
  switch (format) {
    case 'json': {
      const { jsonPieces } = await import('../render/json.ts');
      for (const piece of jsonPieces(a)) io.out(piece);
      return;
    }
    case 'yaml':
      return io.out((await import('../render/yaml.ts')).stringify(a));
    case 'md':
      return io.out((await import('../render/assessment-md.ts')).assessmentMarkdown(a, io.lang));
    case 'sarif': {
      const [{ assessmentSarif }, { version }] = await Promise.all([import('../render/assessment-sarif.ts'), import('../program.ts')]); // prettier-ignore
      const log = assessmentSarif(a, { locate: await places(flags, snapshot, io.cwd), version, lang: io.lang }); // prettier-ignore
      return io.out(`${JSON.stringify(log, null, 2)}\n`);
    }
    case 'junit': {
      const { assessmentJunit } = await import('../render/assessment-junit.ts');
      const options = { failOn: flags.failOn, onlyNew: flags.failOnNew === true };
      return io.out(
        assessmentJunit(a, { ...options, locate: await places(flags, snapshot, io.cwd) }),
      );
    }
    case 'github': {
      const { assessmentAnnotations } = await import('../render/assessment-github.ts');
      return io.out(assessmentAnnotations(a, await places(flags, snapshot, io.cwd)));
    }
    default: {
      const { assessmentText } = await import('../render/assessment.ts');
      return io.out(assessmentText(a, io, { wide: format === 'wide' }));
    }
  }
}

/** Of a file, in bytes: manifests that people write are far smaller, dumps of clusters far larger. */
const MOST_TEXT = 8 << 20;
const noInput = async function* (): AsyncGenerator<Uint8Array> {};

/** Where fields stand in the files: only these formats want it, so only for them files are read again. */
async function places(flags: Flags, { origins }: Snapshot, cwd: string): Promise<Locate> {
  const [{ locator }, { readTexts }, { join, relative, resolve }, { stat }] = await Promise.all([
    import('../field-lines.ts'),
    import('../read-files.ts'),
    import('node:path'),
    import('node:fs/promises'),
  ]);
  // Review tools know files by their path in the checkout, from where the command runs.
  const inside = (path: string): string => {
    const short = relative(cwd, resolve(cwd, path));
    return short.startsWith('..') ? resolve(cwd, path) : short;
  };
  const sources = [];
  for (const from of flags.from ?? []) {
    // Standard input is gone; the line of the object itself is all that is left of it.
    if (from === '-') continue;
    const isFolder = (await stat(from)).isDirectory();
    for (const { name, text } of await readTexts(from, { stdin: noInput, most: MOST_TEXT }))
      sources.push({ name, path: inside(isFolder ? join(from, name) : from), text });
  }
  return locator(origins, sources);
}

/** Findings at the threshold come before missing evidence: they are certain. Waived ones count for nothing. */
export function exitOf(a: Assessment, failOn: Severity | 'never', onlyNew = false): ExitCode {
  const counts = (f: Finding): boolean =>
    f.waived === undefined &&
    (!onlyNew || f.state === 'new') &&
    failOn !== 'never' &&
    SEVERITIES.indexOf(f.severity) <= SEVERITIES.indexOf(failOn);
  if (a.cluster.findings.some(counts) || a.workloads.some((w) => w.findings.some(counts)))
    return EXIT.findings;
  // Files cannot answer what only AWS knows; that is not incomplete evidence but another question.
  const missing =
    a.workloads.length === 0 ||
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
