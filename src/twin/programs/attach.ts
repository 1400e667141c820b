import type { Container, Pod } from '../../model/index.ts';
import type { ExecExit, ExecOutput, ExecRequest, ExecSession } from '../apiserver/index.ts';
import { isInteractive } from '../nodes/index.ts';
import { followContainer } from './container-state.ts';
import { shellWorld, type ProgramsWorld } from './node-proxy.ts';
import { shellSession } from './session.ts';

/** An attached client learns that it is over, not how: it asks the pod's status for that. */
const LEFT: ExecExit = { kind: 'exited', code: 0 };

/**
 * `kubectl attach`, and what `run -i` and `debug -i` do: the shell that the container was started
 * for, or else the container's output from now on until it ends.
 */
export async function attachSession(
  o: ProgramsWorld,
  pod: Pod,
  request: ExecRequest,
  log: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<ExecSession> {
  const { container } = request;
  const spec = specOf(pod, container);
  if (request.stdin && spec && isInteractive(spec)) {
    const session = shellSession(await shellWorld(o, pod, container), request.tty);
    void session.exit.then((exit) =>
      exit.kind === 'exited' ? o.containerEnded(pod, container, exit.code) : undefined,
    );
    return { ...session, exit: session.exit.then(() => LEFT) };
  }
  const gone = new AbortController();
  async function* output(): AsyncIterable<ExecOutput> {
    if (log instanceof Uint8Array) yield { stream: 'stdout', data: log };
    else for await (const data of log) yield { stream: 'stdout', data };
  }
  const exit = followContainer(o, pod, container, gone.signal).then(() => LEFT);
  return {
    output: output(),
    exit,
    write: () => undefined,
    closeStdin: () => undefined,
    resize: () => undefined,
    kill: () => gone.abort(),
  };
}

const specOf = ({ spec }: Pod, name: string): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(
    (c) => c.name === name,
  );
