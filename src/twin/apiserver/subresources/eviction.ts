import type { KubeObject } from '../../../model/index.ts';
import { selectorMatches, type LabelSelector } from '../../../model/index.ts';
import { at, childOf, copyJson, ensure, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import { timestamp, type Call, type Kernel } from '../kernel.ts';
import { deleteObject, type DeleteOptions } from '../operations/delete.ts';
import { storedAt, type Target } from '../operations/read.ts';
import { rewriteObject } from '../operations/update.ts';
import { internalError, tooManyRequests } from '../status-error.ts';

const MAX_DISRUPTED_PODS = 2000;

/**
 * POST pods/NAME/eviction: deletes the pod if its disruption budget has one to give.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/registry/core/pod/storage/eviction.go (read 2026-11-23)
 */
export async function evictPod(
  kernel: Kernel,
  call: Call,
  target: Target,
  options: DeleteOptions,
): Promise<void> {
  const pod = storedAt(kernel, target);
  if (!needsNoBudget(pod)) spendBudget(kernel, call, target, pod);
  if (!call.dryRun) await tellWhy(kernel, call, target);
  await deleteObject(kernel, call, target, {
    ...options,
    ...(pod.metadata.uid === undefined ? {} : { uid: pod.metadata.uid }),
  });
}

/** The pod says itself why it goes. */
async function tellWhy(kernel: Kernel, call: Call, target: Target): Promise<void> {
  const change = (pod: Draft): Draft => {
    const status = ensure(pod, 'status');
    status['conditions'] = [
      ...listOf(status, 'conditions').filter((c) => c['type'] !== 'DisruptionTarget'),
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
        lastProbeTime: null,
        lastTransitionTime: timestamp(kernel.clock.now()),
      },
    ];
    return pod;
  };
  const old = storedAt(kernel, target);
  // Past the handler that keeps account of who owns which field.
  await rewriteObject(
    kernel,
    call,
    { ...target, subresource: 'status' },
    { old, draft: change(copyJson(old as unknown as Draft)), ownershipDone: true },
  );
}

/** Pods that are over, not yet running, or already going disturb nobody. */
function needsNoBudget(pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return (
    phase === 'Succeeded' ||
    phase === 'Failed' ||
    phase === 'Pending' ||
    pod.metadata.deletionTimestamp !== undefined
  );
}

const isReady = (pod: KubeObject): boolean => {
  const conditions = at(pod, 'status', 'conditions');
  return (
    Array.isArray(conditions) &&
    conditions.some((c) => at(c, 'type') === 'Ready' && at(c, 'status') === 'True')
  );
};

function spendBudget(kernel: Kernel, call: Call, target: Target, pod: KubeObject): void {
  const budgets = kernel.store
    .collection('policy/poddisruptionbudgets')
    .inNamespace(pod.metadata.namespace ?? '')
    .filter((b) =>
      selectorMatches(at(b, 'spec', 'selector') as LabelSelector | undefined, pod.metadata.labels),
    );
  const [budget, second] = budgets;
  if (!budget) return;
  if (second)
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  if (!isReady(pod) && unhealthyMayGo(budget)) return;
  const { name } = budget.metadata;
  const observed = numberAt(budget, 'status', 'observedGeneration') ?? 0;
  if (observed < (budget.metadata.generation ?? 0))
    throw tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      budgetCause(`The disruption budget ${name} is still being processed by the server.`, 10),
    );
  const allowed = numberAt(budget, 'status', 'disruptionsAllowed') ?? 0;
  const disrupted = childOf(childOf(budget, 'status'), 'disruptedPods') ?? {};
  if (allowed < 0) throw internalError(`pdb disruptions allowed is negative`);
  if (Object.keys(disrupted).length > MAX_DISRUPTED_PODS)
    throw internalError(
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  if (allowed === 0) {
    const desired = numberAt(budget, 'status', 'desiredHealthy') ?? 0;
    const current = numberAt(budget, 'status', 'currentHealthy') ?? 0;
    throw tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      budgetCause(
        `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`,
      ),
    );
  }
  if (call.dryRun) return;
  const spent = copyJson(budget as unknown as Draft);
  const status = ensure(spent, 'status');
  status['disruptionsAllowed'] = allowed - 1;
  ensure(status, 'disruptedPods')[target.name] = timestamp(kernel.clock.now());
  kernel.store.put(
    'policy/poddisruptionbudgets',
    `${budget.metadata.namespace ?? ''}/${name}`,
    spent as unknown as KubeObject,
  );
}

/** A pod that is not ready counts for nothing: it may go when the budget says so or is met anyway. */
function unhealthyMayGo(budget: KubeObject): boolean {
  if (at(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  const desired = numberAt(budget, 'status', 'desiredHealthy') ?? 0;
  const current = numberAt(budget, 'status', 'currentHealthy') ?? 0;
  return desired > 0 && current >= desired;
}

const budgetCause = (message: string, retryAfterSeconds?: number): Record<string, unknown> => ({
  causes: [{ reason: 'DisruptionBudget', message }],
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
