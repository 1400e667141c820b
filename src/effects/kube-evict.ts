import type { ObjectRef } from '../model/index.ts';
import type { EvictOutcome } from '../ports/index.ts';
import type { EffectDefinition } from './effect.ts';
import { objectTarget } from './targets.ts';

const podRef = (namespace: string, name: string): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace,
  name,
});

/**
 * Asks a pod to leave through the Eviction API. A budget's refusal is an answer, never overridden;
 * its controller makes a pod anew, so there is nothing to undo.
 */
export const kubeEvict: EffectDefinition<'kube-evict'> = {
  kind: 'kube-evict',
  describe: ({ namespace, pod }) => `POST pods/${namespace}/${pod}/eviction`,
  targets: ({ namespace, pod }) => [objectTarget(podRef(namespace, pod))],
  observe: () => Promise.resolve(null),
  async settle({ kube }, { namespace, pod, uid }) {
    const there = await kube.get(podRef(namespace, pod));
    return !there || there.metadata.uid !== uid || there.metadata.deletionTimestamp !== undefined
      ? { state: 'done', result: { kind: 'evicted' } satisfies EvictOutcome }
      : { state: 'not-done' };
  },
  perform: ({ kube }, { namespace, pod, uid }, { signal }) =>
    kube.evict({ namespace, name: pod, uid }, { signal }),
  refused: (result) => {
    const outcome = result as EvictOutcome;
    return outcome.kind === 'refused-by-budget' ? outcome.message : undefined;
  },
  inverse: () => ({ kind: 'nothing' }),
};
