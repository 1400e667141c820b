import type { KubeObject } from '../../model/index.ts';

/** Whether an EndpointSlice has an endpoint that takes traffic; one that does not say is ready. */
export const hasReadyEndpoint = (slice: KubeObject): boolean =>
  (
    (slice['endpoints'] ?? []) as readonly { readonly conditions?: { readonly ready?: boolean } }[]
  ).some((e) => e.conditions?.ready !== false);
