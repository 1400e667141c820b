import {
  jsonEqual,
  type KubeObject,
  type LabelSelector,
  type PodTemplate,
} from '../../model/index.ts';
import type { ChangeHandler, ControllerContext } from '../runtime/index.ts';
import { claim, controllerOf, ownerRef, templateHash } from './pods.ts';

export const CONTROLLER_REVISION = 'apps/v1/ControllerRevision';

interface Revisioned {
  readonly selector: LabelSelector;
  readonly revisionHistoryLimit?: number;
  readonly template: PodTemplate;
}
type Revision = KubeObject & {
  readonly revision?: number;
  readonly data?: { readonly spec?: { readonly template?: PodTemplate } };
};
const numberOf = (o: Revision): number => o.revision ?? 0;

/** The label in which each kind notes a revision's hash. */
const HASH_LABEL = {
  StatefulSet: 'controller.kubernetes.io/hash',
  DaemonSet: 'controller-revision-hash',
} as const;

/** The template that a revision holds. */
export const templateIn = (o: KubeObject): PodTemplate | undefined => {
  const template = (o as Revision).data?.spec?.template;
  if (!template) return undefined;
  const { $patch: _p, ...rest } = template as PodTemplate & { readonly $patch?: string };
  return rest;
};

export interface Kept {
  /** Name of the revision of the template as it is now. */
  readonly update: string;
  /** `update` without its owner's name. */
  readonly hash: string;
  /** Name of the revision that was asked for as current, or of the newest when it is gone. */
  readonly current: string;
}

/**
 * Keeps the history of a StatefulSet's or DaemonSet's template, as `kubectl rollout history` and
 * `undo` read it: each template once, the one in use with the highest number. Revisions of nobody that
 * the selector matches are taken in: an owner deleted without them left them.
 * @source https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/#understanding-daemonset-revisions (read 2026-11-24)
 */
export async function keepRevisions(
  c: ControllerContext,
  owner: KubeObject,
  spec: Revisioned,
  o: {
    readonly style: keyof typeof HASH_LABEL;
    /** What pods carry in their label `controller-revision-hash`. */
    readonly inUse: ReadonlySet<string>;
    readonly current?: string | undefined;
  },
): Promise<Kept> {
  const { name: ownerName, namespace = '' } = owner.metadata;
  const claimed = await claim<Revision>(c, c.informer(CONTROLLER_REVISION), owner, spec);
  const all = claimed
    .filter((r) => r.metadata.deletionTimestamp === undefined)
    .sort((a, b) => numberOf(a) - numberOf(b));
  const mine = all.filter((r) => jsonEqual(templateIn(r), spec.template)).at(-1);
  const hash = mine ? mine.metadata.name.slice(ownerName.length + 1) : templateHash(spec.template);
  const update = `${ownerName}-${hash}`;
  const highest = Math.max(0, ...all.filter((r) => r !== mine).map(numberOf));
  if (!mine) await makeRevision(c, owner, spec, { ...o, name: update, hash, number: highest + 1 });
  else if (numberOf(mine) <= highest)
    await c.api.mergePatch(
      { apiVersion: 'apps/v1', kind: 'ControllerRevision', namespace, name: update },
      { revision: highest + 1 },
    );
  const current = all.find((r) => r.metadata.name === o.current)?.metadata.name ?? update;
  const isLive = (r: Revision): boolean =>
    [update, current].includes(r.metadata.name) ||
    o.inUse.has(r.metadata.name) ||
    o.inUse.has(r.metadata.labels?.[HASH_LABEL.DaemonSet] ?? '');
  const idle = all.filter((r) => !isLive(r));
  // A StatefulSet keeps so many beside those in use, a DaemonSet so many in all but the newest.
  const counted = o.style === 'StatefulSet' ? idle.length : all.filter((r) => r !== mine).length;
  const surplus = Math.max(0, counted - (spec.revisionHistoryLimit ?? 10));
  for (const { metadata } of idle.slice(0, surplus))
    await c.api.delete({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      namespace,
      name: metadata.name,
    });
  return { update, hash, current };
}

async function makeRevision(
  c: ControllerContext,
  owner: KubeObject,
  spec: Revisioned,
  o: {
    readonly style: keyof typeof HASH_LABEL;
    readonly name: string;
    readonly hash: string;
    readonly number: number;
  },
): Promise<void> {
  const { namespace = '', annotations } = owner.metadata;
  // The cache may lag behind our own creation.
  if (await c.api.get(CONTROLLER_REVISION, namespace, o.name)) return;
  await c.api.create({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: o.name,
      namespace,
      labels: { ...spec.template.metadata?.labels, [HASH_LABEL[o.style]]: o.hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [ownerRef(owner)],
    },
    data: { spec: { template: { ...spec.template, $patch: 'replace' } } },
    revision: o.number,
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
