import {
  chooseProfile,
  COMPUTE_TYPE,
  matchingProfiles,
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

/** Pods that several profiles match: EKS takes the first by name, older texts say any. Never rely on it. */
export interface Overlap {
  readonly workload: string;
  readonly profiles: readonly string[];
}

export interface MatchProof {
  /** Every mover, once. */
  readonly matches: readonly Match[];
  /** Movers that no profile takes. */
  readonly missed: readonly string[];
  /** What stays and would be taken all the same. */
  readonly swept: readonly string[];
  readonly overlaps: readonly Overlap[];
}

/**
 * Holds profiles, also those that are there already, against the laws by which EKS matches: movers
 * as they will be (those of `labelled` with the opt-in label), everybody else as they are. Pods whose
 * template opts out by annotation are nobody's. Pure.
 */
export function proofOfMatch(
  profiles: readonly ProposedProfile[],
  input: {
    readonly moving: readonly Workload[];
    readonly staying: readonly Workload[];
    readonly labelled: ReadonlySet<string>;
    /** Profiles of the cluster that are not part of the proposal. */
    readonly existing?: readonly ProposedProfile[];
  },
): MatchProof {
  const all = [...profiles, ...(input.existing ?? [])];
  const podOfMover = (w: Workload) => podOf(w, input.labelled.has(workloadKey(w.ref)));
  const matches: Match[] = [];
  const missed: string[] = [];
  for (const w of input.moving) {
    const pod = podOfMover(w);
    const profile = chooseProfile(all, pod);
    const selector = profile?.selectors.find((s) =>
      selectorTakes(s, pod.metadata.namespace, pod.metadata.labels),
    );
    if (profile && selector)
      matches.push({ workload: workloadKey(w.ref), profile: profile.name, selector });
    else missed.push(workloadKey(w.ref));
  }
  const staying = input.staying.filter(
    (w) => w.template.metadata?.annotations?.[COMPUTE_TYPE] !== 'ec2',
  );
  // EKS leaves pods of DaemonSets to their nodes also where a profile matches.
  const swept = staying
    .filter((w) => w.ref.kind !== 'DaemonSet')
    .filter((w) => chooseProfile(profiles, podOf(w)) !== undefined)
    .map((w) => workloadKey(w.ref));
  const overlaps = [
    ...input.moving.map((w) => ({ w, pod: podOfMover(w) })),
    ...staying.map((w) => ({ w, pod: podOf(w) })),
  ].flatMap(({ w, pod: { metadata } }) => {
    const names = matchingProfiles(all, metadata.namespace, metadata.labels).map((p) => p.name);
    return names.length > 1 ? [{ workload: workloadKey(w.ref), profiles: names }] : [];
  });
  return { matches, missed, swept, overlaps };
}
