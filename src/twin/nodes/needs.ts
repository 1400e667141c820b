import type { Container, Pod } from '../../model/index.ts';
import type { KubeApi } from '../runtime/index.ts';

interface Source {
  readonly name?: string;
  readonly optional?: boolean;
}
interface AnyVolume {
  readonly name: string;
  readonly configMap?: Source;
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: {
    readonly sources?: readonly { readonly configMap?: Source; readonly secret?: Source }[];
  };
}
interface AnyEnv {
  readonly configMapRef?: Source;
  readonly secretRef?: Source;
  readonly valueFrom?: {
    readonly configMapKeyRef?: Source & { readonly key: string };
    readonly secretKeyRef?: Source & { readonly key: string };
  };
}

/** What keeps a pod from starting, in kubelet's words. */
export type Lack =
  | { readonly kind: 'mount'; readonly message: string }
  | { readonly kind: 'config'; readonly container: string; readonly message: string }
  | { readonly kind: 'image'; readonly container: string; readonly image: string };

/** The first container whose image the registry does not give. */
export function imageLack(pod: Pod, isUnpullable: (image: string) => boolean): Lack | undefined {
  const lacking = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find((c) => isUnpullable(c.image ?? '')); // prettier-ignore
  return lacking && { kind: 'image', container: lacking.name, image: lacking.image ?? '' };
}

/** Looks for the claims, ConfigMaps and Secrets that a pod mounts or reads. Undefined: all there. */
export async function lackOf(api: KubeApi, pod: Pod): Promise<Lack | undefined> {
  const namespace = pod.metadata.namespace ?? '';
  const has = async (kind: 'ConfigMap' | 'Secret', source: Source): Promise<boolean> =>
    source.optional === true ||
    (await api.get(`v1/${kind}`, namespace, source.name ?? '')) !== undefined;
  for (const volume of (pod.spec.volumes ?? []) as readonly AnyVolume[]) {
    const sources = [
      ...(volume.configMap ? [['ConfigMap', volume.configMap] as const] : []),
      ...(volume.secret
        ? [['Secret', { ...volume.secret, name: volume.secret.secretName ?? '' }] as const]
        : []),
      ...(volume.projected?.sources ?? []).flatMap((s) => [
        ...(s.configMap ? [['ConfigMap', s.configMap] as const] : []),
        ...(s.secret ? [['Secret', s.secret] as const] : []),
      ]),
    ];
    for (const [kind, source] of sources)
      if (!(await has(kind, source)))
        return {
          kind: 'mount',
          message: `MountVolume.SetUp failed for volume "${volume.name}" : ${kind.toLowerCase()} "${source.name ?? ''}" not found`,
        };
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && !(await isBound(api, namespace, claim)))
      return {
        kind: 'mount',
        message: `Unable to attach or mount volumes: unmounted volumes=[${volume.name}]: persistentvolumeclaim "${claim}" not found or not bound`,
      };
  }
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const message = await configLack(container, has);
    if (message !== undefined) return { kind: 'config', container: container.name, message };
  }
  return undefined;
}

async function isBound(api: KubeApi, namespace: string, name: string): Promise<boolean> {
  const claim = await api.get('v1/PersistentVolumeClaim', namespace, name);
  return (claim?.['status'] as { phase?: string } | undefined)?.phase === 'Bound';
}

async function configLack(
  container: Container,
  has: (kind: 'ConfigMap' | 'Secret', source: Source) => Promise<boolean>,
): Promise<string | undefined> {
  const env = [...(container.env ?? []), ...(container.envFrom ?? [])] as readonly AnyEnv[];
  for (const e of env) {
    const pairs = [
      ['ConfigMap', e.configMapRef ?? e.valueFrom?.configMapKeyRef],
      ['Secret', e.secretRef ?? e.valueFrom?.secretKeyRef],
    ] as const;
    for (const [kind, source] of pairs)
      if (source && !(await has(kind, source)))
        return `${kind.toLowerCase()} "${source.name ?? ''}" not found`;
  }
  return undefined;
}
