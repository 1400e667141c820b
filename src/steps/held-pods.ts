/**
 * How long a new pod counts as not yet available, so that the pods it replaces stay: until an ALB
 * has checked it once (15 s by default) and sends it requests (about 10 s more).
 * @source https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/ (read 2026-11-25)
 */
const AVAILABLE_AFTER_SECONDS = 45;
/** A rollout's patience by default, which `minReadySeconds` must stay below. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** The `minReadySeconds` that hold old pods; null where the workload has as much already. */
export function heldSeconds(spec: {
  readonly minReadySeconds?: number;
  readonly progressDeadlineSeconds?: number;
}): number | null {
  const deadline = spec.progressDeadlineSeconds ?? PROGRESS_DEADLINE_SECONDS;
  const seconds = Math.min(AVAILABLE_AFTER_SECONDS, deadline - 1);
  return (spec.minReadySeconds ?? 0) >= seconds ? null : seconds;
}
