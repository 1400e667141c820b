import { webhookDecision, type FargateProfile, type Pod } from '../../model/index.ts';
import type { AdmissionPlugin } from '../apiserver/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { FargateCloud } from '../seams.ts';

/** A profile that just became ACTIVE is seen by the webhook only a moment later. */
const PROPAGATION_MS = 5_000;

/**
 * EKS' mutating webhook: at creation, and only then, a pod that an ACTIVE profile matches is given
 * to the Fargate scheduler. The annotation `compute-type: ec2` opts out; DaemonSet pods are left alone.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */
export function fargateWebhook(options: {
  readonly cloud: () => FargateCloud;
  readonly clock: TwinClock;
}): AdmissionPlugin {
  const activeSince = new Map<string, number>();
  const seen = (): readonly FargateProfile[] => {
    const active = options
      .cloud()
      .profiles()
      .filter((p) => p.status === 'ACTIVE');
    for (const name of activeSince.keys())
      if (!active.some((p) => p.name === name)) activeSince.delete(name);
    return active.filter((p) => options.clock.age(activeSince.get(p.name) ?? 0) >= PROPAGATION_MS);
  };
  let listening = false;
  const listen = (): void => {
    if (listening) return;
    listening = true;
    options.cloud().onProfilesChanged(() => {
      for (const p of options.cloud().profiles())
        if (p.status === 'ACTIVE' && !activeSince.has(p.name))
          activeSince.set(p.name, options.clock.now());
    });
  };
  return {
    name: 'eks-fargate',
    mutate(request) {
      listen();
      const pod = request.object as Pod;
      if (
        request.operation !== 'CREATE' ||
        request.gvk !== 'v1/Pod' ||
        request.subresource !== undefined
      )
        return Promise.resolve(pod);
      const decision = webhookDecision(pod, seen());
      return Promise.resolve(decision.kind === 'taken' ? decision.pod : pod);
    },
  };
}
