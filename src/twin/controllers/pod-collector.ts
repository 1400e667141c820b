import type { Pod } from '../../model/index.ts';
import { keyOf, type Controller } from '../runtime/index.ts';

/** How long a node may be missing before its pods are taken for lost. */
const QUARANTINE_MS = 40_000;

/** Removes pods whose node is gone. @source https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection (read 2026-11-23) */
export function podCollector(): Controller {
  const missing = new Map<string, number>();
  return {
    name: 'pod-garbage-collector',
    watches: {
      'v1/Node': (c) => (now, before) => {
        if (now) return;
        for (const pod of c.informer('v1/Pod').all() as Iterable<Pod>)
          if (pod.spec.nodeName === before?.metadata.name) c.enqueue(keyOf(pod));
      },
      'v1/Pod': (c) => (now) => {
        const node = (now as Pod | undefined)?.spec.nodeName;
        if (now && node !== undefined && !c.informer('v1/Node').get(undefined, node))
          c.enqueue(keyOf(now));
      },
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      const node = pod?.spec.nodeName;
      const uid = pod?.metadata.uid ?? '';
      if (!pod || node === undefined || c.informer('v1/Node').get(undefined, node)) {
        missing.delete(uid);
        return;
      }
      const since = missing.get(uid);
      if (since === undefined) {
        missing.set(uid, c.clock.now());
        c.enqueueAfter(key, QUARANTINE_MS);
      } else if (c.clock.age(since) >= QUARANTINE_MS) {
        missing.delete(uid);
        await c.api.delete(
          {
            apiVersion: 'v1',
            kind: 'Pod',
            namespace: pod.metadata.namespace ?? '',
            name: pod.metadata.name,
          },
          { uid, gracePeriodSeconds: 0 },
        );
      }
    },
  };
}
