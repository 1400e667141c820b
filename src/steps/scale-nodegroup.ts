import { z } from 'zod';
import { counted, text, type KubeObject, type Text } from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { nodesOf, podsLeftOn } from './empty-nodegroup.ts';
import { ofAll, TRY_AGAIN } from './phrases.ts';

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
    title: text(
      `Scale node group ${i.nodegroup} from ${i.was.desiredSize} to 0 nodes`,
      `노드 그룹 ${i.nodegroup}의 노드를 ${i.was.desiredSize}개에서 0개로 줄이기`,
    ),
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
          reason: text(
            `${counted(left.length, 'pod still runs', 'pods still run')} on ${i.nodegroup}.`,
            `${i.nodegroup}에서 파드 ${left.length}개가 아직 실행 중입니다.`,
          ),
          remedy: text(
            'Something came back to its nodes; find out with kubectl get pods -A -o wide, then fargatectl migrate --resume.',
            '노드에 다시 돌아온 것이 있습니다. 무엇인지 찾은 뒤(kubectl get pods -A -o wide) 실행하십시오: fargatectl migrate --resume',
          ),
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
        for: text(`no node left in ${i.nodegroup}`, `${i.nodegroup}에 남은 노드 없음`),
        timeoutMs: NODES_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: nodegroupHealth(i),
      },
      async (): Promise<Probe<null>> => {
        const nodes = await nodesOf(context, i.nodegroup);
        return nodes.length === 0
          ? { state: 'done', value: null }
          : {
              state: 'waiting',
              seen: text(counted(nodes.length, 'node'), `노드 ${nodes.length}개`),
            };
      },
    );
  },
  async verify(context, i) {
    const nodes = await nodesOf(context, i.nodegroup);
    return nodes.length === 0
      ? {
          state: 'ok',
          evidence: text(`${i.nodegroup} has no nodes`, `${i.nodegroup}에 노드가 없습니다`),
        }
      : {
          state: 'failed',
          reason: text(
            `${i.nodegroup} has ${counted(nodes.length, 'node')}.`,
            `${i.nodegroup}에 노드가 ${nodes.length}개 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: text(
          `${counted(i.was.desiredSize, 'node')} of ${i.nodegroup} ready`,
          `${i.nodegroup}의 노드 ${i.was.desiredSize}개 준비`,
        ),
        timeoutMs: NODES_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: nodegroupHealth(i),
      },
      async (): Promise<Probe<null>> => {
        const ready = (await nodesOf(context, i.nodegroup)).filter(isNodeReady).length;
        return ready >= i.was.desiredSize
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: ofAll([ready, i.was.desiredSize], 'ready', '노드', '준비') };
      },
    );
  },
});

/** Where to look when a node group does not do what it should. */
export const nodegroupHealth = (i: Pick<Input, 'cluster' | 'nodegroup'>): Text => {
  const command = `aws eks describe-nodegroup --cluster-name ${i.cluster} --nodegroup-name ${i.nodegroup}`;
  return text(`${command} shows its health.`, `상태 문제 보기: ${command}`);
};

export const isNodeReady = (node: KubeObject): boolean =>
  (
    (node['status'] as { conditions?: { type: string; status: string }[] } | undefined)
      ?.conditions ?? []
  ).some((c) => c.type === 'Ready' && c.status === 'True');
