import type { JsonPatchOp, KubeObject, ObjectRef } from '../model/index.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ListQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects a page; the adapter's default is 500. */
  readonly pageSize?: number;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | {
      readonly type: 'ERROR';
      readonly status: { readonly code: number; readonly message: string };
    };

export type EvictOutcome =
  | { readonly kind: 'evicted' }
  | { readonly kind: 'gone' }
  /** 429: the PodDisruptionBudget says not now. Never answered with a delete. */
  | { readonly kind: 'refused-by-budget'; readonly message: string; readonly retryAfterMs: number };

export type Patch =
  | { readonly type: 'json'; readonly ops: readonly JsonPatchOp[] }
  | { readonly type: 'merge'; readonly body: unknown };

export interface ApiResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/**
 * The Kubernetes API in the verbs that we use. Calls reject with a CloudError (service
 * `kubernetes`); an object that is not there is `undefined`, not an error.
 */
export interface Kubernetes {
  get(ref: ObjectRef, options?: CallOptions): Promise<KubeObject | undefined>;
  /** All pages together. */
  list(query: ListQuery, options?: CallOptions): Promise<readonly KubeObject[]>;
  /** Page by page, for readers that project and drop. */
  pages(query: ListQuery, options?: CallOptions): AsyncIterable<readonly KubeObject[]>;
  /** From now on (a list first, its items as ADDED); re-lists by itself when the server says 410. */
  watch(query: ListQuery, options: CallOptions): AsyncIterable<WatchEvent>;
  create(object: KubeObject, options?: CallOptions): Promise<KubeObject>;
  patch(
    ref: ObjectRef,
    patch: Patch,
    options?: CallOptions & { readonly dryRun?: boolean },
  ): Promise<KubeObject>;
  /** Replaces the object as given; its resourceVersion guards it. */
  update(object: KubeObject, options?: CallOptions): Promise<KubeObject>;
  delete(
    ref: ObjectRef,
    options?: CallOptions & {
      readonly uid?: string;
      readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
    },
  ): Promise<void>;
  evict(
    pod: { readonly namespace: string; readonly name: string; readonly uid?: string },
    options?: CallOptions,
  ): Promise<EvictOutcome>;
  exec(
    pod: { readonly namespace: string; readonly name: string; readonly container?: string },
    command: readonly string[],
    options?: CallOptions,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
  logs(
    pod: { readonly namespace: string; readonly name: string; readonly container?: string },
    options?: CallOptions,
  ): Promise<string>;
  /** Everything that discovery offers. */
  resources(options?: CallOptions): Promise<readonly ApiResource[]>;
  /** `v1.35.2-eks-…` */
  version(options?: CallOptions): Promise<string>;
  /** Whether we may: SelfSubjectAccessReview. */
  can(
    verb: string,
    resource: {
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace?: string;
    },
    options?: CallOptions,
  ): Promise<boolean>;
}
