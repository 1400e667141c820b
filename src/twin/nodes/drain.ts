import { FARGATE_PROFILE_LABEL, type Pod } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { ApiStatusError, type KubeApi } from '../runtime/index.ts';
import type { ClusterHooks } from '../seams.ts';

const RETRY_MS = 5_000;

/**
 * What EKS does before it takes a managed node away: cordon, evict (budgets are kept), and at the
 * end of its patience go on all the same.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html (read 2026-11-23)
 */
export const drainer =
  (o: { readonly api: () => KubeApi; readonly clock: TwinClock }): ClusterHooks['drainNode'] =>
  async (instance, { timeoutMs }) => {
    const api = o.api();
    const node = { apiVersion: 'v1', kind: 'Node', name: instance.privateDnsName };
    if (!(await api.get('v1/Node', undefined, node.name))) return;
    await api.mergePatch(node, { spec: { unschedulable: true } });
    const began = o.clock.now();
    const pause = (): Promise<void> => new Promise((r) => void o.clock.schedule(RETRY_MS, r));
    for (;;) {
      const pods = (
        await api.list('v1/Pod', { fieldSelector: `spec.nodeName=${node.name}` })
      ).items.filter((p): p is Pod => isEvictable(p as Pod));
      if (pods.length === 0 || o.clock.age(began) >= timeoutMs) return;
      for (const pod of pods)
        if (pod.metadata.deletionTimestamp === undefined) await evict(api, pod);
      await pause();
    }
  };

const isEvictable = (pod: Pod): boolean =>
  !(pod.metadata.ownerReferences ?? []).some((r) => r.kind === 'DaemonSet' || r.kind === 'Node') &&
  pod.status?.phase !== 'Succeeded' &&
  pod.status?.phase !== 'Failed';

/** A budget's 429 and a pod that is gone are no failures of a drain. */
async function evict(api: KubeApi, pod: Pod): Promise<void> {
  try {
    await api.evict({ namespace: pod.metadata.namespace ?? '', name: pod.metadata.name });
  } catch (error) {
    if (!(error instanceof ApiStatusError) || (error.code !== 429 && error.code !== 404))
      throw error;
  }
}

/** Keeps count of the pods that carry a profile's label, for those who must answer at once. */
export class ProfileCount {
  private readonly profiles = new Map<string, string>();

  /** `pod` as it is now; undefined when it is gone. */
  seen(uid: string, pod: Pod | undefined): void {
    const profile = pod?.metadata.labels?.[FARGATE_PROFILE_LABEL];
    if (profile === undefined) this.profiles.delete(uid);
    else this.profiles.set(uid, profile);
  }

  of(profile: string): number {
    return [...this.profiles.values()].filter((p) => p === profile).length;
  }
}
