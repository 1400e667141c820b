import { parseQuantity, type KubeObject } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';

interface ClaimSpec {
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}
interface VolumeSpec {
  readonly claimRef?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly capacity?: { readonly storage?: string };
}
const claimSpec = (o: KubeObject): ClaimSpec => (o['spec'] ?? {}) as ClaimSpec;
const volumeSpec = (o: KubeObject): VolumeSpec => (o['spec'] ?? {}) as VolumeSpec;
const phaseOf = (o: KubeObject): string | undefined =>
  (o['status'] as { phase?: string } | undefined)?.phase;
const PROTECTION = { claim: 'kubernetes.io/pvc-protection', volume: 'kubernetes.io/pv-protection' };

/**
 * Pairs claims with volumes, and tells what becomes of volumes whose claim is gone.
 * @source https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding (read 2026-11-23)
 */
export function volumeBinder(): Controller {
  const claims = (c: ControllerContext): void => {
    for (const claim of c.informer('v1/PersistentVolumeClaim').all())
      if (phaseOf(claim) !== 'Bound') c.enqueue(keyOf(claim));
  };
  return {
    name: 'volume-binder',
    watches: {
      'v1/PersistentVolumeClaim': (c) => (now, before) => {
        if (now) c.enqueue(keyOf(now));
        const volume = claimSpec((now ?? before) as KubeObject).volumeName;
        if (volume !== undefined) c.enqueue(`/${volume}`);
      },
      'v1/PersistentVolume': (c) => (now) => {
        if (now) c.enqueue(`/${now.metadata.name}`);
        claims(c);
      },
      'v1/Pod': (c) => (now, before) => {
        if (now) return;
        for (const claim of c
          .informer('v1/PersistentVolumeClaim')
          .inNamespace(before?.metadata.namespace ?? ''))
          if (claim.metadata.deletionTimestamp !== undefined) c.enqueue(keyOf(claim));
      },
    },
    reconcile: (c, key) => (key.startsWith('/') ? volume(c, key.slice(1)) : claim(c, key)),
  };
}

async function claim(c: ControllerContext, key: string): Promise<void> {
  const pvc = c.informer('v1/PersistentVolumeClaim').byKey(key);
  if (!pvc) return;
  if (pvc.metadata.deletionTimestamp !== undefined) {
    await letGo(c, pvc);
    return;
  }
  const spec = claimSpec(pvc);
  const found = match(c, pvc);
  if (!found) {
    if (phaseOf(pvc) === undefined)
      await c.api.updateStatus({ ...pvc, status: { phase: 'Pending' } });
    else if (spec.volumeName !== undefined && phaseOf(pvc) === 'Bound')
      await c.api.updateStatus({ ...pvc, status: { phase: 'Lost' } });
    return;
  }
  const ref = volumeSpec(found).claimRef;
  if (ref?.uid !== pvc.metadata.uid)
    await c.api.mergePatch(refOf(found), {
      spec: {
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          namespace: pvc.metadata.namespace,
          name: pvc.metadata.name,
          uid: pvc.metadata.uid,
        },
      },
    });
  let bound = pvc;
  if (spec.volumeName === undefined)
    bound = await c.api.mergePatch(refOf(pvc), {
      metadata: {
        annotations: {
          'pv.kubernetes.io/bind-completed': 'yes',
          'pv.kubernetes.io/bound-by-controller': 'yes',
        },
      },
      spec: { volumeName: found.metadata.name },
    });
  if (phaseOf(pvc) !== 'Bound')
    await c.api.updateStatus({
      ...bound,
      status: {
        phase: 'Bound',
        accessModes: volumeSpec(found).accessModes ?? [],
        capacity: volumeSpec(found).capacity ?? {},
      },
    });
}

const refOf = (o: KubeObject) => ({
  apiVersion: 'v1',
  kind: o.kind,
  name: o.metadata.name,
  ...(o.metadata.namespace === undefined ? {} : { namespace: o.metadata.namespace }),
});

/** The volume that is named, or reserved for the claim, or the smallest that fits it. */
function match(c: ControllerContext, pvc: KubeObject): KubeObject | undefined {
  const spec = claimSpec(pvc);
  const isFor = (pv: KubeObject): boolean => {
    const ref = volumeSpec(pv).claimRef;
    return (
      ref?.name === pvc.metadata.name &&
      ref.namespace === pvc.metadata.namespace &&
      (ref.uid === undefined || ref.uid === pvc.metadata.uid)
    );
  };
  const all = [...c.informer('v1/PersistentVolume').all()].filter(
    (pv) => pv.metadata.deletionTimestamp === undefined,
  );
  if (spec.volumeName !== undefined) {
    const named = all.find((pv) => pv.metadata.name === spec.volumeName);
    return named && (volumeSpec(named).claimRef === undefined || isFor(named)) ? named : undefined;
  }
  const reserved = all.find(isFor);
  if (reserved) return reserved;
  const need = parseQuantity(spec.resources?.requests?.storage ?? '0') ?? 0;
  return all
    .filter((pv) => volumeSpec(pv).claimRef === undefined)
    .filter((pv) => (volumeSpec(pv).storageClassName ?? '') === (spec.storageClassName ?? ''))
    .filter((pv) => (spec.accessModes ?? []).every((m) => volumeSpec(pv).accessModes?.includes(m)))
    .map((pv) => ({ pv, size: parseQuantity(volumeSpec(pv).capacity?.storage ?? '0') ?? 0 }))
    .filter(({ size }) => size >= need)
    .sort((a, b) => a.size - b.size)[0]?.pv;
}

/** A claim in use by a pod goes only after the pod. */
async function letGo(c: ControllerContext, pvc: KubeObject): Promise<void> {
  const inUse = [...c.informer('v1/Pod').inNamespace(pvc.metadata.namespace ?? '')].some((p) => {
    const { volumes = [] } = p['spec'] as {
      volumes?: { persistentVolumeClaim?: { claimName: string } }[];
    };
    return volumes.some((v) => v.persistentVolumeClaim?.claimName === pvc.metadata.name);
  });
  const finalizers = pvc.metadata.finalizers ?? [];
  if (!inUse && finalizers.includes(PROTECTION.claim))
    await c.api.mergePatch(refOf(pvc), {
      metadata: { finalizers: finalizers.filter((f) => f !== PROTECTION.claim) },
    });
}

async function volume(c: ControllerContext, name: string): Promise<void> {
  const pv = c.informer('v1/PersistentVolume').get(undefined, name);
  if (!pv) return;
  const { claimRef } = volumeSpec(pv);
  const pvc =
    claimRef && c.informer('v1/PersistentVolumeClaim').get(claimRef.namespace, claimRef.name ?? '');
  const held =
    pvc !== undefined && (claimRef?.uid === undefined || pvc.metadata.uid === claimRef.uid);
  if (pv.metadata.deletionTimestamp !== undefined) {
    const finalizers = pv.metadata.finalizers ?? [];
    if (!held && finalizers.includes(PROTECTION.volume))
      await c.api.mergePatch(refOf(pv), {
        metadata: { finalizers: finalizers.filter((f) => f !== PROTECTION.volume) },
      });
    return;
  }
  const isBound = held && claimSpec(pvc).volumeName === name;
  // A reservation without uid waits for its claim; one with a uid whose claim is gone is released.
  const phase = isBound ? 'Bound' : claimRef?.uid !== undefined && !held ? 'Released' : 'Available';
  if (phaseOf(pv) !== phase && !(phase === 'Available' && held))
    await c.api.updateStatus({ ...pv, status: { ...(pv['status'] as object | undefined), phase } });
}
