import { CloudError } from '../../errors/index.ts';
import {
  readBody,
  text,
  UpgradeRefused,
  type Channel,
  type ChannelTransport,
} from '../../model/index.ts';
import { connectionError, statusError, type Status } from './errors.ts';

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

/**
 * Runs a command in a container over WebSocket: the first byte of each message is the stream.
 * @source https://kubernetes.io/docs/reference/using-api/api-concepts/ and KEP-4006 (read 2026-11-23)
 */
export async function execOverChannel(
  connect: ChannelTransport,
  request: Parameters<ChannelTransport>[0],
): Promise<ExecResult> {
  const channel = await opened(connect, request);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let status = '';
  const onAbort = (): void => channel.close();
  request.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const message of channel.messages) {
      const data = Buffer.from(message.subarray(1));
      if (message[0] === STDOUT) out.push(data);
      else if (message[0] === STDERR) err.push(data);
      else if (message[0] === ERROR) status += data.toString('utf8');
    }
  } finally {
    request.signal?.removeEventListener('abort', onAbort);
    channel.close();
  }
  request.signal?.throwIfAborted();
  return {
    exitCode: exitCodeOf(status, request.path),
    stdout: Buffer.concat(out).toString('utf8'),
    stderr: Buffer.concat(err).toString('utf8'),
  };
}

/** A pod that is gone, or a server that does not answer, is said like any other call's. */
async function opened(
  connect: ChannelTransport,
  request: Parameters<ChannelTransport>[0],
): Promise<Channel> {
  const call = `exec ${request.path.split('?')[0] ?? ''}`;
  try {
    return await connect(request);
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    if (!(error instanceof UpgradeRefused)) throw connectionError(request.origin, call, error);
    const { status } = error.response;
    throw statusError(call, status, statusIn(await readBody(error.response)));
  }
}

function statusIn(body: Uint8Array): Status {
  try {
    return JSON.parse(Buffer.from(body).toString()) as Status;
  } catch {
    return {};
  }
}

function exitCodeOf(json: string, path: string): number {
  const status = (json === '' ? {} : JSON.parse(json)) as {
    status?: string;
    reason?: string;
    message?: string;
    details?: { causes?: { reason?: string; message?: string }[] };
  };
  if (status.status === 'Success') return 0;
  const code = status.details?.causes?.find((c) => c.reason === 'ExitCode')?.message;
  if (code !== undefined) return Number(code);
  throw CloudError({
    code: 'EXEC_FAILED',
    message: text(
      `The command could not be run in the container: ${status.message ?? 'the connection ended without a status'}.`,
      `컨테이너에서 명령을 실행하지 못했습니다: ${status.message ?? '상태 없이 연결이 끝났습니다'}.`,
    ),
    remedy: text(
      'kubectl exec with the same pod shows the same answer.',
      '같은 파드에 kubectl exec를 실행하면 같은 답이 나옵니다.',
    ),
    call: {
      service: 'kubernetes',
      operation: `exec ${path.split('?')[0] ?? ''}`,
      status: null,
      reason: status.reason ?? 'NoStatus',
      retryable: false,
      requestId: null,
    },
  });
}

export type { Channel };
