import type { Pod } from '../../model/index.ts';
import { badRequest, type LogOptions } from '../apiserver/index.ts';
import { containerState, followContainer, type ContainerEnd } from './container-state.ts';
import { logLines, type LogLine } from './logs.ts';
import type { ProgramsWorld } from './node-proxy.ts';
import type { Result } from './shell.ts';

type Tasks = ReadonlyMap<string, Result>;

/** Kubelet's side of `kubectl logs`: what was said so far, and with `follow` until the container ends. */
export function containerLogs(
  o: ProgramsWorld,
  tasks: Tasks,
  pod: Pod,
  options: LogOptions,
): Uint8Array | AsyncIterable<Uint8Array> {
  const { container } = options;
  const { name } = pod.metadata;
  // Containers of the twin never restart, so that there is never an earlier one.
  if (options.previous)
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  const state = containerState(pod, container);
  if (state.kind === 'waiting')
    throw badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${state.reason}`,
    );
  const said = selected(linesOf(tasks, pod, container, o.clock.now()), options, o.clock.now());
  const first = Buffer.from(textOf(said, options));
  return options.follow && state.kind === 'running'
    ? follow(o, tasks, pod, { options, first })
    : first;
}

async function* follow(
  o: ProgramsWorld,
  tasks: Tasks,
  pod: Pod,
  { options, first }: { readonly options: LogOptions; readonly first: Uint8Array },
): AsyncGenerator<Uint8Array> {
  const { container } = options;
  const already = linesOf(tasks, pod, container, o.clock.now()).length;
  if (first.length > 0) yield first;
  const end: ContainerEnd | undefined = await followContainer(o, pod, container, options.signal);
  if (end === undefined) return;
  const more = linesOf(tasks, pod, container, o.clock.now()).slice(already);
  if (more.length > 0) yield Buffer.from(textOf(more, options));
}

/** A Job's output is one for the pod; a debug container's is its own. */
const linesOf = (tasks: Tasks, pod: Pod, container: string, now: number): readonly LogLine[] => {
  const uid = pod.metadata.uid ?? '';
  const task = tasks.get(`${uid}/${container}`) ?? tasks.get(uid);
  return logLines(pod, container, task, now);
};

function selected(lines: readonly LogLine[], options: LogOptions, now: number): readonly LogLine[] {
  const since =
    options.sinceTime !== undefined
      ? Date.parse(options.sinceTime)
      : options.sinceSeconds !== undefined
        ? now - options.sinceSeconds * 1000
        : Number.NEGATIVE_INFINITY;
  const kept = lines.filter((l) => l.at >= since);
  return options.tailLines === undefined
    ? kept
    : kept.slice(Math.max(0, kept.length - options.tailLines));
}

function textOf(lines: readonly LogLine[], options: LogOptions): string {
  const text = lines
    .map((l) => `${options.timestamps ? `${new Date(l.at).toISOString()} ` : ''}${l.text}\n`)
    .join('');
  return text.slice(0, options.limitBytes ?? text.length);
}
