import { z } from 'zod';
import { defineMigrationStep, type Probe } from './define.ts';
import { nodesOf } from './empty-nodegroup.ts';
import { isNodeReady } from './scale-nodegroup.ts';

const input = z.object({ cluster: z.string(), nodegroup: z.string() });
type Input = z.infer<typeof input>;

const TIMEOUT_MS = 30 * 60_000;

/** Deletes a node group that has no nodes. Rollback makes it again from its saved description. */
export const deleteNodegroup = defineMigrationStep<Input>({
  id: 'delete-nodegroup',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: `Delete the empty node group ${i.nodegroup}`,
    effects: [`eks:DeleteNodegroup ${i.nodegroup}`],
    estimateSeconds: 120,
    reversible: true,
  }),
  async precondition(context, i) {
    const { eks } = context.ports.aws;
    if (!(await eks.describeNodegroup(i.cluster, i.nodegroup, { signal: context.signal })))
      return { state: 'already-done', why: `${i.nodegroup} is gone` };
    const nodes = await nodesOf(context, i.nodegroup);
    return nodes.length === 0
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: `${i.nodegroup} has ${nodes.length} nodes.`,
          remedy: 'Something scaled it up again; find out what, then fargatectl migrate --resume.',
        };
  },
  async apply(context, i) {
    await context.effect({ kind: 'eks-delete-nodegroup', cluster: i.cluster, name: i.nodegroup });
    await context.wait(
      {
        for: `node group ${i.nodegroup} deleted`,
        timeoutMs: TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-nodegroup --cluster-name ${i.cluster} --nodegroup-name ${i.nodegroup} shows its health.`,
      },
      async (): Promise<Probe<null>> => {
        const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
          signal: context.signal,
        });
        if (!group) return { state: 'done', value: null };
        return group.status === 'DELETE_FAILED'
          ? {
              state: 'failed',
              reason: `${i.nodegroup} is DELETE_FAILED: ${group.healthIssues.map((h) => h.message).join('; ')}`,
              remedy: 'Mend what it names, then fargatectl migrate --resume.',
            }
          : { state: 'waiting', seen: group.status };
      },
    );
  },
  async verify(context, i) {
    return (await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
      signal: context.signal,
    }))
      ? {
          state: 'failed',
          reason: `${i.nodegroup} is still there.`,
          remedy: 'fargatectl migrate --resume tries again.',
        }
      : { state: 'ok', evidence: `${i.nodegroup} is gone` };
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: `node group ${i.nodegroup} back`,
        timeoutMs: TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-nodegroup --cluster-name ${i.cluster} --nodegroup-name ${i.nodegroup}`,
      },
      async (): Promise<Probe<null>> => {
        const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
          signal: context.signal,
        });
        if (group?.status === 'CREATE_FAILED')
          return {
            state: 'failed',
            reason: `${i.nodegroup} is CREATE_FAILED.`,
            remedy: 'aws eks describe-nodegroup names the issue.',
          };
        if (group?.status !== 'ACTIVE')
          return { state: 'waiting', seen: group?.status ?? 'not there' };
        const ready = (await nodesOf(context, i.nodegroup)).filter(isNodeReady).length;
        return ready >= group.scaling.desiredSize
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${ready} of ${group.scaling.desiredSize} nodes ready` };
      },
    );
  },
});
