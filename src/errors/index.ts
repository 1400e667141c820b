import { text, verbatim, type Text } from '../model/index.ts';

/**
 * Errors carry a stable code, what happened, and what to do. Guards, not `instanceof`.
 * `user`: the operator can fix it · `cloud`: a call to AWS or Kubernetes failed · `bug`: ours.
 */
export interface FargatectlError extends Error {
  readonly fargatectl: true;
  readonly category: 'user' | 'cloud' | 'bug';
  /** UPPER_SNAKE, stable, documented in docs/errors/. */
  readonly code: string;
  /** What happened, in both languages. `message` is its English half, for logs and stack traces. */
  readonly text: Text;
  /** One full sentence, with one full command where a command helps. */
  readonly remedy: Text;
  readonly exitCode: ExitCode;
  /** Present on cloud errors. */
  readonly call?: CloudCall;
}

export interface CloudCall {
  /** eks, ec2, …, kubernetes */
  readonly service: string;
  readonly operation: string;
  /** HTTP status, or null when no answer came. */
  readonly status: number | null;
  /** AWS error name or Kubernetes Status reason, e.g. `ResourceInUseException`, `Conflict`. */
  readonly reason: string;
  readonly retryable: boolean;
  readonly requestId: string | null;
}

/** Documented in the design: stable for other people's scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  findings: 3,
  incomplete: 4,
  stopped: 5,
  stale: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

class CodedError extends Error implements FargatectlError {
  readonly fargatectl = true as const;
  readonly category: 'user' | 'cloud' | 'bug';
  readonly code: string;
  readonly text: Text;
  readonly remedy: Text;
  readonly exitCode: ExitCode;
  readonly call?: CloudCall;
  constructor(init: {
    category: 'user' | 'cloud' | 'bug';
    code: string;
    message: Text;
    remedy: Text;
    exitCode: ExitCode;
    cause?: unknown;
    call?: CloudCall;
  }) {
    super(init.message.en, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = init.code;
    this.category = init.category;
    this.code = init.code;
    this.text = init.message;
    this.remedy = init.remedy;
    this.exitCode = init.exitCode;
    if (init.call) this.call = init.call;
  }
}

/** The operator can fix it. Names the object, the value seen and the value wanted. */
export function UserError(init: {
  code: string;
  message: Text;
  remedy: Text;
  exitCode?: ExitCode;
  cause?: unknown;
}): FargatectlError {
  return new CodedError({ category: 'user', exitCode: EXIT.usage, ...init });
}

/** A call to AWS or Kubernetes failed, after the adapter's own retries. */
export function CloudError(init: {
  code: string;
  message: Text;
  remedy: Text;
  call: CloudCall;
  cause?: unknown;
  exitCode?: ExitCode;
}): FargatectlError {
  return new CodedError({ category: 'cloud', exitCode: EXIT.failed, ...init });
}

/** Ours: an assumption of the code was broken. What broke is said in English, to whoever mends it. */
export function BugError(message: string, cause?: unknown): FargatectlError {
  return new CodedError({
    category: 'bug',
    code: 'BUG',
    message: text(message, `fargatectl 내부 오류: ${message}`),
    remedy: text(
      'Please report this with the output of the same command and --debug.',
      '같은 명령을 --debug와 함께 실행한 출력을 첨부해 알려 주십시오.',
    ),
    exitCode: EXIT.failed,
    cause,
  });
}

export const isFargatectlError = (error: unknown): error is FargatectlError =>
  error instanceof Error && 'fargatectl' in error;

/** What any error says; words that are not ours stay as they are. */
export const textOf = (error: unknown): Text =>
  isFargatectlError(error)
    ? error.text
    : verbatim(error instanceof Error ? error.message : String(error));

/** The cloud call behind an error, when it was one. */
export const cloudCallOf = (error: unknown): CloudCall | undefined =>
  isFargatectlError(error) ? error.call : undefined;

export const isNotFound = (error: unknown): boolean => {
  const call = cloudCallOf(error);
  return call !== undefined && (call.status === 404 || /NotFound|NoSuchEntity/.test(call.reason));
};
export const isConflict = (error: unknown): boolean => cloudCallOf(error)?.status === 409;
export const isDenied = (error: unknown): boolean => {
  const call = cloudCallOf(error);
  return (
    call !== undefined &&
    (call.status === 401 ||
      call.status === 403 ||
      /AccessDenied|UnauthorizedOperation|ExpiredToken|UnrecognizedClient|InvalidClientTokenId/.test(
        call.reason,
      ))
  );
};
