import {
  chooseProfile,
  selectorTakes,
  workloadKey,
  type FargateSelector,
  type Workload,
} from '../model/index.ts';
import { podOf, type ProposedProfile } from './propose.ts';

/** Which profile takes a workload's pods, and by which of its selectors. */
export interface Match {
  readonly workload: string;
  readonly profile: string;
  readonly selector: FargateSelector;
}

export interface MatchProof {
  /** Every mover, once. */
  readonly matches: readonly Match[];
  /** Movers that no profile takes. */
  readonly missed: readonly string[];
  /** What stays and would be taken all the same. */
  readonly swept: readonly string[];
}

/**
 * Holds profiles against the laws by which EKS matches: movers with the opt-in label that the plan
 * gives them, everybody else as they are. Pure.
 */
export function proofOfMatch(
  profiles: readonly ProposedProfile[],
  input: { readonly moving: readonly Workload[]; readonly staying: readonly Workload[] },
): MatchProof {
  const matches: Match[] = [];
  const missed: string[] = [];
  for (const w of input.moving) {
    const pod = podOf(w, true);
    const profile = chooseProfile(profiles, pod);
    const selector = profile?.selectors.find((s) =>
      selectorTakes(s, pod.metadata.namespace, pod.metadata.labels),
    );
    if (profile && selector)
      matches.push({ workload: workloadKey(w.ref), profile: profile.name, selector });
    else missed.push(workloadKey(w.ref));
  }
  const swept = input.staying
    .filter((w) => chooseProfile(profiles, podOf(w)) !== undefined)
    .map((w) => workloadKey(w.ref));
  return { matches, missed, swept };
}
