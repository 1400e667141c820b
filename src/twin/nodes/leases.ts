import { keyOf, type Controller } from '../runtime/index.ts';

const NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;

/**
 * Each node's Lease, as kubelet makes it when it joins. It is not renewed: on a virtual clock every
 * node would write six times a minute, and nobody in the twin goes by it.
 * @source https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats (read 2026-11-24)
 */
export const nodeLeases = (): Controller => ({
  name: 'node-lease',
  watches: {
    'v1/Node': (c) => (now, before) => {
      if (now && !before) c.enqueue(keyOf(now));
    },
  },
  async reconcile(c, key) {
    const node = c.informer('v1/Node').byKey(key);
    if (!node) return;
    const { name, uid = '' } = node.metadata;
    if (await c.api.get('coordination.k8s.io/v1/Lease', NAMESPACE, name)) return;
    await c.api.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name,
        namespace: NAMESPACE,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
      },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: LEASE_SECONDS,
        renewTime: `${new Date(c.clock.now()).toISOString().slice(0, 23)}000Z`,
      },
    });
  },
});
