import type { KubeObject } from '../model/index.ts';
import { specOf, type AssessContext } from './context.ts';
import { text, type Text } from './define.ts';

/** What is, or will be, behind a claim. */
export type Backing =
  | { readonly kind: 'ebs'; readonly how: Text }
  /** An EFS volume that stands: bound, or a static PersistentVolume. */
  | { readonly kind: 'efs' }
  /** EFS by a storage class, and not bound yet: somebody must provision it, and Fargate nodes do not. */
  | { readonly kind: 'efs-dynamic'; readonly how: Text }
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'unknown'; readonly why: Text };

interface ClaimSpec {
  readonly volumeName?: string;
  readonly storageClassName?: string;
}
interface VolumeSpec {
  readonly csi?: { readonly driver?: string };
  readonly awsElasticBlockStore?: unknown;
}

/** What is behind the claim of a name in a namespace. */
export function backingOf(context: AssessContext, namespace: string, name: string): Backing {
  const claim = context.get('PersistentVolumeClaim', name, namespace);
  if (claim) return behind(context, claim, specOf<ClaimSpec>(claim));
  const why = context.whyUnread('v1/PersistentVolumeClaim');
  if (why === undefined && context.snapshot.source === 'cluster')
    return { kind: 'other', what: 'no claim' };
  return {
    kind: 'unknown',
    why: text(
      `PersistentVolumeClaim ${namespace}/${name} is not in the input, so its volume is not known`,
      `입력에 PersistentVolumeClaim ${namespace}/${name}이(가) 없어 볼륨을 알 수 없습니다`,
    ),
  };
}

/** What a claim template of a StatefulSet, or of a generic ephemeral volume, would get. */
export const backingOfTemplate = (context: AssessContext, spec: ClaimSpec): Backing =>
  byClass(context, spec.storageClassName);

function behind(context: AssessContext, claim: KubeObject, spec: ClaimSpec): Backing {
  const volume =
    spec.volumeName === undefined ? undefined : context.get('PersistentVolume', spec.volumeName);
  if (volume) return byVolume(specOf<VolumeSpec>(volume), volume.metadata.name);
  const provisioner =
    claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] ??
    claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-provisioner'];
  if (provisioner !== undefined)
    return byDriver(provisioner, provisioner, spec.volumeName !== undefined);
  if (spec.storageClassName === '') {
    const { namespace, name } = claim.metadata;
    const reserved = context.all('PersistentVolume').find((pv) => {
      const ref = specOf<{ claimRef?: { namespace?: string; name?: string } }>(pv).claimRef;
      return ref?.name === name && ref.namespace === namespace;
    });
    if (reserved) return byVolume(specOf<VolumeSpec>(reserved), reserved.metadata.name);
    return {
      kind: 'unknown',
      why: text(
        `PersistentVolumeClaim ${namespace ?? ''}/${name} waits for a PersistentVolume that is not in the input`,
        `PersistentVolumeClaim ${namespace ?? ''}/${name}이(가) 기다리는 PersistentVolume이 입력에 없습니다`,
      ),
    };
  }
  return byClass(context, spec.storageClassName);
}

function byVolume(spec: VolumeSpec, name: string): Backing {
  if (spec.csi?.driver !== undefined)
    return byDriver(spec.csi.driver, `PersistentVolume ${name}`, true);
  if (spec.awsElasticBlockStore !== undefined) return ebs(`PersistentVolume ${name}`);
  const source = Object.keys(spec).find((k) => SOURCES_OF_VOLUMES.has(k));
  return { kind: 'other', what: source ?? `PersistentVolume ${name}` };
}
/** In-tree sources: Fargate wants a volume with a CSI spec. */
const SOURCES_OF_VOLUMES = new Set(['nfs', 'hostPath', 'local', 'iscsi', 'fc', 'cephfs', 'rbd', 'glusterfs', 'azureDisk', 'azureFile', 'gcePersistentDisk', 'vsphereVolume', 'portworxVolume', 'flexVolume']); // prettier-ignore

function byClass(context: AssessContext, className: string | undefined): Backing {
  const classes = context.all('StorageClass');
  const found =
    className === undefined
      ? classes.find((c) => c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
      : classes.find((c) => c.metadata.name === className);
  if (found)
    return byDriver(String(found['provisioner']), `StorageClass ${found.metadata.name}`, false);
  // Names that EKS and its guides use; a class that is not in the input can be told by nothing else.
  if (className === undefined) return ebs('the default StorageClass, which on EKS is EBS');
  if (/^(gp2|gp3|io1|io2|st1|sc1)(-.*)?$|ebs/.test(className)) return ebs(`StorageClass ${className}`);
  if (/efs/.test(className)) return efsDynamic(`StorageClass ${className}`);
  return {
    kind: 'unknown',
    why: text(
      `StorageClass ${className} is not in the input, so the volumes that it makes are not known`,
      `입력에 StorageClass ${className}이(가) 없어 어떤 볼륨을 만드는지 알 수 없습니다`,
    ),
  };
} // prettier-ignore

function byDriver(driver: string, how: string, bound: boolean): Backing {
  if (driver === 'ebs.csi.aws.com' || driver === 'kubernetes.io/aws-ebs') return ebs(how);
  if (driver === 'efs.csi.aws.com') return bound ? { kind: 'efs' } : efsDynamic(how);
  // EKS Auto Mode's own EBS driver.
  if (driver === 'ebs.csi.eks.amazonaws.com') return ebs(how);
  return { kind: 'other', what: driver };
}

const ebs = (how: string): Backing => ({ kind: 'ebs', how: text(how, how) });
const efsDynamic = (how: string): Backing => ({ kind: 'efs-dynamic', how: text(how, how) });
