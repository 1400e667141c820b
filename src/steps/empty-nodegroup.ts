import { z } from 'zod';
import { agree, counted, formatRef, text, type KubeObject, type Pod } from '../model/index.ts';
import { addonsBack } from './addons-back.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { hasRoomElsewhere, mayLeaveNow, MOVED_OFF, rolloutsOff } from './leave-nodes.ts';
import { TRY_AGAIN } from './phrases.ts';
import { waitForRollout } from './rollout.ts';

const input = z.object({
  cluster: z.string(),
  nodegroup: z.string(),
  /** No other node group remains: what still needs EC2 ends with this one. */
  last: z.boolean().optional(),
});
type Input = z.infer<typeof input>;

const TIMEOUT_MS = 30 * 60_000;
/** Work under way may take hours; it is lost when it is cut short. */
const JOBS_TIMEOUT_MS = 6 * 60 * 60_000;

export const NODEGROUP_LABEL = 'eks.amazonaws.com/nodegroup';

export const nodesOf = (
  context: Pick<StepContext, 'ports' | 'signal'>,
  nodegroup: string,
): Promise<readonly KubeObject[]> =>
  context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Node', labelSelector: `${NODEGROUP_LABEL}=${nodegroup}` },
    { signal: context.signal },
  );

/** Pods that a node keeps for itself (DaemonSets, static pods) or that are over do not count. */
export async function podsLeftOn(
  context: Pick<StepContext, 'ports' | 'signal'>,
  nodes: readonly KubeObject[],
): Promise<readonly Pod[]> {
  return leftOn(nodes, await allPods(context));
}

const allPods = async (context: Pick<StepContext, 'ports' | 'signal'>): Promise<readonly Pod[]> =>
  (await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Pod' },
    { signal: context.signal },
  )) as readonly Pod[];

function leftOn(nodes: readonly KubeObject[], pods: readonly Pod[]): readonly Pod[] {
  const names = new Set(nodes.map((n) => n.metadata.name));
  return pods.filter(
    (p) =>
      names.has(p.spec.nodeName ?? '') &&
      p.status?.phase !== 'Succeeded' &&
      p.status?.phase !== 'Failed' &&
      !p.metadata.ownerReferences?.some((o) => o.kind === 'DaemonSet' || o.kind === 'Node'),
  );
}

/**
 * Cordons a group and lets what is left leave: by a rollout, new pods first; the rest by the Eviction
 * API, one pod of a workload at a time. A PodDisruptionBudget's "not now" is waited for, never
 * overridden. Proven empty before anything is scaled.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ (read 2026-11-23)
 */
