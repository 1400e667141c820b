import {
  FARGATE_PROFILE_LABEL,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  type FargateProfile,
  type Pod,
  type Snapshot,
} from '../model/index.ts';

/** How many pods run by a profile. */
export const podsOn = (snapshot: Snapshot, profile: string): number =>
  snapshot.objects.filter(
    (x): x is Pod => x.kind === 'Pod' && x.metadata.labels?.[FARGATE_PROFILE_LABEL] === profile,
  ).length;

/**
 * The profiles that a cleanup leaves: those of others, and ours by which pods run unless everything
 * goes. What they stand on (role, log routing) stays with them. `null`: they could not be read, so
 * anything may be in use.
 */
export function stayingProfiles(
  snapshot: Snapshot,
  everything: boolean,
): readonly FargateProfile[] | null {
  const { fargateProfiles } = snapshot.aws;
  if (fargateProfiles.state !== 'read') return null;
  return fargateProfiles.value.filter(
    (p) => p.tags[MANAGED_BY] !== MANAGED_BY_VALUE || (!everything && podsOn(snapshot, p.name) > 0),
  );
}
