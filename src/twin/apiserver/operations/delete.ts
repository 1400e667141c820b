import type { KubeObject } from '../../../model/index.ts';
import { admit } from '../admission.ts';
import { fromStored } from '../conversion/index.ts';
import type { Call, Kernel } from '../kernel.ts';
import { timestamp } from '../kernel.ts';
import { conflict, stale } from '../status-error.ts';
import { strategyOf } from '../strategy/index.ts';
import { finalizersOf } from './metadata.ts';
import { keyAt, storedAt, type Target } from './read.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export type DeleteOutcome =
  | { readonly kind: 'removed'; readonly object: KubeObject }
  /** Marked: a kubelet, a finalizer or the namespace controller finishes it. */
  | { readonly kind: 'marked'; readonly object: KubeObject };

/** DELETE of one object. */
export async function deleteObject(
  kernel: Kernel,
  call: Call,
  target: Target,
  options: DeleteOptions = {},
): Promise<DeleteOutcome> {
  const { definition, name } = target;
  const seen = storedAt(kernel, target);
  checkPreconditions(target, seen, options);
  await admit(kernel.plugins, {
    operation: 'DELETE',
    gvk: `${definition.storedAs}/${definition.kind}`,
    object: seen,
    dryRun: call.dryRun,
    user: call.user,
  });
  const old = storedAt(kernel, target);
  if (old.metadata.uid !== seen.metadata.uid) throw stale(definition, name);
  const key = keyAt(target);
  const finalizers = finalizersAfter(old, options.propagation);
  const grace = graceOf(old, options.gracePeriodSeconds);
  const waits = grace > 0 || finalizers.length > 0 || namespaceWaits(old);
  const shown = (object: KubeObject): KubeObject => fromStored(definition, object);

  if (!waits) {
    // Pods are told to end, with no time left, before they go: watchers see both.
    const last = isPod(old) ? mark(kernel, old, finalizers, 0) : old;
    if (call.dryRun) return { kind: 'removed', object: shown(last) };
    if (last !== old) kernel.store.put(definition.collection, key, last);
    const gone = kernel.store.remove(definition.collection, key) ?? last;
    strategyOf(definition.collection).onStored?.(kernel, undefined, key);
    return { kind: 'removed', object: shown(gone) };
  }
  const marked = mark(kernel, old, finalizers, grace);
  if (marked === old || call.dryRun) return { kind: 'marked', object: shown(marked) };
  const stored = kernel.store.put(definition.collection, key, marked);
  strategyOf(definition.collection).onStored?.(kernel, stored, key);
  return { kind: 'marked', object: shown(stored) };
}

function checkPreconditions(target: Target, object: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = object.metadata;
  // The real server names the kind here, where a resource belongs.
  const { group, kind } = target.definition;
  if (options.uid !== undefined && options.uid !== uid)
    throw conflict(
      { group, resource: kind },
      target.name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid ?? ''}). The object might have been deleted and then recreated`,
    );
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
    throw conflict(
      { group, resource: kind },
      target.name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion ?? ''}). The object might have been modified`,
    );
}

/** Foreground and orphan deletion are finalizers that the garbage collector takes off again. */
function finalizersAfter(
  object: KubeObject,
  propagation: DeleteOptions['propagation'],
): readonly string[] {
  const others = finalizersOf(object).filter(
    (f) => propagation === undefined || (f !== 'foregroundDeletion' && f !== 'orphan'),
  );
  if (propagation === 'Foreground') return [...others, 'foregroundDeletion'];
  if (propagation === 'Orphan') return [...others, 'orphan'];
  return others;
}

const isPod = (o: KubeObject): boolean => o.kind === 'Pod' && o.apiVersion === 'v1';

/** Only pods end gracefully, and only those that run somewhere. */
function graceOf(object: KubeObject, asked: number | undefined): number {
  if (!isPod(object)) return 0;
  const spec = object['spec'] as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const phase = (object['status'] as { phase?: string } | undefined)?.phase;
  if (!spec.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const period = asked ?? spec.terminationGracePeriodSeconds ?? 30;
  const running = object.metadata.deletionGracePeriodSeconds;
  // A second request can only shorten what is left.
  return Math.max(0, running === undefined ? period : Math.min(period, running));
}

const namespaceWaits = (object: KubeObject): boolean =>
  object.kind === 'Namespace' &&
  object.apiVersion === 'v1' &&
  ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []).length > 0;

function mark(
  kernel: Kernel,
  old: KubeObject,
  finalizers: readonly string[],
  grace: number,
): KubeObject {
  const { metadata } = old;
  const repeated = metadata.deletionTimestamp !== undefined;
  const sameFinalizers = finalizers.join() === finalizersOf(old).join();
  if (repeated && sameFinalizers && metadata.deletionGracePeriodSeconds === grace) return old;
  const shortened = repeated && metadata.deletionGracePeriodSeconds !== grace;
  const { finalizers: _f, ...rest } = metadata;
  const marked: KubeObject = {
    ...old,
    metadata: {
      ...rest,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp:
        repeated && !shortened
          ? metadata.deletionTimestamp
          : timestamp(kernel.clock.now() + grace * 1000),
      deletionGracePeriodSeconds: grace,
      ...(metadata.generation === undefined || repeated
        ? {}
        : { generation: metadata.generation + 1 }),
    },
  };
  if (old.kind !== 'Namespace' || old.apiVersion !== 'v1') return marked;
  const { deletionGracePeriodSeconds: _g, ...meta } = marked.metadata;
  return {
    ...marked,
    metadata: meta,
    status: { ...(old['status'] as object | undefined), phase: 'Terminating' },
  };
}
