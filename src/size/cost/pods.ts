import {
  workloadKey,
  type KubeObject,
  type ObjectRef,
  type OwnerReference,
  type Pod,
  type Snapshot,
} from '../../model/index.ts';

/** A running pod and the key of the workload that a person deployed. */
export interface OwnedPod {
  readonly pod: Pod;
  readonly owner: string;
  readonly ownerKind: string;
}

/** Every bill of a snapshot asks for them, and finding the owners of 10,000 pods takes 50 ms. */
const known = new WeakMap<Snapshot, readonly OwnedPod[]>();

/** Pods that exist and have not ended, each with its top owner; null when pods were not read. */
export function runningPods(snapshot: Snapshot): readonly OwnedPod[] | null {
  if (snapshot.unreadKinds.some((k) => k.kind === '*' || k.kind === 'v1/Pod')) return null;
  const found = known.get(snapshot);
  if (found) return found;
  const byKey = new Map(snapshot.objects.map((o) => [keyOf(o), o]));
  const pods = snapshot.objects
    .filter((o): o is Pod => o.kind === 'Pod')
    .filter((pod) => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed')
    .map((pod) => {
      const owner = topOwner(pod, byKey);
      return { pod, owner: workloadKey(owner), ownerKind: owner.kind };
    });
  known.set(snapshot, pods);
  return pods;
}

const keyOf = (o: KubeObject): string =>
  workloadKey({
    apiVersion: o.apiVersion,
    kind: o.kind,
    name: o.metadata.name,
    namespace: o.metadata.namespace ?? '',
  });

function topOwner(object: KubeObject, byKey: ReadonlyMap<string, KubeObject>): ObjectRef {
  const namespace = object.metadata.namespace ?? '';
  const owner = object.metadata.ownerReferences?.find((o) => o.controller === true);
  if (!owner)
    return {
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace,
      name: object.metadata.name,
    };
  const ref = { apiVersion: owner.apiVersion, kind: owner.kind, namespace, name: owner.name };
  const next = byKey.get(workloadKey(ref));
  if (next) return topOwner(next, byKey);
  return withoutReplicaSet(object, owner, ref);
}

/** Dumps often leave ReplicaSets out; their name is the Deployment's with the template's hash. */
function withoutReplicaSet(object: KubeObject, owner: OwnerReference, ref: ObjectRef): ObjectRef {
  const hash = object.metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? {
        ...ref,
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: owner.name.slice(0, -hash.length - 1),
      }
    : ref;
}
