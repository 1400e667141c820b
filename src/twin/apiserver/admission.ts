import type { KubeObject } from '../../model/index.ts';
import type { Gvk } from '../runtime/index.ts';

/** Who asks. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  /** What an authenticator adds, e.g. EKS the caller's ARN. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One write on its way to the store, after defaults and before validation. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** `v1/Pod`, `apps/v1/Deployment`. */
  readonly gvk: Gvk;
  /** The object as it would be stored; for DELETE the object that goes. Never mutate it. */
  readonly object: KubeObject;
  /** Present on UPDATE. */
  readonly oldObject?: KubeObject;
  /** `status`, `eviction`, …; absent for the object itself. */
  readonly subresource?: string;
  readonly dryRun: boolean;
  readonly user: UserInfo;
}

/**
 * Looks at writes before they are stored, as webhooks do. `mutate` answers the object to go on
 * with (the given one when there is nothing to change); `validate` refuses by throwing an
 * ApiStatusError. Both see only what earlier plugins left.
 */
export interface AdmissionPlugin {
  readonly name: string;
  mutate?(request: AdmissionRequest): Promise<KubeObject>;
  validate?(request: AdmissionRequest): Promise<void>;
}

/** Mutating plugins first, all of them, then the validating ones: the order of the real server. */
export async function admit(
  plugins: readonly AdmissionPlugin[],
  request: AdmissionRequest,
): Promise<KubeObject> {
  let current = request;
  for (const plugin of plugins)
    if (plugin.mutate) {
      const object = await plugin.mutate(current);
      if (object !== current.object) current = { ...current, object };
    }
  for (const plugin of plugins) await plugin.validate?.(current);
  return current.object;
}
