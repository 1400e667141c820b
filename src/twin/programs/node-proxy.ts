import type { Pod } from '../../model/index.ts';
import {
  finishedSession,
  type ExecRequest,
  type ExecSession,
  type NodeProxy,
} from '../apiserver/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { ApiStatusError, type KubeApi } from '../runtime/index.ts';
import type { VolumeContents } from '../seams.ts';
import { attachSession } from './attach.ts';
import { containerLogs } from './container-logs.ts';
import { containerState } from './container-state.ts';
import type { Resolver } from './dns.ts';
import { PodFiles } from './files.ts';
import { reachability } from './reach.ts';
import { shellSession } from './session.ts';
import { knows, notFound, readsStdin, runArgv, type Result, type ShellWorld } from './shell.ts';
import { waitingSession } from './waiting-session.ts';

export interface ProgramsWorld {
  readonly api: () => KubeApi;
  readonly clock: TwinClock;
  readonly volumes: VolumeContents;
  readonly resolver: Resolver;
  /** The shell that a container was started for has been left. */
  readonly containerEnded: (pod: Pod, container: string, exitCode: number) => Promise<void>;
}

/** What commands of one container see. */
export async function shellWorld(
  o: ProgramsWorld,
  pod: Pod,
  container: string,
): Promise<ShellWorld> {
  return {
    pod,
    container,
    files: await PodFiles.open(o.api(), pod, container, o.volumes),
    resolver: o.resolver,
    now: () => o.clock.now(),
    reach: (host, port) => reachability(o, pod, host, port),
    cwd: '/',
  };
}

/** Kubelet's side of `exec`, `attach` and `logs`. `tasks` keeps what containers that end have printed. */
export function createNodeProxy(o: ProgramsWorld, tasks: ReadonlyMap<string, Result>): NodeProxy {
  const mustRun = (pod: Pod, { container }: ExecRequest): void => {
    if (containerState(pod, container).kind !== 'running')
      throw new ApiStatusError({
        code: 500,
        reason: 'InternalError',
        message: `container not found ("${container}")`,
      });
  };
  return {
    async exec(pod, request) {
      mustRun(pod, request);
      return execSession(await shellWorld(o, pod, request.container), request);
    },
    async attach(pod, request) {
      mustRun(pod, request);
      // Whoever runs something to its end wants all that it says, even what it said before he came.
      const all = (pod.spec.restartPolicy ?? 'Always') !== 'Always';
      const { container } = request;
      const options = { container, follow: true, previous: false, timestamps: false };
      return attachSession(
        o,
        pod,
        request,
        containerLogs(o, tasks, pod, all ? options : { ...options, tailLines: 0 }),
      );
    },
    logs: (pod, options) => containerLogs(o, tasks, pod, options),
  };
}

async function execSession(world: ShellWorld, request: ExecRequest): Promise<ExecSession> {
  const [command = '', flag] = request.command;
  if (!knows(command)) return notStarted(command);
  const isShell = /(^|\/)(sh|bash|ash|dash)$/.test(command) && flag !== '-c';
  if (isShell && request.stdin) return shellSession(world, request.tty);
  const shown = (result: Result): Result => {
    if (!request.tty) return result;
    // A terminal has one stream, and its own idea of line ends.
    const stdout = (result.stdout + result.stderr).replaceAll('\n', '\r\n');
    return { ...result, stdout, stderr: '' };
  };
  if (request.stdin && readsStdin(request.command))
    return waitingSession(async (stdin) => shown(await runArgv(world, request.command, stdin)));
  return finishedSession(shown(await runArgv(world, request.command)));
}

/** As containerd answers when the image lacks the program: the exec fails, nothing has run. */
const notStarted = (command: string): ExecSession => ({
  ...finishedSession({ exitCode: 0 }),
  exit: Promise.resolve({
    kind: 'failed',
    message: `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${'0'.repeat(64)}": ${notFound(command)}: unknown`,
  }),
});
