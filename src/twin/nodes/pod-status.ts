import type { Container, Pod } from '../../model/index.ts';
import { createHash } from 'node:crypto';

/** RFC 3339 in UTC with seconds. */
export const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastProbeTime: null;
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The conditions with these changed; a transition time only moves when the status does. */
export function withConditions(
  pod: Pod,
  now: number,
  changes: Readonly<
    Record<
      string,
      { readonly status: boolean; readonly reason?: string; readonly message?: string }
    >
  >,
): readonly unknown[] {
  const before = (pod.status?.conditions ?? []) as readonly Condition[];
  const made = Object.entries(changes).map(([type, { status, reason, message }]): Condition => {
    const old = before.find((c) => c.type === type);
    const word = status ? 'True' : 'False';
    return {
      type,
      status: word,
      lastProbeTime: null,
      lastTransitionTime: old?.status === word ? old.lastTransitionTime : stamp(now),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  });
  return [...before.filter((c) => !(c.type in changes)), ...made];
}

export type ContainerPhase =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'running'; readonly since: number; readonly ready: boolean }
  | {
      readonly kind: 'terminated';
      readonly from: number;
      readonly at: number;
      readonly exitCode: number;
    };

/** One `containerStatuses` entry as kubelet writes it. */
export function containerStatus(pod: Pod, container: Container, phase: ContainerPhase) {
  const image = container.image ?? '';
  const id = `containerd://${sha(`${pod.metadata.uid ?? ''}/${container.name}`)}`;
  const base = {
    name: container.name,
    image,
    imageID: phase.kind === 'waiting' ? '' : `${image.split(':')[0] ?? ''}@sha256:${sha(image)}`,
    restartCount: 0,
    lastState: {},
  };
  switch (phase.kind) {
    case 'waiting':
      return {
        ...base,
        ready: false,
        started: false,
        state: {
          waiting: {
            reason: phase.reason,
            ...(phase.message === undefined ? {} : { message: phase.message }),
          },
        },
      };
    case 'running':
      return {
        ...base,
        containerID: id,
        ready: phase.ready,
        started: true,
        state: { running: { startedAt: stamp(phase.since) } },
      };
    case 'terminated':
      return {
        ...base,
        containerID: id,
        ready: false,
        started: false,
        state: {
          terminated: {
            exitCode: phase.exitCode,
            reason: phase.exitCode === 0 ? 'Completed' : 'Error',
            startedAt: stamp(phase.from),
            finishedAt: stamp(phase.at),
            containerID: id,
          },
        },
      };
  }
}
