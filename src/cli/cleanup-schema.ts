import { z } from 'zod';

/** The last line of `cleanup -o json`, whether there was something to put away or not. */
export const cleanupSchema = z.strictObject({
  apiVersion: z.literal('fargatectl/v1'),
  kind: z.literal('Cleanup'),
  cluster: z.string(),
  /** Things that this call took away. */
  removed: z.int().nonnegative(),
  left: z.array(
    z.strictObject({
      what: z.string(),
      group: z.enum(['workload', 'profile', 'kubernetes', 'storage', 'network', 'role']),
      billable: z.boolean(),
      /** Why it cannot go now; null when it can. */
      inUse: z.string().nullable(),
    }),
  ),
  /** What is not ours and goes on costing money. */
  stillBilled: z.array(z.string()),
});

export type CleanupReport = z.infer<typeof cleanupSchema>;
