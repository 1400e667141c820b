import {
  chooseProfile,
  formatRef,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  type FargateSelector,
  type Workload,
} from '../model/index.ts';

/** A profile to be made. */
export interface ProposedProfile {
  /** Letters, digits, `-`; at most 100. */
  readonly name: string;
  /** 1 to 5. */
  readonly selectors: readonly FargateSelector[];
}

export interface ProposalInput {
  readonly moving: readonly Workload[];
  readonly staying: readonly Workload[];
  /**
   * `opt-in-label`: selectors name a label that only moving pods carry, so that a namespace can be
   * in two places · `as-tutorial`: a whole namespace each.
   */
  readonly mode: 'opt-in-label' | 'as-tutorial';
}

/** @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23) */
const MAX_SELECTORS = 5;
const SYSTEM = 'kube-system';
const COREDNS = { 'k8s-app': 'kube-dns' };

/**
 * The profiles that take what moves: one for kube-system, since the tutorial (and everybody who
 * looks later) wants system pods apart, the rest packed five namespaces to a profile. Pure; the
 * order of its input does not matter.
 */
export function proposeProfiles(input: ProposalInput): {
  readonly profiles: readonly ProposedProfile[];
  readonly warnings: readonly string[];
} {
  const namespaces = [...new Set(input.moving.map((w) => w.ref.namespace ?? 'default'))].sort();
  const others = namespaces.filter((n) => n !== SYSTEM);
  const profiles: ProposedProfile[] = namespaces.includes(SYSTEM)
    ? [{ name: `fargatectl-${SYSTEM}`, selectors: systemSelectors(input) }]
    : [];
  for (let i = 0; i < others.length; i += MAX_SELECTORS) {
    const group = others.slice(i, i + MAX_SELECTORS);
    profiles.push({
      name: nameOf(group, i / MAX_SELECTORS),
      selectors: group.map((namespace) => selectorOf(namespace, input.mode)),
    });
  }
  return { profiles, warnings: input.mode === 'as-tutorial' ? swept(profiles, input) : [] };
}

const selectorOf = (namespace: string, mode: ProposalInput['mode']): FargateSelector =>
  mode === 'as-tutorial' ? { namespace } : { namespace, labels: { [OPT_IN_LABEL]: OPT_IN_VALUE } };

/** CoreDNS is taken by its own label too: EKS owns its template, and an update would drop ours. */
function systemSelectors({ moving, mode }: ProposalInput): readonly FargateSelector[] {
  if (mode === 'as-tutorial') return [{ namespace: SYSTEM }];
  const dns = moving.some(
    (w) =>
      w.ref.namespace === SYSTEM && w.template.metadata?.labels?.['k8s-app'] === COREDNS['k8s-app'],
  );
  return [...(dns ? [{ namespace: SYSTEM, labels: COREDNS }] : []), selectorOf(SYSTEM, mode)];
}

/** One namespace gives its name; several are counted. */
function nameOf(group: readonly string[], index: number): string {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return `fargatectl-${only}`.slice(0, 100);
  return index === 0 ? 'fargatectl-apps' : `fargatectl-apps-${index + 1}`;
}

/** Whole-namespace selectors take the neighbours as well, at their next restart. */
function swept(
  profiles: readonly ProposedProfile[],
  { staying }: ProposalInput,
): readonly string[] {
  return staying.flatMap((w) => {
    if (w.ref.kind === 'DaemonSet') return [];
    const profile = chooseProfile(profiles, podOf(w));
    return profile
      ? [
          `${formatRef(w.ref)} stays, but profile ${profile.name} takes its whole namespace: its pods hang Pending at their next restart unless their template carries eks.amazonaws.com/compute-type: ec2.`,
        ]
      : [];
  });
}

export const podOf = (w: Workload, optIn = false) => ({
  metadata: {
    namespace: w.ref.namespace ?? 'default',
    labels: {
      ...w.template.metadata?.labels,
      ...(optIn ? { [OPT_IN_LABEL]: OPT_IN_VALUE } : {}),
    },
  },
});
