import { z } from 'zod';
import { assessmentSchema } from '../assess/documents/index.ts';

const cause = z.strictObject({
  id: z.string(),
  cause: z.string(),
  evidence: z.string(),
  next: z.string(),
  retries: z.boolean(),
  harmless: z.boolean(),
  see: z.string().nullable(),
});

const { ref, verdict, findings, unknown } = assessmentSchema.shape.workloads.element.shape;

const workload = z.strictObject({
  ref,
  verdict,
  findings,
  unknown: unknown.unwrap(),
  admission: z
    .strictObject({
      kind: z.enum(['placed', 'refused', 'passed-by']),
      event: z
        .strictObject({ type: z.string(), reason: z.string(), message: z.string() })
        .nullable(),
      because: z
        .enum(['opted-out', 'daemonset', 'node-name', 'other-scheduler', 'no-profile'])
        .nullable(),
      size: z
        .strictObject({ vcpu: z.number(), memoryGB: z.number(), ephemeralGiB: z.number() })
        .nullable(),
    })
    .nullable(),
  differences: z.array(z.strictObject({ what: z.string(), before: z.string(), after: z.string() })),
  assumed: z.array(z.string()),
  usdPerMonthPerPod: z.number().nullable(),
  region: z.string().nullable(),
});

const envelope = { apiVersion: z.literal('fargatectl/v1'), kind: z.literal('Explanation') };

/** `explain pod|event|pending -o json`, as the published schema has it. */
export const explanationSchema = z.discriminatedUnion('topic', [
  z.strictObject({
    ...envelope,
    topic: z.literal('event'),
    message: z.string(),
    causes: z.array(cause),
  }),
  z.strictObject({
    ...envelope,
    topic: z.literal('pending'),
    pod: z.strictObject({ namespace: z.string().nullable(), name: z.string() }),
    phase: z.string().nullable(),
    causes: z.array(cause),
    otherwise: z.string().nullable(),
  }),
  z.strictObject({ ...envelope, topic: z.literal('pod'), workloads: z.array(workload) }),
]);
