import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import type { KubeApi } from '../runtime/index.ts';

/** Whether some ready pod of the cluster runs an image of this name: how programs know that they run. */
export async function isRunning(api: KubeApi, image: string): Promise<boolean> {
  const { items } = await api.list('v1/Pod');
  return (items as readonly Pod[]).some((p) => isPodReady(p) && runsImage(p, image));
}

export const runsImage = (pod: Pod, image: string): boolean =>
  pod.spec.containers.some((c) => (c.image ?? '').includes(image));

interface Slice {
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
}

/** Ready addresses behind a Service, from its EndpointSlices. */
export async function endpointsOf(
  api: KubeApi,
  namespace: string,
  service: string,
): Promise<readonly string[]> {
  const { items } = await api.list('discovery.k8s.io/v1/EndpointSlice', {
    namespace,
    labelSelector: `kubernetes.io/service-name=${service}`,
  });
  return items.flatMap((s) => readyAddresses(s));
}

export const readyAddresses = (slice: KubeObject): readonly string[] =>
  ((slice as unknown as Slice).endpoints ?? [])
    .filter((e) => e.conditions?.ready !== false)
    .flatMap((e) => e.addresses);

export const portsOf = (slice: KubeObject): NonNullable<Slice['ports']> =>
  (slice as unknown as Slice).ports ?? [];
