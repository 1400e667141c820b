import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import type { Call, Kernel } from '../kernel.ts';
import type { ResourceDefinition } from '../registry/index.ts';

/** Notes in `managedFields` whose fields a write changed. */
export function trackWrite(
  _kernel: Kernel,
  _call: Call,
  _definition: ResourceDefinition,
  _draft: Draft,
  _old: KubeObject | undefined,
  _subresource?: string,
): void {
  // Kept with server-side apply.
}
