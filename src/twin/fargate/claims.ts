import type { ClaimView, KubeObject } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';

/** What the checks of a pod ask of a claim that it mounts; undefined where there is no such claim. */
export function claimView(
  c: ControllerContext,
  namespace: string,
  name: string,
): ClaimView | undefined {
  const claim = c.informer('v1/PersistentVolumeClaim').get(namespace, name);
  if (!claim) return undefined;
  const volumeName = (claim['spec'] as { volumeName?: string } | undefined)?.volumeName ?? null;
  const bound = (claim['status'] as { phase?: string } | undefined)?.phase === 'Bound';
  const volume: KubeObject | undefined =
    volumeName === null ? undefined : c.informer('v1/PersistentVolume').get(undefined, volumeName);
  return {
    bound,
    volumeName,
    driver: (volume?.['spec'] as { csi?: { driver?: string } } | undefined)?.csi?.driver ?? null,
  };
}
