import { EXIT, isFargatectlError, type ExitCode } from '../errors/index.ts';
import type { Io } from './io.ts';
import { say, type Lang } from './lang.ts';
import { paint } from './render/paint.ts';
import { text } from '../model/index.ts';

const LABELS = {
  do: text('Do', '할 일'),
  noAnswer: text('no answer', '응답 없음'),
  request: text('request', '요청 ID'),
  report: text(
    'report this with the output of the same command and --debug.',
    '같은 명령을 --debug와 함께 실행한 출력을 첨부해 알려 주십시오.',
  ),
  bug: text('', 'fargatectl 내부 오류: '),
};

/** Prints an error: code, what happened, what to do. The stack only with --debug. */
export function printError(
  error: unknown,
  io: Io,
  options: { readonly lang: Lang; readonly debug: boolean },
): ExitCode {
  const c = paint(io.color && io.errIsTTY);
  const { lang } = options;
  if (isFargatectlError(error)) {
    io.err(`${c.red(error.code)}  ${clean(say(error.text, lang))}\n`);
    const { call } = error;
    if (call)
      io.err(
        `  ${call.service}:${call.operation} · ${call.status ?? say(LABELS.noAnswer, lang)} ${call.reason}${call.requestId === null ? '' : ` · ${say(LABELS.request, lang)} ${call.requestId}`}\n`,
      );
    io.err(`  ${say(LABELS.do, lang)}: ${clean(say(error.remedy, lang))}\n`);
    if (options.debug && error.stack !== undefined) io.err(`${error.stack}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.err(
    `${c.red('BUG')}  ${say(LABELS.bug, lang)}${clean(message)}\n  ${say(LABELS.do, lang)}: ${say(LABELS.report, lang)}\n`,
  );
  if (options.debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return EXIT.failed;
}

/** Text from a cluster is never a terminal escape. */
export const clean = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
