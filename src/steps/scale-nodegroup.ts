import { z } from 'zod';
import type { KubeObject } from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { nodesOf, podsLeftOn } from './empty-nodegroup.ts';

const input = z.object({
  cluster: z.string(),
  nodegroup: z.string(),
  /** What the group had, for the plan's reader; the before-image of the effect is what rollback uses. */
  was: z.object({ minSize: z.number(), maxSize: z.number(), desiredSize: z.number() }),
});
type Input = z.infer<typeof input>;

const NODES_TIMEOUT_MS = 20 * 60_000;

/** Scales an empty group to zero nodes. Its configuration stays, so the way back is one call. */
export const scaleNodegroup = defineMigrationStep<Input>({
  id: 'scale-nodegroup',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: `Scale node group ${i.nodegroup} from ${i.was.desiredSize} to 0 nodes`,
    effects: [`eks:UpdateNodegroupConfig ${i.nodegroup}`],
    estimateSeconds: 180,
    reversible: true,
  }),
  async precondition(context, i) {
    const left = await podsLeftOn(context, await nodesOf(context, i.nodegroup));
    return left.length === 0
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: `${left.length} pods still run on ${i.nodegroup}.`,
          remedy:
            'Something came back to its nodes; find out with kubectl get pods -A -o wide, then fargatectl migrate --resume.',
        };
  },
  async apply(context, i) {
    await context.effect({
      kind: 'eks-scale-nodegroup',
      cluster: i.cluster,
      name: i.nodegroup,
      scaling: { minSize: 0, maxSize: Math.max(1, i.was.maxSize), desiredSize: 0 },
    });
    await context.wait(
      {
        for: `no node left in ${i.nodegroup}`,
        timeoutMs: NODES_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-nodegroup --cluster-name ${i.cluster} --nodegroup-name ${i.nodegroup} shows its health.`,
      },
      async (): Promise<Probe<null>> => {
        const nodes = await nodesOf(context, i.nodegroup);
        return nodes.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${nodes.length} nodes` };
      },
    );
  },
  async verify(context, i) {
    const nodes = await nodesOf(context, i.nodegroup);
    return nodes.length === 0
      ? { state: 'ok', evidence: `${i.nodegroup} has no nodes` }
      : {
          state: 'failed',
          reason: `${i.nodegroup} has ${nodes.length} nodes.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: `${i.was.desiredSize} nodes of ${i.nodegroup} ready`,
        timeoutMs: NODES_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-nodegroup --cluster-name ${i.cluster} --nodegroup-name ${i.nodegroup} shows its health.`,
      },
      async (): Promise<Probe<null>> => {
        const ready = (await nodesOf(context, i.nodegroup)).filter(isNodeReady).length;
        return ready >= i.was.desiredSize
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${ready} of ${i.was.desiredSize} ready` };
      },
    );
  },
});

export const isNodeReady = (node: KubeObject): boolean =>
  (
    (node['status'] as { conditions?: { type: string; status: string }[] } | undefined)
      ?.conditions ?? []
  ).some((c) => c.type === 'Ready' && c.status === 'True');
