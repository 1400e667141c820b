import {
  isBuiltInGroup,
  parseQuantity,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
} from '../model/index.ts';
import { specOf, type AssessContext } from './context.ts';
import { text, type Text } from './define.ts';
import { isFields } from './found-template.ts';
import type { Subject } from './subject.ts';

/** What is, or will be, behind a claim. */
export type Backing =
  | { readonly kind: 'ebs'; readonly how: Text }
  /** An EFS volume that stands: bound, or a static PersistentVolume. */
  | { readonly kind: 'efs' }
  /** EFS by a storage class, and not bound yet: somebody must provision it, and Fargate nodes do not. */
  | { readonly kind: 'efs-dynamic'; readonly how: Text }
  | { readonly kind: 'other'; readonly what: string }
  /** The cluster was read, and has no such claim. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly why: Text };

interface ClaimSpec {
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: { readonly requests?: { readonly storage?: string | number } };
}
interface VolumeSpec {
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly capacity?: { readonly storage?: string | number };
  readonly claimRef?: { readonly namespace?: string; readonly name?: string };
  readonly csi?: { readonly driver?: string };
  readonly awsElasticBlockStore?: unknown;
}

/** What is behind the claim of a name in a namespace. */
export function backingOf(context: AssessContext, namespace: string, name: string): Backing {
  const claim = context.get('PersistentVolumeClaim', name, namespace);
  if (claim) {
    const spec = specOf<ClaimSpec>(claim);
    const storageClassName = classOf({ metadata: claim.metadata, spec });
    return behind(
      context,
      claim,
      storageClassName === undefined ? spec : { ...spec, storageClassName },
    );
  }
  const why = context.whyUnread('v1/PersistentVolumeClaim');
  if (why === undefined && context.snapshot.source === 'cluster') return { kind: 'missing' };
  return {
    kind: 'unknown',
    why: text(
      `PersistentVolumeClaim ${namespace}/${name} is not in the input, so its volume is not known`,
      `입력에 PersistentVolumeClaim ${namespace}/${name}이(가) 없어 볼륨을 알 수 없습니다`,
    ),
  };
}

/** A volumeClaimTemplate of a StatefulSet or of a controller like it, and what is behind its claims. */
export interface ClaimTemplate {
  readonly name: string;
  readonly field: string;
  readonly storageClassName: string | undefined;
  readonly backing: Backing;
}

