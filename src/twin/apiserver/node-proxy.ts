import type { Pod } from '../../model/index.ts';

/**
 * What the API server asks of a pod's node: the kubelet's part of `logs`, `exec` and `attach`.
 * Implemented by the twin's nodes. Refuse with an ApiStatusError, e.g. 400 BadRequest
 * `container "x" in pod "y" is waiting to start: ContainerCreating`; the API server has already
 * checked that the pod and the named container exist.
 */
export interface NodeProxy {
  /** Whole, or a stream; with `follow` a stream that ends with the container or the signal. */
  logs(
    pod: Pod,
    options: LogOptions,
  ): Promise<Uint8Array | AsyncIterable<Uint8Array>> | Uint8Array | AsyncIterable<Uint8Array>;
  exec(pod: Pod, request: ExecRequest): Promise<ExecSession>;
  /** Absent: attaching is refused. */
  attach?(pod: Pod, request: ExecRequest): Promise<ExecSession>;
}

export interface LogOptions {
  /** Always given: the API server fills in the default container. */
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ExecRequest {
  /** Always given: the API server fills in the default container. */
  readonly container: string;
  /** Empty for attach. */
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** One running process, seen from the outside. */
export interface ExecSession {
  /** Ends when the process has written its last byte. */
  readonly output: AsyncIterable<ExecOutput>;
  readonly exit: Promise<ExecExit>;
  write(stdin: Uint8Array): void;
  closeStdin(): void;
  resize(size: { readonly width: number; readonly height: number }): void;
  /** The client went away. */
  kill(): void;
}
export type ExecOutput = {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Uint8Array;
};
export type ExecExit =
  | { readonly kind: 'exited'; readonly code: number }
  /** The process could not be started, or its node was lost. */
  | { readonly kind: 'failed'; readonly message: string };

/** A session for something that is already known whole: a command that ran to its end at once. */
export function finishedSession(result: {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode: number;
}): ExecSession {
  async function* output(): AsyncIterable<ExecOutput> {
    if (result.stdout) yield { stream: 'stdout', data: Buffer.from(result.stdout) };
    if (result.stderr) yield { stream: 'stderr', data: Buffer.from(result.stderr) };
  }
  return {
    output: output(),
    exit: Promise.resolve({ kind: 'exited', code: result.exitCode }),
    write: () => undefined,
    closeStdin: () => undefined,
    resize: () => undefined,
    kill: () => undefined,
  };
}
