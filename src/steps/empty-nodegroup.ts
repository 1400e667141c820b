import { z } from 'zod';
import { formatRef, type KubeObject, type Pod } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';

const input = z.object({ cluster: z.string(), nodegroup: z.string() });
type Input = z.infer<typeof input>;

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
  const names = new Set(nodes.map((n) => n.metadata.name));
  const pods = (await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Pod' },
    { signal: context.signal },
  )) as readonly Pod[];
  return pods.filter(
    (p) =>
      names.has(p.spec.nodeName ?? '') &&
      p.status?.phase !== 'Succeeded' &&
      p.status?.phase !== 'Failed' &&
      !p.metadata.ownerReferences?.some((o) => o.kind === 'DaemonSet' || o.kind === 'Node'),
  );
}

/**
 * Cordons a group and asks what is left to leave, through the Eviction API: a PodDisruptionBudget's
 * "not now" is waited for, never overridden. Proven empty before anything is scaled.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ (read 2026-11-23)
 */
export const emptyNodegroup = defineMigrationStep<Input>({
  id: 'empty-nodegroup',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: `Cordon node group ${i.nodegroup} and empty it by eviction, budgets respected`,
    effects: [`PATCH nodes of ${i.nodegroup} unschedulable`, 'POST pods/eviction'],
    estimateSeconds: 60,
    reversible: true,
  }),
  async precondition(context, i) {
    const group = await context.ports.aws.eks.describeNodegroup(i.cluster, i.nodegroup, {
      signal: context.signal,
    });
    return group
      ? { state: 'ready' }
      : { state: 'already-done', why: `node group ${i.nodegroup} is gone` };
  },
  async apply(context, i) {
    for (const node of await nodesOf(context, i.nodegroup))
      if ((node['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable !== true)
        await context.effect({
          kind: 'kube-set',
          ref: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
          set: [{ path: ['spec', 'unschedulable'], value: true }],
        });
    await context.wait(
      {
        for: `node group ${i.nodegroup} empty`,
        timeoutMs: 30 * 60_000,
        everyMs: 5_000,
        remedy: `kubectl get pods -A -o wide shows what is left; a PodDisruptionBudget that never allows a disruption has to be changed by its owner.`,
      },
      () => evictRound(context, i),
    );
  },
  async verify(context, i) {
    const left = await podsLeftOn(context, await nodesOf(context, i.nodegroup));
    return left.length === 0
      ? { state: 'ok', evidence: `nothing but DaemonSet pods on ${i.nodegroup}` }
      : {
          state: 'failed',
          reason: `${left.length} pods are still on ${i.nodegroup}: ${names(left)}.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
  /** Add-ons that came back before there were nodes for them. */
  async afterUndo(context, i) {
    await context.wait(
      {
        for: 'the add-ons back',
        timeoutMs: 15 * 60_000,
        everyMs: 5_000,
        remedy: `aws eks list-addons --cluster-name ${i.cluster}, then describe-addon for the one named.`,
      },
      () => addonsBack(context, i.cluster),
    );
  },
});

async function addonsBack(context: StepContext, cluster: string): Promise<Probe<null>> {
  const addons = await context.ports.aws.eks.listAddons(cluster, { signal: context.signal });
  const failed = addons.find((a) => a.status === 'CREATE_FAILED');
  if (failed)
    return {
      state: 'failed',
      reason: `Add-on ${failed.name} is CREATE_FAILED.`,
      remedy: `aws eks describe-addon --cluster-name ${cluster} --addon-name ${failed.name} names the issue; then fargatectl rollback goes on.`,
    };
  const late = addons.filter((a) => a.status === 'CREATING');
  return late.length === 0
    ? { state: 'done', value: null }
    : { state: 'waiting', seen: `${late.map((a) => a.name).join(', ')} CREATING` };
}

const names = (pods: readonly Pod[]): string =>
  pods
    .slice(0, 5)
    .map((p) => `${p.metadata.namespace ?? ''}/${p.metadata.name}`)
    .join(', ');

async function evictRound(context: StepContext, i: Input): Promise<Probe<null>> {
  const left = await podsLeftOn(context, await nodesOf(context, i.nodegroup));
  if (left.length === 0) return { state: 'done', value: null };
  for (const pod of left.filter((p) => p.metadata.deletionTimestamp === undefined)) {
    if (!pod.metadata.ownerReferences?.some((o) => o.controller))
      return {
        state: 'failed',
        reason: `${formatRef({ kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name })} has no controller; evicting it would end it for good.`,
        remedy: 'Move or delete it yourself, then fargatectl migrate --resume.',
      };
    await context.effect({
      kind: 'kube-evict',
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      uid: pod.metadata.uid ?? '',
    });
  }
  return { state: 'waiting', seen: `${left.length} pods left: ${names(left)}` };
}
