import { z } from 'zod';
import { COMPUTE_TYPE } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';

const input = z.object({
  cluster: z.string(),
  addon: z.string(),
  preserve: z.boolean(),
  why: z.string(),
});
type Input = z.infer<typeof input>;

/**
 * Deletes an add-on that only EC2 nodes need, when none is left. Its configuration is saved for the
 * way back. EFS is deleted with `preserve`: without the CSIDriver object Fargate cannot mount EFS.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html (read 2026-11-23)
 */
export const deleteAddon = defineMigrationStep<Input>({
  id: 'delete-addon',
  phase: 'add-ons',
  input,
  describe: (i) => ({
    title: `Delete the add-on ${i.addon}${i.preserve ? ', its objects preserved' : ''}: ${i.why}`,
    effects: [`eks:DeleteAddon ${i.addon}`],
    estimateSeconds: 30,
    reversible: true,
  }),
  async precondition(context, i) {
    if (
      !(await context.ports.aws.eks.describeAddon(i.cluster, i.addon, { signal: context.signal }))
    )
      return { state: 'already-done', why: `${i.addon} is gone` };
    const ec2 = await ec2Nodes(context);
    return ec2.length === 0
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: `${ec2.length} EC2 nodes still need ${i.addon}: ${ec2.slice(0, 3).join(', ')}.`,
          remedy: 'The add-on goes after the last EC2 node; then fargatectl migrate --resume.',
        };
  },
  async apply(context, i) {
    await context.effect({
      kind: 'eks-delete-addon',
      cluster: i.cluster,
      name: i.addon,
      preserve: i.preserve,
    });
    await context.wait(
      {
        for: `add-on ${i.addon} deleted`,
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: `aws eks describe-addon --cluster-name ${i.cluster} --addon-name ${i.addon}`,
      },
      async (): Promise<Probe<null>> => {
        const addon = await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
          signal: context.signal,
        });
        return addon ? { state: 'waiting', seen: addon.status } : { state: 'done', value: null };
      },
    );
  },
  async verify(context, i) {
    return (await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
      signal: context.signal,
    }))
      ? {
          state: 'failed',
          reason: `${i.addon} is still there.`,
          remedy: 'fargatectl migrate --resume tries again.',
        }
      : { state: 'ok', evidence: `${i.addon} is gone` };
  },
  async afterUndo(context, i) {
    // Its controllers run on nodes; with none, the undoing of the node groups waits for them.
    const nodes = (await ec2Nodes(context)).length;
    await context.wait(
      {
        for: `add-on ${i.addon} back`,
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: `aws eks describe-addon --cluster-name ${i.cluster} --addon-name ${i.addon}`,
      },
      async (): Promise<Probe<null>> => {
        const addon = await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
          signal: context.signal,
        });
        const made = addon !== undefined && addon.status !== 'DELETING';
        return addon?.status === 'ACTIVE' || (made && nodes === 0)
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: addon?.status ?? 'not there' };
      },
    );
  },
});

async function ec2Nodes(context: StepContext): Promise<readonly string[]> {
  const nodes = await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Node' },
    { signal: context.signal },
  );
  return nodes
    .filter((n) => n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate')
    .map((n) => n.metadata.name);
}
