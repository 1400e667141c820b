import type { KubeObject, ObjectRef } from './kubernetes.ts';

/** What keeps an object as a repository has it: an Argo CD Application, a Flux Kustomization or HelmRelease. */
export interface SyncOwner {
  readonly tool: 'Argo CD' | 'Flux';
  readonly kind: 'Application' | 'Kustomization' | 'HelmRelease';
  readonly name: string;
  /** Null where the object does not say: Argo CD writes its Application's name only. */
  readonly namespace: string | null;
}

const FLUX = [
  { kind: 'Kustomization', prefix: 'kustomize.toolkit.fluxcd.io' },
  { kind: 'HelmRelease', prefix: 'helm.toolkit.fluxcd.io' },
] as const;

/**
 * Who keeps an object in sync, by the marks that these tools leave on it.
 * @source https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ (read 2026-11-24)
 * @source https://fluxcd.io/flux/faq/#how-can-i-see-which-resources-are-managed-by-flux (read 2026-11-25)
 */
export function syncOwnerOf({ metadata }: Pick<KubeObject, 'metadata'>): SyncOwner | undefined {
  const { labels = {}, annotations = {} } = metadata;
  // `app:group/kind:namespace/name`; an Application outside Argo CD's own namespace is `namespace_app`.
  const tracked =
    annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ??
    labels['argocd.argoproj.io/instance'];
  if (tracked !== undefined) {
    const [name, namespace] = tracked.split('_').reverse();
    return { tool: 'Argo CD', kind: 'Application', name: name ?? tracked, namespace: namespace ?? null }; // prettier-ignore
  }
  for (const { kind, prefix } of FLUX) {
    const name = labels[`${prefix}/name`];
    if (name !== undefined)
      return { tool: 'Flux', kind, name, namespace: labels[`${prefix}/namespace`] ?? null };
  }
  return undefined;
}

/** `Flux Kustomization flux-system/apps`, for people. */
export const syncOwnerName = ({ tool, kind, namespace, name }: SyncOwner): string =>
  `${tool} ${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;

/** The field by which a sync object is told to rest, and what stands there then; undefined: the field is absent. */
export function restingField(kind: SyncOwner['kind']): { path: string[]; value?: unknown } {
  return kind === 'Application'
    ? { path: ['spec', 'syncPolicy', 'automated'] }
    : { path: ['spec', 'suspend'], value: true };
}

/**
 * Whether it puts back by itself what is changed in the cluster.
 * @source https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-self-healing (read 2026-11-25)
 * @source https://fluxcd.io/flux/components/kustomize/kustomizations/#suspend (read 2026-11-25)
 */
export function isSyncing(object: KubeObject): boolean {
  const spec = object['spec'] as
    | {
        suspend?: boolean;
        syncPolicy?: { automated?: { enabled?: boolean } | null };
      }
    | undefined;
  if (object.kind !== 'Application') return spec?.suspend !== true;
  const automated = spec?.syncPolicy?.automated;
  return automated !== undefined && automated !== null && automated.enabled !== false;
}

/** How its owner lets it work again, as a command for people. */
export const resumeCommand = ({ kind, namespace, name }: ObjectRef): string =>
  kind === 'Application'
    ? `argocd app set ${name} --sync-policy automated`
    : `flux resume ${kind.toLowerCase()} ${name} -n ${namespace ?? 'flux-system'}`;
