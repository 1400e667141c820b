import type { Pod } from '../../model/index.ts';
import { badRequest, finishedSession, type NodeProxy } from '../apiserver/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { ApiStatusError, type KubeApi } from '../runtime/index.ts';
import type { VolumeContents } from '../seams.ts';
import type { Resolver } from './dns.ts';
import { PodFiles } from './files.ts';
import { logLines } from './logs.ts';
import { reachability } from './reach.ts';
import { shellSession } from './session.ts';
import { runArgv, type Result, type ShellWorld } from './shell.ts';

export interface ProgramsWorld {
  readonly api: () => KubeApi;
  readonly clock: TwinClock;
  readonly volumes: VolumeContents;
  readonly resolver: Resolver;
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

const isRunning = (pod: Pod, container: string): boolean =>
  pod.status?.containerStatuses?.some(
    (s) =>
      s['name'] === container &&
      (s['state'] as { running?: unknown } | undefined)?.running !== undefined,
  ) ?? false;

/** Kubelet's side of `exec` and `logs`. `tasks` keeps what containers that end have printed. */
export function createNodeProxy(o: ProgramsWorld, tasks: ReadonlyMap<string, Result>): NodeProxy {
  return {
    async exec(pod, request) {
      if (!isRunning(pod, request.container))
        throw new ApiStatusError({
          code: 500,
          reason: 'InternalError',
          message: `container not found ("${request.container}")`,
        });
      const world = await shellWorld(o, pod, request.container);
      const [command = ''] = request.command;
      const isShell = /(^|\/)(sh|bash|ash)$/.test(command) && request.command[1] !== '-c';
      if (isShell && request.stdin) return shellSession(world, request.tty);
      const result = await runArgv(world, request.command);
      const eol = (text: string): string => (request.tty ? text.replaceAll('\n', '\r\n') : text);
      return finishedSession({
        stdout: eol(request.tty ? result.stdout + result.stderr : result.stdout),
        stderr: request.tty ? '' : result.stderr,
        exitCode: result.exitCode,
      });
    },
    logs(pod, options) {
      const { phase } = pod.status ?? {};
      const started =
        isRunning(pod, options.container) || phase === 'Succeeded' || phase === 'Failed';
      if (!started)
        throw badRequest(
          `container "${options.container}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`,
        );
      const task = tasks.get(pod.metadata.uid ?? '');
      const lines = logLines(pod, options.container, task, o.clock.now());
      const since =
        options.sinceTime !== undefined
          ? Date.parse(options.sinceTime)
          : options.sinceSeconds !== undefined
            ? o.clock.now() - options.sinceSeconds * 1000
            : Number.NEGATIVE_INFINITY;
      const kept = lines.filter((l) => l.at >= since);
      const tail =
        options.tailLines === undefined
          ? kept
          : kept.slice(Math.max(0, kept.length - options.tailLines));
      const text = tail
        .map((l) => `${options.timestamps ? `${new Date(l.at).toISOString()} ` : ''}${l.text}\n`)
        .join('');
      return Buffer.from(text.slice(0, options.limitBytes ?? text.length));
    },
  };
}
