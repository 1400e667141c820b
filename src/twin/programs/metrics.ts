import type { KubeApi } from '../runtime/index.ts';
import { isRunning } from './cluster-view.ts';

/** The metrics API answers while a metrics-server pod is ready. */
export const metricsAvailable = (api: KubeApi): Promise<boolean> =>
  isRunning(api, 'metrics-server');
