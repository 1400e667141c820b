import { z } from 'zod';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { nodesOf } from './empty-nodegroup.ts';
import { ofAll, statusText, TRY_AGAIN } from './phrases.ts';
import { isNodeReady, nodegroupHealth } from './scale-nodegroup.ts';
import { counted, text, verbatim, type Text } from '../model/index.ts';

const input = z.object({ cluster: z.string(), nodegroup: z.string() });
type Input = z.infer<typeof input>;

const TIMEOUT_MS = 30 * 60_000;

/** Deletes a node group that has no nodes. Rollback makes it again from its saved description. */
export const deleteNodegroup = defineMigrationStep<Input>({
  id: 'delete-nodegroup',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: text(`Delete the empty node group ${i.nodegroup}`, `빈 노드 그룹 ${i.nodegroup} 삭제`),
    effects: [`eks:DeleteNodegroup ${i.nodegroup}`],
    estimateSeconds: 120,
    reversible: true,
    wayBack: text(
      'the group is made again from its saved description: the same settings, new machines, new ids',
      '저장해 둔 설명대로 노드 그룹을 다시 만듭니다. 설정은 같고 머신과 ID는 새것입니다',
    ),
  }),
  async precondition(context, i) {
    const { eks } = context.ports.aws;
    if (!(await eks.describeNodegroup(i.cluster, i.nodegroup, { signal: context.signal })))
      return { state: 'already-done', why: isGone(i) };
    const nodes = await nodesOf(context, i.nodegroup);
    return nodes.length === 0
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: text(
            `${i.nodegroup} has ${counted(nodes.length, 'node')}.`,
            `노드 그룹 ${i.nodegroup}에 노드가 ${nodes.length}개 있습니다.`,
          ),
          remedy: text(
            'Something scaled it up again; find out what, then fargatectl migrate --resume.',
            '무언가가 다시 늘렸습니다. 원인을 찾은 뒤 실행하십시오: fargatectl migrate --resume',
          ),
        };
  },
  async apply(context, i) {
    await settled(context, i);
    await context.effect({ kind: 'eks-delete-nodegroup', cluster: i.cluster, name: i.nodegroup });
    await context.wait(
      {
        for: text(`node group ${i.nodegroup} deleted`, `노드 그룹 ${i.nodegroup} 삭제`),
        timeoutMs: TIMEOUT_MS,
        everyMs: 5_000,
        remedy: nodegroupHealth(i),
      },
      async (): Promise<Probe<null>> => {
        const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
          signal: context.signal,
        });
        if (!group) return { state: 'done', value: null };
        return group.status === 'DELETE_FAILED'
          ? {
              state: 'failed',
              reason: text(
                `${i.nodegroup} is DELETE_FAILED: ${group.healthIssues.map((h) => h.message).join('; ')}`,
                `노드 그룹 ${i.nodegroup}의 상태: DELETE_FAILED: ${group.healthIssues.map((h) => h.message).join('; ')}`,
              ),
              remedy: text(
                'Mend what it names, then fargatectl migrate --resume.',
                '나온 문제를 고친 뒤 실행하십시오: fargatectl migrate --resume',
              ),
            }
          : { state: 'waiting', seen: verbatim(group.status) };
      },
    );
  },
  async verify(context, i) {
    return (await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
      signal: context.signal,
    }))
      ? {
          state: 'failed',
          reason: text(
            `${i.nodegroup} is still there.`,
            `노드 그룹 ${i.nodegroup}이(가) 아직 남아 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        }
      : { state: 'ok', evidence: isGone(i) };
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: text(`node group ${i.nodegroup} back`, `노드 그룹 ${i.nodegroup} 복원`),
        timeoutMs: TIMEOUT_MS,
        everyMs: 5_000,
        remedy: nodegroupHealth(i),
      },
      async (): Promise<Probe<null>> => {
        const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
          signal: context.signal,
        });
        if (group?.status === 'CREATE_FAILED')
          return {
            state: 'failed',
            reason: text(
              `${i.nodegroup} is CREATE_FAILED.`,
              `노드 그룹 ${i.nodegroup}의 상태: CREATE_FAILED.`,
            ),
            remedy: nodegroupHealth(i),
          };
        if (group?.status !== 'ACTIVE')
          return { state: 'waiting', seen: statusText(group?.status) };
        const ready = (await nodesOf(context, i.nodegroup)).filter(isNodeReady).length;
        return ready >= group.scaling.desiredSize
          ? { state: 'done', value: null }
          : {
              state: 'waiting',
              seen: ofAll([ready, group.scaling.desiredSize], 'nodes ready', '노드', '준비'),
            };
      },
    );
  },
});

/**
 * A group that is being updated (its scaling to 0 is one) refuses to be deleted.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteNodegroup.html (read 2026-11-25)
 */
const settled = (context: StepContext, i: Input): Promise<null> =>
  context.wait(
    {
      for: text(
        `node group ${i.nodegroup} to be no longer updated`,
        `노드 그룹 ${i.nodegroup}의 업데이트가 끝나기`,
      ),
      timeoutMs: TIMEOUT_MS,
      everyMs: 5_000,
      remedy: nodegroupHealth(i),
    },
    async (): Promise<Probe<null>> => {
      const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
        signal: context.signal,
      });
      return group?.status === 'UPDATING' || group?.status === 'CREATING'
        ? { state: 'waiting', seen: verbatim(group.status) }
        : { state: 'done', value: null };
    },
  );

const isGone = (i: Input): Text => text(`${i.nodegroup} is gone`, `노드 그룹 ${i.nodegroup} 없음`);
