import type { Pod } from '../../model/index.ts';
import { preStopMs } from './commands.ts';

/** From SIGTERM until a well-behaved process is gone; it goes on answering meanwhile. Own choice: what an image does is not known. */
const QUIT_MS = 1_500;

export interface Farewell {
  /** From the deletion to SIGTERM: the preStop hooks, cut by the grace period. */
  readonly termAfterMs: number;
  /** From the deletion until nothing of the pod runs any more. */
  readonly goneAfterMs: number;
}

export const isCoredns = (pod: Pod): boolean =>
  pod.spec.containers.some((c) => (c.image ?? '').includes('/coredns'));

/**
 * How a deleted pod ends. `lameduckMs` is how long CoreDNS answers after SIGTERM, as its Corefile says.
 * @source https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow (read 2026-11-25)
 */
export function farewellOf(pod: Pod, lameduckMs: number): Farewell {
  const grace =
    (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) *
    1000;
  const hooks = preStopMs(pod);
  const quit = isCoredns(pod) ? Math.max(QUIT_MS, lameduckMs) : QUIT_MS;
  return { termAfterMs: Math.min(grace, hooks), goneAfterMs: Math.min(grace, hooks + quit) };
}

/**
 * The `lameduck` of a Corefile's health plugin, in milliseconds; 0 without.
 * @source https://coredns.io/plugins/health/ (read 2026-11-25)
 */
export function lameduckMsOf(corefile: string): number {
  const m = /^\s*lameduck\s+(\d+)(ms|s|m)\b/m.exec(corefile);
  return m ? Number(m[1]) * ({ ms: 1, s: 1_000, m: 60_000 }[m[2] as 'ms' | 's' | 'm'] ?? 0) : 0;
}
