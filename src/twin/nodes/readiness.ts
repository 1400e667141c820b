import type { Pod } from '../../model/index.ts';

/** Whether all of a pod's readiness gates are open. */
export const gatesPass = (pod: Pod): boolean =>
  (pod.spec.readinessGates ?? []).every((g) =>
    pod.status?.conditions?.some((c) => c.type === g.conditionType && c.status === 'True'),
  );

const unready = (pod: Pod): string =>
  `containers with unready status: [${pod.spec.containers.map((c) => c.name).join(' ')}]`;

/** The ContainersReady condition. */
export const containersReady = (pod: Pod, ready: boolean) =>
  ready ? { status: true } : { status: false, reason: 'ContainersNotReady', message: unready(pod) };

/** The Ready condition: the containers', unless a gate is shut. */
export function readiness(pod: Pod, ready: boolean) {
  if (!ready) return containersReady(pod, false);
  if (gatesPass(pod)) return { status: true };
  const gate = pod.spec.readinessGates?.[0]?.conditionType ?? '';
  return {
    status: false,
    reason: 'ReadinessGatesNotReady',
    message: `corresponding condition of pod readiness gate "${gate}" does not exist.`,
  };
}
