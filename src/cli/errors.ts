import { EXIT, isFargatectlError, type ExitCode } from '../errors/index.ts';
import type { Io } from './io.ts';
import type { Lang } from './lang.ts';
import { paint } from './render/paint.ts';

const LABELS = { do: { en: 'Do', ko: '할 일' }, why: { en: 'Cause', ko: '원인' } } as const;

/** Prints an error: code, what happened, what to do. The stack only with --debug. */
export function printError(
  error: unknown,
  io: Io,
  options: { readonly lang: Lang; readonly debug: boolean },
): ExitCode {
  const c = paint(io.color && io.errIsTTY);
  if (isFargatectlError(error)) {
    io.err(`${c.red(error.code)}  ${clean(error.message)}\n`);
    const { call } = error;
    if (call)
      io.err(
        `  ${call.service}:${call.operation} · ${call.status ?? 'no answer'} ${call.reason}${call.requestId === null ? '' : ` · request ${call.requestId}`}\n`,
      );
    if (error.remedy !== '') io.err(`  ${LABELS.do[options.lang]}: ${clean(error.remedy)}\n`);
    if (options.debug && error.stack !== undefined) io.err(`${error.stack}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.err(
    `${c.red('BUG')}  ${clean(message)}\n  ${LABELS.do[options.lang]}: report this with the output of the same command and --debug.\n`,
  );
  if (options.debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return EXIT.failed;
}

/** Text from a cluster is never a terminal escape. */

export const clean = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
