import type { KubeObject } from '../model/index.ts';

/**
 * How many pods a rollout may add, as the Deployment controller rounds it (up); a StatefulSet adds none.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge (read 2026-11-23)
 */
export function resolveSurge(object: KubeObject, replicas: number): number {
  if (object.kind !== 'Deployment') return 0;
  const spec = object['spec'] as
    { strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string } } } | undefined;
  if (spec?.strategy?.type === 'Recreate') return 0;
  const surge = spec?.strategy?.rollingUpdate?.maxSurge ?? '25%';
  return typeof surge === 'number'
    ? surge
    : Math.ceil((replicas * Number.parseInt(surge, 10)) / 100);
}

/** A Fargate pod's start, from creation to Ready. @source facts: 55 s seen, 60–90 s reported (read 2026-11-23) */
const START_SECONDS = 75;

/** Seconds that a workload's rollout to Fargate takes: one start for each round of surge, and the last farewell. */
export function rolloutSeconds(object: KubeObject, replicas: number): number {
  const grace =
    (
      object['spec'] as
        { template?: { spec?: { terminationGracePeriodSeconds?: number } } } | undefined
    )?.template?.spec?.terminationGracePeriodSeconds ?? 30;
  const surge = Math.max(1, resolveSurge(object, replicas));
  return Math.ceil(replicas / surge) * START_SECONDS + Math.min(grace, 60);
}
