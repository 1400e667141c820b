import { isPodReady, parseQuantity, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import type { BlockStorage } from '../seams.ts';
import { SELECTED_NODE } from './volumes.ts';

const DRIVER = 'ebs.csi.aws.com';
const CREATE_MS = 4_000;
const RETRY_MS = 15_000;

/** The EBS CSI driver's controller: makes volumes for claims and removes them, while one of its pods is ready. */
export function ebsProvisioner(o: { readonly blockStorage: BlockStorage }): Controller {
  const making = new Set<string>();
  return {
    name: 'ebs-csi-provisioner',
    watches: {
      'v1/PersistentVolumeClaim': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/PersistentVolume': (c) => (now) => {
        if (now) c.enqueue(`/${now.metadata.name}`);
      },
      'v1/Pod': () => () => undefined,
      'v1/Node': () => () => undefined,
      'storage.k8s.io/v1/StorageClass': () => () => undefined,
    },
    async reconcile(c, key) {
      if (key.startsWith('/')) {
        await release(c, o.blockStorage, key.slice(1));
        return;
      }
      const claim = c.informer('v1/PersistentVolumeClaim').byKey(key);
      const wanted = claim && wantedVolume(c, claim);
      if (!claim || !wanted || making.has(key)) return;
      if (!isRunning(c)) {
        await c.events.record(claim, {
          type: 'Normal',
          reason: 'ExternalProvisioning',
          message: `Waiting for a volume to be created either by the external provisioner '${DRIVER}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
          component: 'persistentvolume-controller',
        });
        c.enqueueAfter(key, RETRY_MS);
        return;
      }
      making.add(key);
      c.clock.schedule(CREATE_MS, () => {
        void make(c, o.blockStorage, claim, wanted)
          .catch(() => c.enqueueAfter(key, RETRY_MS))
          .finally(() => making.delete(key));
      });
    },
  };
}

interface Wanted {
  readonly zone: string;
  readonly gib: number;
  readonly storageClass: KubeObject;
}

function wantedVolume(c: ControllerContext, claim: KubeObject): Wanted | undefined {
  const spec = (claim['spec'] ?? {}) as {
    storageClassName?: string;
    volumeName?: string;
    resources?: { requests?: { storage?: string } };
  };
  const storageClass = c
    .informer('storage.k8s.io/v1/StorageClass')
    .get(undefined, spec.storageClassName ?? '');
  if (spec.volumeName !== undefined || storageClass?.['provisioner'] !== DRIVER) return undefined;
  const nodeName = claim.metadata.annotations?.[SELECTED_NODE];
  const waits = storageClass['volumeBindingMode'] === 'WaitForFirstConsumer';
  if (waits && nodeName === undefined) return undefined;
  const nodes = [...c.informer('v1/Node').all()];
  const node = waits ? nodes.find((n) => n.metadata.name === nodeName) : nodes[0];
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  if (zone === undefined) return undefined;
  const bytes = parseQuantity(spec.resources?.requests?.storage ?? '1Gi') ?? 2 ** 30;
  return { zone, gib: Math.ceil(bytes / 2 ** 30), storageClass };
}

const isRunning = (c: ControllerContext): boolean =>
  [...(c.informer('v1/Pod').inNamespace('kube-system') as Iterable<Pod>)].some(
    (p) => p.metadata.labels?.['app'] === 'ebs-csi-controller' && isPodReady(p),
  );

async function make(
  c: ControllerContext,
  blockStorage: BlockStorage,
  claim: KubeObject,
  w: Wanted,
): Promise<void> {
  const name = `pvc-${claim.metadata.uid ?? ''}`;
  if (await c.api.get('v1/PersistentVolume', undefined, name)) return;
  const { volumeId } = blockStorage.createVolume({
    sizeGiB: w.gib,
    zone: w.zone,
    tags: {
      'kubernetes.io/created-for/pvc/name': claim.metadata.name,
      'kubernetes.io/created-for/pvc/namespace': claim.metadata.namespace ?? '',
      'kubernetes.io/created-for/pv/name': name,
      'ebs.csi.aws.com/cluster': 'true',
    },
  });
  await c.api.create({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      annotations: { 'pv.kubernetes.io/provisioned-by': DRIVER },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      accessModes: (claim['spec'] as { accessModes?: unknown }).accessModes,
      capacity: { storage: `${w.gib}Gi` },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
      },
      csi: { driver: DRIVER, volumeHandle: volumeId, fsType: 'ext4' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'topology.kubernetes.io/zone', operator: 'In', values: [w.zone] },
              ],
            },
          ],
        },
      },
      persistentVolumeReclaimPolicy: w.storageClass['reclaimPolicy'] ?? 'Delete',
      storageClassName: w.storageClass.metadata.name,
      volumeMode: 'Filesystem',
    },
  });
}

/** Released volumes of reclaim policy Delete are deleted, with what is behind them. */
async function release(
  c: ControllerContext,
  blockStorage: BlockStorage,
  name: string,
): Promise<void> {
  const pv = c.informer('v1/PersistentVolume').get(undefined, name);
  const spec = pv?.['spec'] as
    | { persistentVolumeReclaimPolicy?: string; csi?: { driver?: string; volumeHandle?: string } }
    | undefined;
  const released = (pv?.['status'] as { phase?: string } | undefined)?.phase === 'Released';
  if (
    !pv ||
    !released ||
    spec?.csi?.driver !== DRIVER ||
    spec.persistentVolumeReclaimPolicy !== 'Delete'
  )
    return;
  if (!isRunning(c)) {
    c.enqueueAfter(`/${name}`, RETRY_MS);
    return;
  }
  if (pv.metadata.deletionTimestamp === undefined) {
    blockStorage.deleteVolume(spec.csi.volumeHandle ?? '');
    await c.api.delete({ apiVersion: 'v1', kind: 'PersistentVolume', name });
  }
}
