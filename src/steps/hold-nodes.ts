import { z } from 'zod';
import type { KubeObject } from '../model/index.ts';
import { defineMigrationStep, type StepContext } from './define.ts';
import { nodesOf } from './empty-nodegroup.ts';

const input = z.object({ nodegroups: z.array(z.string()), held: z.boolean() });
type Input = z.infer<typeof input>;

/** @source https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#how-can-i-prevent-cluster-autoscaler-from-scaling-down-a-particular-node (read 2026-11-23) */
const HOLD = 'cluster-autoscaler.kubernetes.io/scale-down-disabled';

/**
 * Nodes empty out while pods move, and an autoscaler would take them away, with pods still on them.
 * It may go on adding nodes; it may not remove these until the plan does, or lets go of them again.
 */
export const holdNodes = defineMigrationStep<Input>({
  id: 'hold-nodes',
  phase: 'system',
  input,
  describe: (i) => ({
    title: i.held
      ? `Keep the autoscaler from removing nodes of ${i.nodegroups.join(' and ')} meanwhile`
      : `Let the autoscaler remove nodes of ${i.nodegroups.join(' and ')} again`,
    effects: [`PATCH nodes of ${i.nodegroups.join(', ')} annotation ${HOLD}`],
    estimateSeconds: 5,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    for (const node of await wrong(context, i))
      await context.effect({
        kind: 'kube-set',
        ref: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
        set: [{ path: ['metadata', 'annotations', HOLD], ...(i.held ? { value: 'true' } : {}) }],
      });
  },
  async verify(context, i) {
    const left = await wrong(context, i);
    return left.length === 0
      ? { state: 'ok', evidence: i.held ? 'every node is held' : 'no node is held' }
      : {
          state: 'failed',
          reason: `${left.map((n) => n.metadata.name).join(', ')}: the annotation ${HOLD} is not what was asked.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
});

async function wrong(context: StepContext, i: Input): Promise<readonly KubeObject[]> {
  const found: KubeObject[] = [];
  for (const group of i.nodegroups)
    for (const node of await nodesOf(context, group))
      if ((node.metadata.annotations?.[HOLD] === 'true') !== i.held) found.push(node);
  return found;
}
