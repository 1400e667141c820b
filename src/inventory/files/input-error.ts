import { UserError, type FargatectlError } from '../../errors/index.ts';
import { text, both, type Text } from '../../model/index.ts';

const STANDARD_INPUT = text('standard input', '표준 입력');

/** Where in the input: `web.yaml:12`; the standard input is called by its name. */
export const place = (file: string, line?: number): Text =>
  both((l) => `${file === '-' ? STANDARD_INPUT[l] : file}${line === undefined ? '' : `:${line}`}`);

/** An input that cannot be read: which file and line, what stands there, what should. */
export function inputError(init: {
  readonly code: string;
  readonly file: string;
  readonly line?: number;
  /** Never an environment value or Secret data; its type is named instead. */
  readonly seen: Text;
  readonly wanted: Text;
  readonly remedy: Text;
}): FargatectlError {
  const where = place(init.file, init.line);
  return UserError({
    code: init.code,
    message: text(
      `${where.en}: found ${init.seen.en}, wanted ${init.wanted.en}.`,
      `${where.ko}: 본 것: ${init.seen.ko}, 필요한 것: ${init.wanted.ko}.`,
    ),
    remedy: init.remedy,
  });
}

/** Mappings in mappings without end: nothing that Kubernetes has. */
export const tooDeep = (file: string, line?: number): FargatectlError =>
  inputError({
    code: 'INPUT_TOO_DEEP',
    file,
    ...(line === undefined ? {} : { line }),
    seen: text('values nested more than a thousand deep', '천 단계가 넘게 중첩된 값'),
    wanted: text('Kubernetes objects', 'Kubernetes 객체'),
    remedy: text(
      'Give the output of kubectl get -o json or -o yaml as it is.',
      'kubectl get -o json 또는 -o yaml의 출력을 그대로 주십시오.',
    ),
  });
