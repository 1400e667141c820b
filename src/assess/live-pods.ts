import { groupOf, type KubeObject, type ObjectMeta, type ObjectRef, type Snapshot, type Workload } from '../model/index.ts'; // prettier-ignore

/** `apps/Deployment/app/web`, without version: owner references may name another one. */
const key = (ref: Pick<ObjectRef, 'apiVersion' | 'kind' | 'name'>, namespace = ''): string =>
  `${groupOf(ref)}/${ref.kind}/${namespace}/${ref.name}`;

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly KubeObject[]>>();

/** Pods that exist of a workload, by the chain of controllers above them; finished ones are left out. */
export function livePodsOf(workload: Workload, snapshot: Snapshot): readonly KubeObject[] {
  const pods = known.get(snapshot) ?? byTop(snapshot);
  known.set(snapshot, pods);
  return pods.get(key(workload.ref, workload.ref.namespace)) ?? [];
}

function byTop({ objects }: Snapshot): ReadonlyMap<string, readonly KubeObject[]> {
  const makers = new Map(
    objects
      .filter((o) => o.kind === 'ReplicaSet' || o.kind === 'Job')
      .map((o) => [key({ ...o, name: o.metadata.name }, o.metadata.namespace), o]),
  );
  const pods = new Map<string, KubeObject[]>();
  let last: { readonly of: ObjectMeta; readonly list: KubeObject[] } | undefined;
  for (const pod of objects) {
    if (pod.kind !== 'Pod' || isOver(pod)) continue;
    const { namespace, ownerReferences } = pod.metadata;
    // What pods of one controller have in common is kept once.
    if (last && ownerReferences === last.of.ownerReferences && namespace === last.of.namespace) {
      last.list.push(pod);
      continue;
    }
    let top = controllerOf(pod);
    for (let maker = top && makers.get(key(top, namespace)); maker && top; maker = makers.get(key(top, namespace))) {
      const above = controllerOf(maker);
      if (!above) break;
      top = above;
    }
    if (!top) continue;
    const list = pods.get(key(top, namespace)) ?? [];
    if (list.length === 0) pods.set(key(top, namespace), list);
    list.push(pod);
    last = { of: pod.metadata, list };
  }
  return pods;
} // prettier-ignore

const controllerOf = (o: KubeObject) => o.metadata.ownerReferences?.find((r) => r.controller === true); // prettier-ignore
const isOver = (pod: KubeObject): boolean =>
  ['Succeeded', 'Failed'].includes((pod['status'] as { phase?: string } | undefined)?.phase ?? '');
