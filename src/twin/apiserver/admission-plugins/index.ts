import type { AdmissionPlugin } from '../admission.ts';
import type { Kernel } from '../kernel.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { defaultClasses, defaultTolerationSeconds, priority } from './pod-placement.ts';
import { resourceQuota } from './resource-quota.ts';
import { serviceAccount } from './service-account.ts';

export { keepQuotaStatus } from './resource-quota.ts';

/** The plugins of every cluster, in the order of the real server; webhooks come after them. */
export const builtInPlugins = (kernel: Kernel): readonly AdmissionPlugin[] => [
  namespaceLifecycle(kernel),
  limitRanger(kernel),
  serviceAccount(kernel),
  priority(kernel),
  defaultTolerationSeconds,
  defaultClasses(kernel),
  resourceQuota(kernel),
];
