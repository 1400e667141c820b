import type { FargateProfile, FargateSelector } from '../aws.ts';
import { FARGATE_PROFILE_LABEL } from '../fargate-names.ts';

/** `*`: any characters, also none · `?`: exactly one. No regular expressions. @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23) */
export function wildcardMatches(pattern: string, text: string): boolean {
  // Linear: on a mismatch go back to the last star and let it take one more.
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (
      p < pattern.length &&
      (pattern[p] === '?' || pattern[p] === text[t]) &&
      pattern[p] !== '*'
    ) {
      p += 1;
      t += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

type Labels = Readonly<Record<string, string>>;

/** Namespace AND every label of the selector; keys and values may carry wildcards. */
export function selectorTakes(
  selector: FargateSelector,
  namespace: string,
  labels: Labels,
): boolean {
  return (
    wildcardMatches(selector.namespace, namespace) &&
    Object.entries(selector.labels ?? {}).every(([key, value]) =>
      Object.entries(labels).some(([k, v]) => wildcardMatches(key, k) && wildcardMatches(value, v)),
    )
  );
}

type Profile = Pick<FargateProfile, 'name' | 'selectors'>;

/** Profiles of which at least one selector takes the pod, by name. */
export const matchingProfiles = <P extends Profile>(
  profiles: readonly P[],
  namespace: string,
  labels: Labels,
): readonly P[] =>
  profiles
    .filter((p) => p.selectors.some((s) => selectorTakes(s, namespace, labels)))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/**
 * The profile that takes a pod: the one that its label names if it still matches, else the
 * alphanumerically first of those that match.
 */
export function chooseProfile<P extends Profile>(
  active: readonly P[],
  pod: { readonly metadata: { readonly namespace?: string; readonly labels?: Labels } },
): P | undefined {
  const labels = pod.metadata.labels ?? {};
  const matching = matchingProfiles(active, pod.metadata.namespace ?? 'default', labels);
  return matching.find((p) => p.name === labels[FARGATE_PROFILE_LABEL]) ?? matching[0];
}
