import { z } from 'zod';
import { COMPUTE_TYPE, text, verbatim, type Text } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';
import { words } from './schemas.ts';

const input = z.object({
  cluster: z.string(),
  addon: z.string(),
  preserve: z.boolean(),
  why: words,
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
    title: text(
      `Delete the add-on ${i.addon}${i.preserve ? ', its objects preserved' : ''}: ${i.why.en}`,
      `애드온 ${i.addon} 삭제${i.preserve ? '(객체는 남김)' : ''}: ${i.why.ko}`,
    ),
    effects: [`eks:DeleteAddon ${i.addon}`],
    estimateSeconds: 30,
    reversible: true,
    wayBack: text(
      'the add-on is made again with its version, configuration and role',
      '같은 버전, 구성, 역할로 애드온을 다시 만듭니다',
    ),
  }),
  async precondition(context, i) {
    if (
      !(await context.ports.aws.eks.describeAddon(i.cluster, i.addon, { signal: context.signal }))
    )
      return { state: 'already-done', why: isGone(i) };
    const ec2 = await ec2Nodes(context);
    return ec2.length === 0
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: text(
            `${ec2.length} EC2 nodes still need ${i.addon}: ${ec2.slice(0, 3).join(', ')}.`,
            `EC2 노드 ${ec2.length}개에 아직 ${i.addon}이(가) 필요합니다: ${ec2.slice(0, 3).join(', ')}.`,
          ),
          remedy: text(
            'The add-on goes after the last EC2 node; then fargatectl migrate --resume.',
            '애드온은 마지막 EC2 노드가 없어진 뒤에 삭제합니다. 그다음: fargatectl migrate --resume',
          ),
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
        for: text(`add-on ${i.addon} deleted`, `애드온 ${i.addon} 삭제`),
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: verbatim(
          `aws eks describe-addon --cluster-name ${i.cluster} --addon-name ${i.addon}`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const addon = await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
          signal: context.signal,
        });
        return addon
          ? { state: 'waiting', seen: verbatim(addon.status) }
          : { state: 'done', value: null };
      },
    );
  },
  async verify(context, i) {
    return (await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
      signal: context.signal,
    }))
      ? {
          state: 'failed',
          reason: text(`${i.addon} is still there.`, `애드온 ${i.addon}이(가) 아직 남아 있습니다.`),
          remedy: TRY_AGAIN,
        }
      : { state: 'ok', evidence: isGone(i) };
  },
  async afterUndo(context, i) {
    // Its controllers run on nodes; with none, the undoing of the node groups waits for them.
    const nodes = (await ec2Nodes(context)).length;
    await context.wait(
      {
        for: text(`add-on ${i.addon} back`, `애드온 ${i.addon} 복원`),
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: verbatim(
          `aws eks describe-addon --cluster-name ${i.cluster} --addon-name ${i.addon}`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const addon = await context.ports.aws.eks.describeAddon(i.cluster, i.addon, {
          signal: context.signal,
        });
        const made = addon !== undefined && addon.status !== 'DELETING';
        return addon?.status === 'ACTIVE' || (made && nodes === 0)
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: statusText(addon?.status) };
      },
    );
  },
});

const isGone = (i: Input): Text => text(`${i.addon} is gone`, `애드온 ${i.addon} 없음`);

async function ec2Nodes(context: StepContext): Promise<readonly string[]> {
  const nodes = await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Node' },
    { signal: context.signal },
  );
  return nodes
    .filter((n) => n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate')
    .map((n) => n.metadata.name);
}
