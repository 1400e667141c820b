import type { KubeObject } from '../../model/index.ts';
import { keyOf, type Controller } from '../runtime/index.ts';
import { stamp } from './pods.ts';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

interface Taint {
  readonly key: string;
  readonly effect: string;
}
interface Spec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly Taint[];
}
const specOf = (node: KubeObject): Spec => (node['spec'] ?? {}) as Spec;
const isTainted = (node: KubeObject): boolean =>
  specOf(node).taints?.some((t) => t.key === UNSCHEDULABLE) ?? false;

/**
 * A cordoned node carries a taint as long as it is one.
 * @source https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unschedulable (known, not read again)
 */
export const nodeLifecycle = (): Controller => ({
  name: 'node-lifecycle',
  watches: {
    'v1/Node': (c) => (now) => {
      if (now && (specOf(now).unschedulable === true) !== isTainted(now)) c.enqueue(keyOf(now));
    },
  },
  async reconcile(c, key) {
    const node = c.informer('v1/Node').byKey(key);
    if (!node) return;
    const spec = specOf(node);
    const cordoned = spec.unschedulable === true;
    if (cordoned === isTainted(node)) return;
    const others = (spec.taints ?? []).filter((t) => t.key !== UNSCHEDULABLE);
    const taint = { key: UNSCHEDULABLE, effect: 'NoSchedule', timeAdded: stamp(c.clock.now()) };
    const taints = cordoned ? [...others, taint] : others;
    await c.api.mergePatch(
      { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
      {
        metadata: { resourceVersion: node.metadata.resourceVersion },
        spec: { taints: taints.length === 0 ? null : taints },
      },
    );
  },
});