interface TemplateFields {
  readonly metadata?: {
    readonly name?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: ClaimSpec;
}

/**
 * Any controller may have claim templates: StatefulSets, OpenKruise's CloneSets, and custom resources
 * further down, by set of nodes or for the whole.
 */
export function claimTemplatesOf(s: Subject, context: AssessContext): readonly ClaimTemplate[] {
  const { object } = s.workload;
  return foundIn(object).map(({ t, field, isWrong }, i) => {
    const name = typeof t.metadata?.name === 'string' ? t.metadata.name : String(i);
    if (isWrong === true) return { name, field, storageClassName: undefined, backing: misshapen(field) };
    // Claims that stand are the truth; their names are the template's, the set's and an ordinal.
    const prefix = `${name}-${object.metadata.name}-`;
    const standing = context
      .all('PersistentVolumeClaim', s.namespace)
      .find((c) => c.metadata.name.startsWith(prefix) && /^[a-z0-9]+$/.test(c.metadata.name.slice(prefix.length)));
    return {
      name,
      field,
      storageClassName: classOf(t),
      backing: standing
        ? backingOf(context, s.namespace, standing.metadata.name)
        : byClass(context, classOf(t), false),
    };
  });
} // prettier-ignore

/**
 * The class of a claim: the annotation of old manifests still counts before the field.
 * @source https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1 (read 2026-11-25)
 */
const classOf = ({ metadata, spec }: TemplateFields): string | undefined =>
  metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName;

interface PlacedClaim {
  readonly t: TemplateFields;
  readonly field: string;
  /** It stands where claim templates stand, and is none. */
  readonly isWrong?: true;
}

const misshapen = (field: string): Backing => ({
  kind: 'unknown',
  why: text(
    `${field} is no claim template, so its volume is not known`,
    `${field}은(는) 클레임 템플릿이 아니어서 볼륨을 알 수 없습니다`,
  ),
});
const claims = new WeakMap<KubeObject, readonly PlacedClaim[]>();

/** Claim templates of an object: built-in kinds have them in one place, custom ones anywhere. */
function foundIn(object: KubeObject): readonly PlacedClaim[] {
  const known = claims.get(object);
  if (known) return known;
  const found: PlacedClaim[] = [];
  const take = (value: unknown, field: string): void => {
    if (value === undefined || value === null) return;
    if (isFields(value)) found.push({ t: value, field });
    else found.push({ t: {}, field, isWrong: true });
  };
  const visit = (value: unknown, path: string, depth: number): void => {
    if (depth === 0) return;
    if (Array.isArray(value))
      value.forEach((v: unknown, i) => visit(v, `${path}[${i}]`, depth - 1));
    if (!isFields(value)) return;
    for (const [key, field] of Object.entries(value)) {
      const at = `${path}.${key}`;
      if (key === 'volumeClaimTemplates' && Array.isArray(field))
        field.forEach((v: unknown, i) => take(v, `${at}[${i}]`));
      else if (key === 'volumeClaimTemplates' && !isFields(field)) take(field, at);
      else if (key === 'volumeClaimTemplate') take(field, at);
      else if (key !== 'volumes' && !isBuiltInGroup(object)) visit(field, at, depth - 1);
    }
  };
  visit(object['spec'], 'spec', DEPTH);
  claims.set(object, found);
  return found;
}
/** As deep as pod templates are looked for. */
const DEPTH = 64;

function behind(context: AssessContext, claim: KubeObject, spec: ClaimSpec): Backing {
  const volume =
    spec.volumeName === undefined ? undefined : context.get('PersistentVolume', spec.volumeName);
  if (volume) return byVolume(specOf<VolumeSpec>(volume), volume.metadata.name);
  const provisioner =
    claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] ??
    claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-provisioner'];
  if (provisioner !== undefined)
    return byDriver(provisioner, provisioner, spec.volumeName !== undefined);
  const { namespace, name } = claim.metadata;
  const made = context.all('PersistentVolume').find((pv) => fits(pv, claim, spec));
  if (made) return byVolume(specOf<VolumeSpec>(made), made.metadata.name);
  if (spec.storageClassName === '')
    return {
      kind: 'unknown',
      why: text(
        `PersistentVolumeClaim ${namespace ?? ''}/${name} waits for a PersistentVolume that is not in the input`,
        `PersistentVolumeClaim ${namespace ?? ''}/${name}이(가) 기다리는 PersistentVolume이 입력에 없습니다`,
      ),
    };
  return byClass(context, spec.storageClassName, spec.volumeName !== undefined);
}

/**
 * Whether a PersistentVolume that somebody made waits for the claim: reserved for it, or free and of
 * its class, modes, size and labels, as Kubernetes binds them.
 * @source https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding (read 2026-11-24)
 */
function fits(volume: KubeObject, claim: KubeObject, wanted: ClaimSpec): boolean {
  const has = specOf<VolumeSpec>(volume);
  const { namespace, name } = claim.metadata;
  if (has.claimRef) return has.claimRef.name === name && has.claimRef.namespace === namespace;
  if (wanted.storageClassName === undefined || wanted.volumeName !== undefined) return false;
  if ((has.storageClassName ?? '') !== wanted.storageClassName) return false;
  const size = (amount: string | number | undefined): number => parseQuantity(amount ?? 0) ?? 0;
  return (
    (wanted.accessModes ?? []).every((mode) => has.accessModes?.includes(mode)) &&
    size(has.capacity?.storage) >= size(wanted.resources?.requests?.storage) &&
    (wanted.selector === undefined || selectorMatches(wanted.selector, volume.metadata.labels))
  );
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

/** `bound`: the claim has its volume, but that was not read; its class tells what it is. */
function byClass(context: AssessContext, className: string | undefined, bound: boolean): Backing {
  const classes = context.all('StorageClass');
  const found =
    className === undefined
      ? classes.find((c) => c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
      : classes.find((c) => c.metadata.name === className);
  if (found)
    return byDriver(String(found['provisioner']), `StorageClass ${found.metadata.name}`, bound);
  // Names that EKS and its guides use; a class that is not in the input can be told by nothing else.
  if (className === undefined)
    return { kind: 'ebs', how: text('the default StorageClass, which on EKS is EBS', '기본 StorageClass, EKS에서는 EBS') };
  if (/^(gp2|gp3|io1|io2|st1|sc1)(-.*)?$|ebs/.test(className)) return ebs(`StorageClass ${className}`);
  if (/efs/.test(className)) return bound ? { kind: 'efs' } : efsDynamic(`StorageClass ${className}`);
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
