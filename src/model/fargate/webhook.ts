import type { FargateProfile } from '../aws.ts';
import { COMPUTE_TYPE, FARGATE_PROFILE_LABEL, FARGATE_SCHEDULER } from '../fargate-names.ts';
import type { ObjectMeta, PodSpec } from '../kubernetes.ts';
import { chooseProfile } from './selectors.ts';

/** A pod as it is handed to the API server: what its controller made of the template. */
export interface NewPod {
  readonly metadata: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}

/** Why EKS' webhook leaves a pod to the ordinary scheduler. */
export type PassedBy = 'opted-out' | 'daemonset' | 'node-name' | 'other-scheduler' | 'no-profile';

/** The priority that every Fargate pod gets, over its own class. @source facts 2.6: published pod dumps (read 2026-11-23) */
export const FARGATE_PRIORITY = { priorityClassName: 'system-node-critical', priority: 2_000_001_000 } as const; // prettier-ignore

/**
 * What EKS' mutating webhook does with a pod, at its creation and never again: gives it to Fargate,
 * or passes it by. `active` are the profiles of status ACTIVE that the webhook knows by now.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */
export function webhookDecision<P extends NewPod, F extends Pick<FargateProfile, 'name' | 'selectors'>>(
  pod: P,
  active: readonly F[],
): { readonly kind: 'passed-by'; readonly because: PassedBy } | { readonly kind: 'taken'; readonly profile: F; readonly pod: P } {
  const passes = (because: PassedBy) => ({ kind: 'passed-by', because }) as const;
  if (pod.metadata.annotations?.[COMPUTE_TYPE] === 'ec2') return passes('opted-out');
  if (pod.metadata.ownerReferences?.some((o) => o.kind === 'DaemonSet') === true) return passes('daemonset');
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '') return passes('node-name');
  if (!['', 'default-scheduler'].includes(pod.spec.schedulerName ?? '')) return passes('other-scheduler');
  const profile = chooseProfile(active, pod);
  return profile ? { kind: 'taken', profile, pod: given(pod, profile.name) } : passes('no-profile');
} // prettier-ignore

const given = <P extends NewPod>(pod: P, profile: string): P => ({
  ...pod,
  metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [FARGATE_PROFILE_LABEL]: profile } },
  spec: { ...pod.spec, schedulerName: FARGATE_SCHEDULER, ...FARGATE_PRIORITY },
}); // prettier-ignore
