import { createHash } from 'node:crypto';
import type { Pod } from '../../model/index.ts';
import { keyOf, type Controller } from '../runtime/index.ts';
import type { FleetInstance, InstanceFleet } from '../seams.ts';
import type { ContainerRuntime } from './pod-runner.ts';

/** Images are mostly on the node already; those that are not take longer. */
const START_MS = [1_500, 6_000] as const;

/** The kubelets of EC2 nodes: run what is bound to them, end what is deleted. */
export function kubelets(o: {
  readonly fleet: InstanceFleet;
  readonly runtime: ContainerRuntime;
}): Controller {
  const addresses = new Addresses();
  return {
    name: 'kubelet',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as Pod;
        if (!now) addresses.release(before?.metadata.uid ?? '');
        if (pod.spec.nodeName !== undefined) c.enqueue(keyOf(pod));
      },
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      if (pod?.spec.nodeName === undefined) return;
      if ((pod.spec.readinessGates ?? []).length > 0) await o.runtime.onChanged(pod);
      const instance = o.fleet.instances().find((i) => i.privateDnsName === pod.spec.nodeName);
      if (!instance || instance.state === 'terminated') return;
      if (pod.metadata.deletionTimestamp !== undefined) {
        o.runtime.terminate(pod);
        return;
      }
      if ((pod.spec.ephemeralContainers ?? []).length > 0) await o.runtime.debug(pod);
      if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return;
      o.runtime.run(pod, {
        ip:
          pod.spec.hostNetwork === true
            ? instance.ip
            : addresses.take(pod.metadata.uid ?? '', instance),
        hostIP: instance.ip,
        startDelayMs: START_MS[0] + c.random() * (START_MS[1] - START_MS[0]),
        isFargate: false,
      });
    },
  };
}

/** The VPC CNI's pool of each instance; beyond it addresses are made up from the pod's own id. */
class Addresses {
  private readonly held = new Map<string, string>();

  take(uid: string, instance: FleetInstance): string {
    const known = this.held.get(uid);
    if (known !== undefined) return known;
    const used = new Set(this.held.values());
    const ip =
      (instance.podIps ?? []).find((candidate) => !used.has(candidate)) ?? madeUp(uid, instance.ip);
    this.held.set(uid, ip);
    return ip;
  }

  release(uid: string): void {
    this.held.delete(uid);
  }
}

function madeUp(uid: string, near: string): string {
  const digest = createHash('sha256').update(uid).digest();
  return `${near.split('.').slice(0, 2).join('.')}.${128 + ((digest[0] ?? 0) % 64)}.${1 + ((digest[1] ?? 0) % 254)}`;
}
