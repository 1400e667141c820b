import type { Container, Pod } from '../../model/index.ts';
import { debugMs } from './commands.ts';
import { containerStatus } from './pod-status.ts';

type Status = Readonly<Record<string, unknown>>;

const statusesOf = (pod: Pod): readonly Status[] => pod.status?.ephemeralContainerStatuses ?? [];

export interface Started {
  readonly name: string;
  /** All of the pod's debug containers with this one running. */
  readonly statuses: readonly Status[];
  /** Undefined: it lasts until its pod goes or somebody leaves its shell. */
  readonly endsAfterMs: number | undefined;
}

/**
 * The debug containers of a pod that do not run yet.
 * @source https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/ (read 2026-11-24)
 */
export const debugStarted = (pod: Pod, now: number): readonly Started[] =>
  (pod.spec.ephemeralContainers ?? [])
    .filter((c) => !statusesOf(pod).some((s) => s['name'] === c.name))
    .map((c: Container) => ({
      name: c.name,
      statuses: [
        ...statusesOf(pod),
        containerStatus(pod, c, { kind: 'running', since: now, ready: false }),
      ],
      endsAfterMs: debugMs(c),
    }));

/** The statuses once this debug container is over; undefined when it is none. They are never started again. */
export function debugEnded(
  pod: Pod,
  name: string,
  end: { readonly at: number; readonly exitCode: number },
): readonly Status[] | undefined {
  const container = pod.spec.ephemeralContainers?.find((c) => c.name === name);
  const before = statusesOf(pod).find((s) => s['name'] === name);
  if (!container || !before) return undefined;
  const state = before['state'] as { running?: { startedAt?: string } } | undefined;
  const from = Date.parse(state?.running?.startedAt ?? '') || end.at;
  const over = containerStatus(pod, container, { kind: 'terminated', from, ...end });
  return statusesOf(pod).map((s) => (s === before ? over : s));
}
