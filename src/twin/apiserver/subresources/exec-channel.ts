import type { Channel } from '../../../model/index.ts';
import { PushStream } from '../http/push-stream.ts';
import type { ExecExit, ExecRequest, ExecSession } from '../node-proxy.ts';

/** The first byte of every message says which stream it belongs to. */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
/** v5 only: the second byte names the stream that ends. */
const CLOSE = 255;

/**
 * The remote command protocol over one channel: output goes out as it is written, a Status on the
 * error stream tells how it ended, then the channel closes.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/remotecommand/constants.go (read 2026-11-23)
 */
export function execChannel(protocol: string, request: ExecRequest, session: ExecSession): Channel {
  let over = false;
  const outgoing = new PushStream(() => {
    if (!over) session.kill();
  });
  const say = (stream: number, data: Uint8Array): void =>
    outgoing.push(Buffer.concat([Buffer.of(stream), data]));
  const run = async (): Promise<void> => {
    let exit: ExecExit;
    try {
      for await (const { stream, data } of session.output) {
        // A terminal has one output.
        if (stream === 'stdout' || request.tty) {
          if (request.stdout || request.tty) say(STDOUT, data);
        } else if (request.stderr) say(STDERR, data);
      }
      exit = await session.exit;
    } catch (error) {
      exit = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    over = true;
    say(ERROR, Buffer.from(JSON.stringify(exitStatus(exit))));
    outgoing.end();
  };
  void run();

  return {
    protocol,
    messages: outgoing.pieces(),
    send(message) {
      const [stream] = message;
      const data = message.subarray(1);
      if (stream === STDIN && request.stdin) {
        if (data.length > 0) session.write(data);
      } else if (stream === RESIZE) resize(session, data);
      else if (stream === CLOSE && protocol.startsWith('v5') && data[0] === STDIN)
        session.closeStdin();
    },
    close: () => outgoing.end(),
  };
}

function resize(session: ExecSession, data: Uint8Array): void {
  try {
    const size = JSON.parse(Buffer.from(data).toString()) as { Width?: number; Height?: number };
    session.resize({ width: size.Width ?? 80, height: size.Height ?? 24 });
  } catch {
    // A size that cannot be read changes nothing, as in the real kubelet.
  }
}

function exitStatus(exit: ExecExit): unknown {
  const base = { metadata: {} };
  if (exit.kind === 'failed')
    return {
      ...base,
      status: 'Failure',
      reason: 'InternalError',
      message: exit.message,
      code: 500,
    };
  if (exit.code === 0) return { ...base, status: 'Success' };
  return {
    ...base,
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exit.code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exit.code) }] },
  };
}
