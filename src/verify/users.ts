import {
  FARGATE_PROFILE_LABEL,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  type KubeObject,
  type Reading,
  type Snapshot,
} from '../model/index.ts';

export const isOurs = (tags: Readonly<Record<string, string>> | undefined): boolean =>
  tags?.[MANAGED_BY] === MANAGED_BY_VALUE;
/** What was read; none where it could not be. */
export const may = <T>(r: Reading<readonly T[]>): readonly T[] =>
  r.state === 'read' ? r.value : [];

/** `namespace/name` */
export const workloadOf = (o: KubeObject): string =>
  `${o.metadata.namespace ?? ''}/${o.metadata.name}`;

/** `namespace/name` of the workloads whose pods carry a profile of ours. */
export function profileUsers(snapshot: Snapshot): ReadonlySet<string> {
  const ours = new Set(
    may(snapshot.aws.fargateProfiles)
      .filter((p) => isOurs(p.tags))
      .map((p) => p.name),
  );
  const sets = new Map(
    snapshot.objects
      .filter((o) => o.kind === 'ReplicaSet')
      .map((o) => [workloadOf(o), o.metadata.ownerReferences?.[0]?.name] as const),
  );
  return new Set(
    snapshot.objects
      .filter((o) => o.kind === 'Pod' && ours.has(o.metadata.labels?.[FARGATE_PROFILE_LABEL] ?? ''))
      .flatMap((o) => {
        const owner = o.metadata.ownerReferences?.[0]?.name ?? o.metadata.name;
        const top = sets.get(`${o.metadata.namespace ?? ''}/${owner}`) ?? owner;
        return [`${o.metadata.namespace ?? ''}/${top}`];
      }),
  );
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly volumes?: readonly {
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
}
function template(o: KubeObject): Template | undefined {
  const spec = o['spec'] as
    { template?: Template; jobTemplate?: { spec?: { template?: Template } } } | undefined;
  return spec?.jobTemplate?.spec?.template ?? spec?.template;
}
export const templateLabels = (o: KubeObject) => template(o)?.metadata?.labels;
export const templateSpec = (o: KubeObject) => template(o)?.spec;
/** `namespace/name` of the claims that its pods mount. */
export const claimsOf = (o: KubeObject): readonly string[] =>
  ((o.kind === 'Pod' ? (o['spec'] as Template['spec']) : templateSpec(o))?.volumes ?? []).flatMap(
    (v) =>
      v.persistentVolumeClaim
        ? [`${o.metadata.namespace ?? ''}/${v.persistentVolumeClaim.claimName}`]
        : [],
  );
/** `namespace/name` of the claim that a volume is bound to. */
export const claimOfVolume = (o: KubeObject): string | undefined => {
  const ref = (o['spec'] as { claimRef?: { namespace?: string; name?: string } }).claimRef;
  return ref ? `${ref.namespace ?? ''}/${ref.name ?? ''}` : undefined;
};
