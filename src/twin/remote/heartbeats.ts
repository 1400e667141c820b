import type { Controller } from '../runtime/index.ts';

/** Kubelet's own interval is 10 s; this follows the wall, as the node lifecycle controller does. */
const RENEW_MS = 10_000;
const NAMESPACE = 'kube-node-lease';

/**
 * Each node's lease in `kube-node-lease`, kept fresh as kubelet does: without it the node lifecycle
 * controller calls the node unreachable after 50 s, and its pods are evicted.
 * @source https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats (read 2026-11-24)
 * @param every calls back after so many milliseconds of the wall clock
 */
export function heartbeats(every: (ms: number, beat: () => void) => void): Controller {
  let beating = false;
  return {
    name: 'node-heartbeat',
    watches: {
      'v1/Node': (c) => {
        if (!beating) {
          beating = true;
          every(RENEW_MS, () => {
            for (const node of c.informer('v1/Node').all()) c.enqueue(node.metadata.name);
          });
        }
        return (now, before) => {
          if (now && !before) c.enqueue(now.metadata.name);
        };
      },
    },
    async reconcile(c, name) {
      const node = c.informer('v1/Node').get(undefined, name);
      if (!node) return;
      const renewTime = new Date(c.clock.now()).toISOString().replace('Z', '000Z');
      const metadata = { namespace: NAMESPACE, name };
      const ref = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;
      if (await c.api.get('coordination.k8s.io/v1/Lease', NAMESPACE, name))
        await c.api.mergePatch({ ...ref, ...metadata }, { spec: { renewTime } });
      else
        await c.api.create({
          ...ref,
          metadata: {
            ...metadata,
            // With its node the lease goes, too.
            ownerReferences: [
              { apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid ?? '' },
            ],
          },
          spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
        });
    },
  };
}
