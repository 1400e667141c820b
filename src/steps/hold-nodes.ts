import { z } from 'zod';
import { text, type KubeObject } from '../model/index.ts';
import { defineMigrationStep, type StepContext } from './define.ts';
import { nodesOf } from './empty-nodegroup.ts';
import { TRY_AGAIN } from './phrases.ts';

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
      ? text(
          `Keep the autoscaler from removing nodes of ${i.nodegroups.join(' and ')} meanwhile`,
          `그동안 오토스케일러가 노드 그룹 ${i.nodegroups.join(', ')}의 노드를 없애지 못하게 하기`,
        )
      : text(
          `Let the autoscaler remove nodes of ${i.nodegroups.join(' and ')} again`,
          `오토스케일러가 노드 그룹 ${i.nodegroups.join(', ')}의 노드를 다시 없앨 수 있게 하기`,
        ),
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
      ? {
          state: 'ok',
          evidence: i.held
            ? text('every node is held', '모든 노드를 붙잡아 두었습니다')
            : text('no node is held', '붙잡아 둔 노드가 없습니다'),
        }
      : {
          state: 'failed',
          reason: text(
            `${left.map((n) => n.metadata.name).join(', ')}: the annotation ${HOLD} is not what was asked.`,
            `${left.map((n) => n.metadata.name).join(', ')}: 애너테이션 ${HOLD}의 값이 요청한 것과 다릅니다.`,
          ),
          remedy: TRY_AGAIN,
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