export const emptyNodegroup = defineMigrationStep<Input>({
  id: 'empty-nodegroup',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: text(
      `Cordon node group ${i.nodegroup} and empty it, budgets respected`,
      `노드 그룹 ${i.nodegroup}: cordon한 뒤 중단 예산을 지키며 비우기`,
    ),
    effects: [
      `PATCH nodes of ${i.nodegroup} unschedulable`,
      ...(i.last === true ? [] : ['PATCH workloads that are left on it: a rollout']),
      'POST pods/eviction',
    ],
    estimateSeconds: 60,
    reversible: true,
  }),
  async precondition(context, i) {
    const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
      signal: context.signal,
    });
    return group
      ? { state: 'ready' }
      : {
          state: 'already-done',
          why: text(`node group ${i.nodegroup} is gone`, `노드 그룹 ${i.nodegroup}이(가) 없습니다`),
        };
  },
  async apply(context, i) {
    for (const node of await nodesOf(context, i.nodegroup))
      if ((node['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable !== true)
        await context.effect({
          kind: 'kube-set',
          ref: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
          set: [{ path: ['spec', 'unschedulable'], value: true }],
        });
    const left = await podsLeftOn(context, await nodesOf(context, i.nodegroup));
    const elsewhere = i.last !== true && (await hasRoomElsewhere(context));
    for (const ref of elsewhere ? await rolloutsOff(context, left) : []) {
      await context.effect({
        kind: 'kube-set',
        ref,
        set: [{ path: MOVED_OFF, value: context.run.id }],
      });
      await waitForRollout(context, ref, 'anywhere');
    }
    await context.wait(
      {
        for: text(`node group ${i.nodegroup} empty`, `노드 그룹 ${i.nodegroup} 비우기`),
        timeoutMs: (await hasWork(context, i)) ? JOBS_TIMEOUT_MS : TIMEOUT_MS,
        everyMs: 5_000,
        remedy: text(
          'kubectl get pods -A -o wide shows what is left; a Job is left to finish; a PodDisruptionBudget that never allows a disruption has to be changed by its owner.',
          '남은 파드 보기: kubectl get pods -A -o wide. Job은 끝날 때까지 기다립니다. 축출을 전혀 허용하지 않는 PodDisruptionBudget은 담당자가 바꿔야 합니다.',
        ),
      },
      () => evictRound(context, i, elsewhere),
    );
  },
  async verify(context, i) {
    const left = await podsLeftOn(context, await nodesOf(context, i.nodegroup));
    return left.length === 0
      ? {
          state: 'ok',
          evidence: text(
            `nothing but DaemonSet pods on ${i.nodegroup}`,
            `${i.nodegroup}에 DaemonSet 파드만 남았습니다`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `${counted(left.length, 'pod')} ${agree(left.length, 'is', 'are')} still on ${i.nodegroup}: ${names(left)}.`,
            `${i.nodegroup}에 파드가 ${left.length}개 남아 있습니다: ${names(left)}.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
  /** Add-ons that came back before there were nodes for them. */
  async afterUndo(context, i) {
    await addonsBack(context, i.cluster);
  },
});

const hasWork = async (context: StepContext, i: Input): Promise<boolean> =>
  (await podsLeftOn(context, await nodesOf(context, i.nodegroup))).some(isWork);

const isWork = (pod: Pod): boolean =>
  pod.metadata.ownerReferences?.some((o) => o.controller === true && o.kind === 'Job') === true;

const names = (pods: readonly Pod[]): string =>
  pods
    .slice(0, 5)
    .map((p) => `${p.metadata.namespace ?? ''}/${p.metadata.name}`)
    .join(', ');

async function evictRound(
  context: StepContext,
  i: Input,
  elsewhere: boolean,
): Promise<Probe<null>> {
  const pods = await allPods(context);
  const left = leftOn(await nodesOf(context, i.nodegroup), pods);
  if (left.length === 0) return { state: 'done', value: null };
  // A Job's pod, evicted, would have to begin again: it is left to finish.
  const leaving = left.filter((p) => !isWork(p));
  // Where nothing can replace them, waiting for a replacement would be for ever.
  const now = elsewhere
    ? mayLeaveNow(leaving, pods)
    : leaving.filter((p) => p.metadata.deletionTimestamp === undefined);
  for (const pod of now) {
    if (!pod.metadata.ownerReferences?.some((o) => o.controller)) {
      const name = formatRef({ kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name }); // prettier-ignore
      return {
        state: 'failed',
        reason: text(
          `${name} has no controller; evicting it would end it for good.`,
          `${name}에 컨트롤러가 없습니다. 축출하면 영영 사라집니다.`,
        ),
        remedy: text(
          'Move or delete it yourself, then fargatectl migrate --resume.',
          '직접 옮기거나 삭제한 뒤 실행하십시오: fargatectl migrate --resume',
        ),
      };
    }
    await context.effect({
      kind: 'kube-evict',
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      uid: pod.metadata.uid ?? '',
    });
  }
  return {
    state: 'waiting',
    seen: text(
      `${counted(left.length, 'pod')} left: ${names(left)}`,
      `남은 파드 ${left.length}개: ${names(left)}`,
    ),
  };
}
