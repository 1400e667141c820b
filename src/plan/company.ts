import type { KubeObject, Workload } from '../model/index.ts';
import { rests, sourceOf } from './sources.ts';
import { ofKind } from './world.ts';

/**
 * A single replica that nobody else scales gets a second one while its template changes. `syncRests`:
 * what keeps it as a repository has it is paused meanwhile.
 */
export const needsCompany = (
  world: { readonly objects: readonly KubeObject[] },
  workload: Workload,
  o: { readonly syncRests: boolean },
): boolean =>
  (workload.replicas ?? 1) === 1 &&
  workload.ref.kind === 'Deployment' &&
  !isScaledElsewhere(world, workload, o.syncRests);

/** Whose replicas somebody else sets: an autoscaler, or a repository whose sync goes on while we work. */
function isScaledElsewhere(
  world: { readonly objects: readonly KubeObject[] },
  workload: Workload,
  syncRests: boolean,
): boolean {
  const source = sourceOf(world.objects, workload);
  if (source && !rests(source) && !syncRests) return true;
  const { ref } = workload;
  return ofKind(world, 'HorizontalPodAutoscaler').some((h) => {
    const target = (h['spec'] as { scaleTargetRef?: { kind?: string; name?: string } } | undefined)
      ?.scaleTargetRef;
    return (
      h.metadata.namespace === ref.namespace &&
      target?.kind === ref.kind &&
      target.name === ref.name
    );
  });
}
