import { workloadKey, type FargateProfile } from '../model/index.ts';
import type { MatchProof, ProposalInput, ProposedProfile } from '../profiles/index.ts';
import { assessmentsOf, type Analysis } from './analysis.ts';

/** `profiles plan -o json`. */
export interface ProfilesReport {
  readonly apiVersion: 'fargatectl/v1';
  readonly kind: 'ProfileProposal';
  readonly cluster: string | null;
  readonly mode: ProposalInput['mode'];
  readonly profiles: readonly ProposedProfile[];
  /** Selectors in all, and how few there must be: equal means proven minimal. `language` says among which. */
  readonly selectors: {
    readonly count: number;
    readonly atLeast: number;
    readonly language: 'exact' | 'one-star';
  } | null;
  /** Workload keys whose pod template must be given the opt-in label. */
  readonly labelled: readonly string[];
  readonly proof: MatchProof;
  /** Profiles that the cluster has; null when AWS could not be asked. */
  readonly existing: readonly ProposedProfile[] | null;
  /** Profiles that EKS lets a cluster have; null when it could not be read (10 unless raised). */
  readonly quota: number | null;
  readonly overQuota: boolean;
}

export async function profilesReport(
  a: Analysis,
  options: Pick<ProposalInput, 'mode' | 'wildcards'> & { readonly keep: readonly string[] },
): Promise<ProfilesReport> {
  const [
    { choose, DEFAULT_PLAN_OPTIONS },
    { proofOfMatch, proposeProfiles, PROFILE_QUOTA, PROFILES_PER_CLUSTER },
  ] = await Promise.all([import('../plan/index.ts'), import('../profiles/index.ts')]);
  const choices = choose(
    a.workloads,
    assessmentsOf(a),
    { ...DEFAULT_PLAN_OPTIONS, keep: options.keep },
    // From the beginning: what runs on Fargate already needs its profile, too.
    { objects: a.snapshot.objects, profiles: [] },
  );
  const moving = choices.movers.map((m) => m.workload);
  const goes = new Set(moving.map((w) => workloadKey(w.ref)));
  const staying = a.workloads.filter((w) => !goes.has(workloadKey(w.ref)));
  const proposal = proposeProfiles({ moving, staying, ...options });
  const { fargateProfiles, quotas } = a.snapshot.aws;
  const existing = fargateProfiles.state === 'read' ? fargateProfiles.value : null;
  const quota =
    quotas.state === 'read'
      ? (quotas.value.find((q) => q.quotaCode === PROFILE_QUOTA)?.value ?? null)
      : null;
  const count = proposal.profiles.reduce((sum, p) => sum + p.selectors.length, 0);
  const names = new Set(proposal.profiles.map((p) => p.name));
  const others = (existing ?? []).filter((p) => !names.has(p.name)).map(asProposed);
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'ProfileProposal',
    cluster: a.snapshot.cluster.name,
    mode: options.mode,
    profiles: proposal.profiles,
    selectors: proposal.minimality === null ? null : { count, ...proposal.minimality },
    labelled: [...proposal.labelled].sort(),
    proof: proofOfMatch(proposal.profiles, {
      moving,
      staying,
      labelled: proposal.labelled,
      existing: others,
    }),
    existing: existing === null ? null : existing.map(asProposed),
    quota,
    overQuota: others.length + proposal.profiles.length > (quota ?? PROFILES_PER_CLUSTER),
  };
}

const asProposed = (p: FargateProfile): ProposedProfile => ({
  name: p.name,
  selectors: p.selectors,
});
