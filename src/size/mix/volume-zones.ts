import type { KubeObject, Snapshot } from '../../model/index.ts';

/** `nodeSelectorTerms` of a volume. */
export type VolumeTerms = NonNullable<VolumeSpec['nodeAffinity']>['required']['nodeSelectorTerms'];
interface VolumeSpec {
  readonly claimRef?: { readonly namespace?: string; readonly name?: string };
  readonly nodeAffinity?: {
    readonly required: {
      readonly nodeSelectorTerms: readonly {
        readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
      }[];
    };
  };
} // prettier-ignore

/** EBS' own zone label is not on nodes; it means the zone that the common label names. */
const zoneKey = (key: string): string =>
  key === 'topology.ebs.csi.aws.com/zone' || key === 'failure-domain.beta.kubernetes.io/zone'
    ? 'topology.kubernetes.io/zone'
    : key;

/** Which nodes a claim's volume can be attached to, by `namespace/claim`. */
export function volumeZones(snapshot: Snapshot): ReadonlyMap<string, VolumeTerms> {
  const out = new Map<string, VolumeTerms>();
  for (const object of snapshot.objects) {
    if (object.kind !== 'PersistentVolume') continue;
    const { claimRef, nodeAffinity } = ((object as KubeObject)['spec'] ?? {}) as VolumeSpec;
    if (!claimRef?.name || !nodeAffinity) continue;
    out.set(
      `${claimRef.namespace ?? ''}/${claimRef.name}`,
      nodeAffinity.required.nodeSelectorTerms.map((t) => ({
        matchExpressions: (t.matchExpressions ?? []).map((e) => ({ ...e, key: zoneKey(e.key) })),
      })),
    );
  }
  return out;
}
