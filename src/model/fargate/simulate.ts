import type { FargateProfile } from '../aws.ts';
import { CAPACITY_PROVISIONED } from '../fargate-names.ts';
import type { KubeObject } from '../kubernetes.ts';
import type { FargateSize } from '../sizing.ts';
import { fargateRefusals, type ClaimView } from './admission.ts';
import { withLimitRangeDefaults } from './limit-ranges.ts';
import { unmetDemandsOf, type NodeDemand, type Places } from './node-demands.ts';
import { fargateSizeOf } from './sizing.ts';
import { webhookDecision, type NewPod, type PassedBy } from './webhook.ts';

/** What the webhook and the scheduler see of the world around a pod. */
export interface AdmissionWorld {
  /** Profiles of status ACTIVE. */
  readonly profiles: readonly Pick<FargateProfile, 'name' | 'selectors'>[];
  /** Claims of the pod's namespace; undefined for one that does not exist. */
  readonly claims: (name: string) => ClaimView | undefined;
  /** LimitRanges of the pod's namespace. */
  readonly limitRanges?: readonly KubeObject[];
  readonly places?: Places;
}

/** An event on the pod, in AWS' words. */
export interface AdmissionEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'Scheduled' | 'FailedScheduling';
  readonly message: string;
}

export type Admission =
  | { readonly kind: 'passed-by'; readonly because: PassedBy; readonly pod: NewPod }
  | {
      readonly kind: 'refused';
      readonly profile: string;
      readonly pod: NewPod;
      /** The validator's reasons; empty when nodes or size are the trouble. */
      readonly reasons: readonly string[];
      readonly unmet: readonly NodeDemand[];
      readonly event: AdmissionEvent;
    }
  | {
      readonly kind: 'placed';
      readonly profile: string;
      /** As it is then: with what the webhook changed and the size as an annotation. */
      readonly pod: NewPod;
      readonly size: FargateSize;
      readonly event: AdmissionEvent;
    };

/**
 * What becomes of a pod at its creation: LimitRange defaults, EKS' webhook, then Fargate's
 * scheduler, as far as both look at the pod itself. Roles, quotas, capacity and addresses are not
 * looked at: a pod that is `placed` here may still wait for them.
 * @source facts 2.5–2.8 and 6.1 of the project's sheet (read 2026-11-23)
 */
export function simulateAdmission(created: NewPod, world: AdmissionWorld): Admission {
  const spec = withLimitRangeDefaults(created.spec, world.limitRanges ?? []);
  const decision = webhookDecision({ ...created, spec }, world.profiles);
  if (decision.kind === 'passed-by')
    return { kind: 'passed-by', because: decision.because, pod: { ...created, spec } };
  const { pod, profile } = decision;
  const refuse = (message: string, more: { reasons?: readonly string[]; unmet?: readonly NodeDemand[] } = {}): Admission => ({
    kind: 'refused', profile: profile.name, pod, reasons: [], unmet: [], ...more,
    event: { type: 'Warning', reason: 'FailedScheduling', message },
  }); // prettier-ignore
  const reasons = fargateRefusals(pod, world.claims);
  if (reasons.length > 0)
    return refuse(`Pod not supported on Fargate: ${reasons.join(', ')}`, { reasons });
  const unmet = unmetDemandsOf(pod.spec, 'spec', world.places);
  // What AWS writes after "cannot" was never seen.
  if (unmet.length > 0) return refuse(`MatchNodeSelector failed: Fargate profile ${profile.name} cannot …`, { unmet }); // prettier-ignore
  const sized = fargateSizeOf(pod.spec);
  // Nobody published the words for a pod that is too large; that it is not supported is certain.
  if (sized.kind !== 'fits') return refuse('Pod not supported on Fargate: …');
  const { vcpu, memoryGB } = sized.size;
  const capacity = { [CAPACITY_PROVISIONED]: `${vcpu}vCPU ${memoryGB}GB` };
  return {
    kind: 'placed',
    profile: profile.name,
    size: sized.size,
    pod: { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...capacity } } }, // prettier-ignore
    event: {
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? pod.metadata.generateName ?? ''} to fargate-ip-…`,
    },
  };
}
