import { FARGATE_PROFILE_LABEL } from '../../model/index.ts';
import type { Controller, ControllerContext } from '../runtime/index.ts';
import type { FargateCloud } from '../seams.ts';

/** A profile that is being deleted takes its pods with it. @source https://docs.aws.amazon.com/eks/latest/userguide/delete-fargate-profile.html (read 2026-11-23) */
export function profileDrain(cloud: FargateCloud): Controller {
  let listening = false;
  const enqueueDeleting = (c: ControllerContext): void => {
    for (const p of cloud.profiles()) if (p.status === 'DELETING') c.enqueue(p.name);
  };
  return {
    name: 'fargate-profile-drain',
    watches: {
      'v1/Pod': (c) => {
        if (!listening) {
          listening = true;
          cloud.onProfilesChanged(() => enqueueDeleting(c));
        }
        return () => undefined;
      },
    },
    async reconcile(c, profile) {
      for (const pod of c.informer('v1/Pod').all())
        if (
          pod.metadata.labels?.[FARGATE_PROFILE_LABEL] === profile &&
          pod.metadata.deletionTimestamp === undefined
        )
          await c.api.delete({
            apiVersion: 'v1',
            kind: 'Pod',
            namespace: pod.metadata.namespace ?? '',
            name: pod.metadata.name,
          });
    },
  };
}
