import type { KubeObject, ObjectRef } from '../../model/index.ts';

/** `v1/Pod`, `apps/v1/Deployment`: apiVersion and kind, the key under which controllers ask. */
export type Gvk = string;
export const gvkOf = (o: { readonly apiVersion: string; readonly kind: string }): Gvk =>
  `${o.apiVersion}/${o.kind}`;

export type ApiWatchEvent = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
};

/** A Kubernetes `Status` failure as seen by a controller. */
export class ApiStatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: unknown;
  constructor(status: { code: number; reason: string; message: string; details?: unknown }) {
    super(status.message);
    this.code = status.code;
    this.reason = status.reason;
    this.details = status.details;
  }
}

/**
 * The Kubernetes API as the twin's controllers and data plane use it. In-process it leads to the
 * twin's API server below the HTTP layer (same admission, validation, versions and events); it can
 * as well be spoken to a real API server. Objects are shared and must not be mutated.
 */
export interface KubeApi {
  get(gvk: Gvk, namespace: string | undefined, name: string): Promise<KubeObject | undefined>;
  list(
    gvk: Gvk,
    query?: {
      readonly namespace?: string;
      readonly labelSelector?: string;
      readonly fieldSelector?: string;
    },
  ): Promise<{ readonly items: readonly KubeObject[]; readonly resourceVersion: string }>;
  /** Events after `resourceVersion`; the answer stops the watch. */
  watch(gvk: Gvk, resourceVersion: string, onEvent: (event: ApiWatchEvent) => void): () => void;
  create(object: KubeObject): Promise<KubeObject>;
  /** Whole object; its resourceVersion, when present, must be the newest (409 otherwise). */
  update(object: KubeObject): Promise<KubeObject>;
  updateStatus(object: KubeObject): Promise<KubeObject>;
  /** JSON merge patch on the object or its status. */
  mergePatch(ref: ObjectRef, patch: unknown, subresource?: 'status'): Promise<KubeObject>;
  delete(
    ref: ObjectRef,
    options?: {
      readonly uid?: string;
      readonly gracePeriodSeconds?: number;
      readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
    },
  ): Promise<void>;
  /** POST pods/NAME/binding. */
  bind(
    pod: { readonly namespace: string; readonly name: string; readonly uid?: string },
    nodeName: string,
  ): Promise<void>;
  /** POST pods/NAME/eviction; throws ApiStatusError 429 when a PodDisruptionBudget refuses. */
  evict(pod: { readonly namespace: string; readonly name: string }): Promise<void>;
}
