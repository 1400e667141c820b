/** What kube-controller-manager runs, as far as a migration needs it. */
import type { Controller } from '../runtime/index.ts';
import { apiServiceController } from './api-services.ts';
import { cronJobController } from './cron-job.ts';
import { daemonSetController } from './daemon-set.ts';
import { deploymentController } from './deployment/index.ts';
import { endpointSliceController } from './endpoint-slices.ts';
import { garbageCollector } from './garbage-collector.ts';
import { horizontalPodAutoscaler, type ScriptedLoad } from './horizontal-pod-autoscaler.ts';
import { jobController } from './job.ts';
import { namespaceController } from './namespaces.ts';
import { nodeLifecycle } from './node-lifecycle.ts';
import { podCollector } from './pod-collector.ts';
import { podDisruptionBudgetController } from './pod-disruption-budget.ts';
import { replicaSetController } from './replica-set.ts';
import { statefulSetController } from './stateful-set.ts';
import { volumeBinder } from './volume-binder.ts';

export type { ScriptedLoad } from './horizontal-pod-autoscaler.ts';

export interface ControllerOptions {
  readonly load?: readonly ScriptedLoad[];
  /** Whether the metrics API answers. */
  readonly metricsAvailable?: () => boolean | Promise<boolean>;
}

export const builtInControllers = (o: ControllerOptions = {}): readonly Controller[] => [
  namespaceController(),
  nodeLifecycle(),
  deploymentController(),
  replicaSetController(),
  statefulSetController(),
  daemonSetController(),
  jobController(),
  cronJobController(),
  endpointSliceController(),
  podDisruptionBudgetController(),
  apiServiceController(),
  horizontalPodAutoscaler({
    load: o.load ?? [],
    metricsAvailable: o.metricsAvailable ?? (() => false),
  }),
  volumeBinder(),
  podCollector(),
  garbageCollector(),
];
