import { UserError, type FargatectlError } from '../../errors/index.ts';

/** Where in the input: `web.yaml:12`; the standard input is called by its name. */
export const place = (file: string, line?: number): string =>
  `${file === '-' ? 'standard input' : file}${line === undefined ? '' : `:${line}`}`;

/** An input that cannot be read: which file and line, what stands there, what should. */
export function inputError(init: {
  readonly code: string;
  readonly file: string;
  readonly line?: number;
  /** Never an environment value or Secret data; its type is named instead. */
  readonly seen: string;
  readonly wanted: string;
  readonly remedy: string;
}): FargatectlError {
  return UserError({
    code: init.code,
    message: `${place(init.file, init.line)}: found ${init.seen}, wanted ${init.wanted}.`,
    remedy: init.remedy,
  });
}
