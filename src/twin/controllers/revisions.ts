import { type KubeObject, type PodTemplate } from '../../model/index.ts';
import type { ChangeHandler, ControllerContext } from '../runtime/index.ts';
import { controllerOf, ownerRef } from './pods.ts';

export const CONTROLLER_REVISION = 'apps/v1/ControllerRevision';

interface Revisioned {
  readonly revisionHistoryLimit?: number;
  readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template: PodTemplate;
}
type Revision = KubeObject & { readonly revision?: number };
const numberOf = (o: Revision): number => o.revision ?? 0;

/**
 * Keeps the history of a StatefulSet's or DaemonSet's template, as `kubectl rollout history` and
 * `undo` read it: each template once, the one in use with the highest number.
 * @source https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/#understanding-daemonset-revisions (read 2026-11-24)
 */
export async function keepRevision(
  c: ControllerContext,
  owner: KubeObject,
  spec: Revisioned,
  o: { readonly hash: string; readonly inUse: ReadonlySet<string> },
): Promise<void> {
  const all = [...c.informer(CONTROLLER_REVISION).ownedBy(owner.metadata.uid ?? '')] as Revision[];
  const highest = Math.max(0, ...all.map(numberOf));
  const name = `${owner.metadata.name}-${o.hash}`;
  const namespace = owner.metadata.namespace ?? '';
  const mine = all.find((r) => r.metadata.name === name);
  if (!mine) {
    // The cache may lag behind our own creation.
    if (await c.api.get(CONTROLLER_REVISION, namespace, name)) return;
    await c.api.create({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name,
        namespace,
        labels: { ...spec.selector.matchLabels, 'controller-revision-hash': o.hash },
        ownerReferences: [ownerRef(owner)],
      },
      data: { spec: { template: { ...spec.template, $patch: 'replace' } } },
      revision: highest + 1,
    });
  } else if (numberOf(mine) < highest)
    await c.api.mergePatch(
      { apiVersion: 'apps/v1', kind: 'ControllerRevision', namespace, name },
      { revision: highest + 1 },
    );
  const idle = all
    .filter(
      (r) => r !== mine && !o.inUse.has(r.metadata.labels?.['controller-revision-hash'] ?? ''),
    )
    .sort((a, b) => numberOf(a) - numberOf(b));
  for (const old of idle.slice(0, Math.max(0, idle.length - (spec.revisionHistoryLimit ?? 10))))
    await c.api.delete({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      namespace,
      name: old.metadata.name,
    });
}

/** A revision that changed, or that somebody deleted, is its owner's business. */
export const revisionOwner =
  (c: ControllerContext, kind: string): ChangeHandler =>
  (now, before) => {
    const owner = controllerOf((now ?? before) as KubeObject);
    if (owner?.kind === kind)
      c.enqueue(`${(now ?? before)?.metadata.namespace ?? ''}/${owner.name}`);
  };
