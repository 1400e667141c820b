import type { Text } from '../assess/index.ts';
import { EVENTS, REASONS } from './event-table.ts';

/** What a message means, what in it says so, and what to do next. */
export interface Decoded {
  readonly id: string;
  readonly cause: Text;
  /** The part of the message that it was told by, as it stands there. */
  readonly evidence: string;
  readonly next: Text;
  /** Whether Fargate tries again by itself; else the pod must be made anew once the cause is mended. */
  readonly retries: boolean;
  readonly harmless: boolean;
  /** Page of `explain`, often a rule. */
  readonly see: string | null;
}

/** `[POD_UNSUPPORTED_ON_FARGATE]`, a formatting bug of AWS', and the kubelet's own words all hold one of these. */
const UNSUPPORTED =
  /Pod not supported(?: on Fargate)?|POD_UNSUPPORTED_ON_FARGATE|UnsupportedPodSpec/;

/**
 * Decodes the text of an event of a pod that does not run, or of an error of a profile. Texts are
 * matched by parts, since AWS changes what stands around them; empty when nothing is known of it.
 */
export function decodeEvent(message: string): readonly Decoded[] {
  const found: Decoded[] = [];
  if (UNSUPPORTED.test(message)) {
    for (const { match, rule, cause, next } of REASONS) {
      const hit = match.exec(message);
      if (hit) found.push({ id: rule, cause: filled(cause, hit), evidence: hit[0], next: filled(next, hit), retries: rule === 'efs-dynamic-provisioning', harmless: false, see: rule }); // prettier-ignore
    }
    if (found.length === 0) found.push(unnamed(message));
  }
  for (const { match, ...entry } of EVENTS) {
    const hit = match.exec(message);
    // A profile's fault has a name of its own after "due to"; the general entry is for the rest.
    if (!hit || (entry.id === 'profile-blocked' && found.some((f) => f.id.startsWith('role-'))))
      continue;
    found.push({ id: entry.id, cause: filled(entry.cause, hit), evidence: hit[0], next: filled(entry.next, hit), retries: entry.retries, harmless: entry.harmless === true, see: entry.see ?? null }); // prettier-ignore
  }
  return found;
}

/** Unsupported, and for a reason that is not in the list: that it is unsupported is still certain. */
const unnamed = (message: string): Decoded => ({
  id: 'unsupported',
  cause: {
    en: 'Fargate refuses something in the pod, or its size is beyond 16 vCPU and 120 GB; the reason given is not one that fargatectl knows.',
    ko: 'Fargate가 파드의 무언가를 거부하거나, 크기가 16 vCPU와 120 GB를 넘습니다. 주어진 이유는 fargatectl이 모르는 것입니다.',
  },
  evidence: UNSUPPORTED.exec(message)?.[0] ?? message,
  next: {
    en: 'kubectl get pod -n NAMESPACE POD -o yaml > pod.yaml; fargatectl explain pod pod.yaml',
    ko: 'kubectl get pod -n NAMESPACE POD -o yaml > pod.yaml; fargatectl explain pod pod.yaml',
  },
  retries: false,
  harmless: false,
  see: null,
});

/** Puts what the message named into the sentence; a name that it left out stays a blank to fill in. */
const filled = ({ en, ko }: Text, hit: RegExpExecArray): Text => {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, key: string) => hit.groups?.[key] ?? key.toUpperCase());
  return { en: fill(en), ko: fill(ko) };
};
