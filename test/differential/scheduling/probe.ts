import type { KubeObject, ObjectRef } from '../../../src/model/index.ts';
import { ApiStatusError, type KubeApi } from '../../../src/twin/runtime/index.ts';
import type { SchedulingCase } from './cases.ts';

/** A cluster with a scheduler and nothing else: pods that are placed never run. */
export interface Side {
  readonly name: 'twin' | 'real';
  readonly api: KubeApi;
  /** Until the scheduler has surely seen what was written last. */
  readonly settle: () => Promise<void>;
}
export interface Placement {
  /** All nodes that the scheduler would take, by name: which it takes first is its own choice. */
  readonly feasible: readonly string[];
  /** What it says of a pod when those are cordoned. */
  readonly message: string;
}

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' }; // prettier-ignore
const SELECTED = 'volume.kubernetes.io/selected-node';
const refOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

/**
 * Sends the same pod again and again, and cordons each node that takes it, until none does. `name` is
 * like no other's: what is still said of an old pod must not be taken for a new one's.
 */
export async function placementOf(side: Side, c: SchedulingCase, name: string): Promise<Placement> {
  const { api } = side;
  const made: KubeObject[] = [];
  const make = async (object: KubeObject): Promise<void> => {
    await api.create(object);
    made.push(object);
  };
  try {
    for (const node of c.nodes) {
      await make(node);
      // A real server takes a new node to be not ready until it is told otherwise.
      const { taints } = node['spec'] as { taints?: unknown };
      await api.mergePatch(refOf(node), { spec: { taints: taints ?? null } });
    }
    for (const object of [...c.storage, ...c.placed]) await make(object);
    const feasible: string[] = [];
    for (let i = 0; i <= c.nodes.length; i += 1) {
      await side.settle();
      const found = await probe(side, c, `${name}-${i}`);
      if ('message' in found) return { feasible: feasible.sort(), message: found.message };
      feasible.push(found.node);
      const claim = c.storage.find((o) => o.kind === CLAIM.kind && (o['spec'] as { volumeName?: string }).volumeName === undefined); // prettier-ignore
      if (claim) {
        await remove(api, CLAIM);
        await api.create(claim);
      }
      await api.mergePatch({ apiVersion: 'v1', kind: 'Node', name: found.node }, { spec: { unschedulable: true } }); // prettier-ignore
    }
    throw new Error(`${side.name}: a cordoned node took a pod`);
  } finally {
    for (const object of made.reverse()) await remove(api, refOf(object));
  }
}

async function probe(
  { api, name: side }: Side,
  c: SchedulingCase,
  name: string,
): Promise<{ readonly node: string } | { readonly message: string }> {
  const pod = { ...c.probe, metadata: { ...(c.probe['metadata'] as object), name } } as unknown as KubeObject; // prettier-ignore
  await api.create(pod);
  try {
    for (let tries = 0; tries < 500; tries += 1) {
      const now = await api.get('v1/Pod', 'default', name);
      const { nodeName } = (now?.['spec'] ?? {}) as { nodeName?: string };
      if (nodeName !== undefined) return { node: nodeName };
      // A claim that is made for its first consumer says where, before the pod is bound.
      const selected = (await api.get('v1/PersistentVolumeClaim', 'default', 'data'))?.metadata.annotations?.[SELECTED]; // prettier-ignore
      if (selected !== undefined) return { node: selected };
      const { conditions = [] } = (now?.['status'] ?? {}) as { conditions?: readonly { type: string; status: string; message?: string }[] }; // prettier-ignore
      const no = conditions.find((x) => x.type === 'PodScheduled' && x.status === 'False');
      if (no) return { message: no.message ?? '' };
      await new Promise((wake) => setTimeout(wake, 10));
    }
    throw new Error(`${side}: the scheduler said nothing of ${name}`);
  } finally {
    await remove(api, refOf(pod));
  }
}

async function remove(api: KubeApi, ref: ObjectRef): Promise<void> {
  if (ref.kind === 'PersistentVolume' || ref.kind === 'PersistentVolumeClaim')
    await api.mergePatch(ref, { metadata: { finalizers: null } }).catch(ignoreMissing);
  await api.delete(ref, { gracePeriodSeconds: 0 }).catch(ignoreMissing);
}
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiStatusError) || error.code !== 404) throw error;
}
