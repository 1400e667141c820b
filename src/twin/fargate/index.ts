import type { Controller } from '../runtime/index.ts';
import { profileDrain } from './profile-drain.ts';
import { fargateScheduler, type FargateOptions } from './scheduler.ts';

export { fargateWebhook } from './webhook.ts';
export { FARGATE_TIMINGS, type FargateOptions, type PodRunner } from './scheduler.ts';

/** EKS' Fargate half of the control plane. */
export const fargateControllers = (o: FargateOptions): readonly Controller[] => [
  fargateScheduler(o),
  profileDrain(o.cloud),
];
