import type { Pod } from '../../model/index.ts';
import type { ProgramsWorld } from './node-proxy.ts';

export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly exitCode: number };

export interface ContainerEnd {
  readonly exitCode: number;
}

interface StateFields {
  readonly waiting?: { readonly reason?: string };
  readonly running?: unknown;
  readonly terminated?: { readonly exitCode?: number };
}

/** How a container of any kind is, by its pod's status. */
export function containerState(pod: Pod, container: string): ContainerState {
  const { initContainerStatuses, containerStatuses, ephemeralContainerStatuses } = pod.status ?? {};
  const found = [initContainerStatuses, containerStatuses, ephemeralContainerStatuses]
    .flatMap((list) => list ?? [])
    .find((s) => s['name'] === container);
  const state = (found?.['state'] ?? {}) as StateFields;
  if (state.running !== undefined) return { kind: 'running' };
  if (state.terminated) return { kind: 'ended', exitCode: state.terminated.exitCode ?? 0 };
  return { kind: 'waiting', reason: state.waiting?.reason ?? 'ContainerCreating' };
}

/** Waits until a running container is over, or its pod gone; undefined when the signal came first. */
export async function followContainer(
  o: ProgramsWorld,
  pod: Pod,
  container: string,
  signal: AbortSignal | undefined,
): Promise<ContainerEnd | undefined> {
  const api = o.api();
  const { namespace = '', name, uid } = pod.metadata;
  const query = { namespace, fieldSelector: `metadata.name=${name}` };
  const { items, resourceVersion } = await api.list('v1/Pod', query);
  const endOf = (now: Pod | undefined): ContainerEnd | undefined => {
    if (!now || now.metadata.uid !== uid) return { exitCode: 137 };
    const state = containerState(now, container);
    return state.kind === 'ended' ? state : undefined;
  };
  const already = endOf(items[0] as Pod | undefined);
  if (already) return already;
  return new Promise((resolve) => {
    const done = (end: ContainerEnd | undefined): void => {
      stop();
      signal?.removeEventListener('abort', onAbort);
      resolve(end);
    };
    const onAbort = (): void => done(undefined);
    const stop = api.watch('v1/Pod', resourceVersion, ({ type, object }) => {
      if (object.metadata.namespace !== namespace || object.metadata.name !== name) return;
      const end = endOf(type === 'DELETED' ? undefined : (object as Pod));
      if (end) done(end);
    });
    if (signal?.aborted === true) done(undefined);
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
