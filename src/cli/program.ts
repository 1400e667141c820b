import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from '../errors/index.ts';
import { printError } from './errors.ts';
import type { GlobalFlags } from './flags.ts';
import type { Io } from './io.ts';
import type { Lang } from './lang.ts';
import { sharedOptions, type Runner } from './program/options.ts';
import { practiceCommands } from './program/practice-commands.ts';
import { profilesCommands } from './program/profiles-commands.ts';
import { readCommands } from './program/read-commands.ts';
import { runCommands } from './program/run-commands.ts';
import { langIn, speakUsage } from './usage.ts';

declare const __VERSION__: string;
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';

type Run = (io: Io, flags: never, args: readonly string[]) => Promise<ExitCode>;

/** Parses argv, runs one command, answers the exit code. Commands load only when they run. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  let flags: GlobalFlags = {};
  const run =
    (load: () => Promise<{ run: unknown }>) =>
    async (...parameters: unknown[]): Promise<void> => {
      const command = parameters.at(-1) as Command;
      flags = command.optsWithGlobals();
      const { run: body } = (await load()) as { run: Run };
      code = await body(withFlags(io, flags), flags as never, command.args);
    };
  const program = build(run, withFlags(io, { lang: langIn(argv) ?? io.lang }));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return printError(error, withFlags(io, flags), {
      lang: flags.lang ?? io.lang,
      debug: flags.debug === true,
    });
  }
}

const withFlags = (io: Io, flags: GlobalFlags): Io => ({
  ...io,
  lang: flags.lang ?? io.lang,
  color: io.color && flags.color !== false,
});

function build(run: Runner, io: Io): Command {
  const lang: Lang = io.lang;
  const t = (en: string, ko: string): string => (lang === 'ko' ? ko : en);
  const program = speakUsage(new Command('fargatectl'), lang)
    .description(
      t(
        'Moves an Amazon EKS cluster from EC2 node groups to AWS Fargate without losing a request.',
        'Amazon EKS 클러스터를 EC2 노드 그룹에서 AWS Fargate로, 요청 하나 잃지 않고 옮깁니다.',
      ),
    )
    .version(version, '-V, --version', t('print the version', '버전 출력'))
    .addOption(
      new Option(
        '--lang <lang>',
        t('language of messages (default: the locale)', '메시지 언어 (기본값: 로케일)'),
      ).choices(['en', 'ko']),
    )
    .option('--no-color', t('no colors (NO_COLOR works too)', '색 없이 출력 (NO_COLOR도 됩니다)'))
    .option('--debug', t('show stack traces', '스택 추적 표시'))
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (s) => io.out(s), writeErr: (s) => io.err(s) })
    .addHelpText(
      'after',
      t(
        '\nExit codes: 0 done · 1 failed · 2 usage or bad input · 3 findings at the threshold · 4 evidence incomplete · 5 stopped, resumable · 6 stale plan or lock held · 130 interrupted\n',
        '\n종료 코드: 0 완료 · 1 실패 · 2 사용법 또는 입력 오류 · 3 기준 이상의 발견 항목 · 4 근거 부족 · 5 중단됨(재개 가능) · 6 낡은 계획 또는 잠금 · 130 인터럽트\n',
      ),
    );

  const registering = { program, options: sharedOptions(t), run, t };
  readCommands(registering);
  profilesCommands(registering);
  runCommands(registering);
  practiceCommands(registering);
  program
    .command('version')
    .description(t('print the version', '버전 출력'))
    .action(() => io.out(`fargatectl ${version}\n`));
  return program;
}
