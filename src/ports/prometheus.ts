import type { CallOptions } from './kubernetes.ts';

/** A server that answers Prometheus' HTTP API. */
export interface Prometheus {
  /**
   * The JSON text that `/api/v1/query_range` answers; Prometheus' own refusals are such answers too.
   * Rejects with a CloudError (service `prometheus`) when nothing of that form came.
   */
  queryRange(
    query: string,
    range: {
      /** Unix time. */
      readonly fromSeconds: number;
      readonly toSeconds: number;
      readonly stepSeconds: number;
    },
    options?: CallOptions,
  ): Promise<string>;
}
