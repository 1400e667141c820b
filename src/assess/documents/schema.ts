import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { SEVERITIES, text, VERDICTS, type Assessment } from '../../model/index.ts';

const ref = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
const counts = <K extends string>(names: readonly K[]) =>
  z.object(Object.fromEntries(names.map((n) => [n, z.int().min(0)])) as Record<K, z.ZodInt>);
const unanswered = z.array(z.object({ rule: z.string(), reason: z.string() }));
const fix = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('json-patch'),
    patch: z.array(
      z.object({
        op: z.enum(['add', 'remove', 'replace', 'test']),
        path: z.string(),
        value: z.unknown().optional(),
      }),
    ),
  }),
  z.object({ type: z.literal('plan-step'), step: z.string() }),
]);
const finding = z.object({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  object: z
    .object({
      apiVersion: z.string().optional(),
      kind: z.string(),
      namespace: z.string().optional(),
      name: z.string(),
    })
    .optional(),
  container: z.string().optional(),
  field: z.string().optional(),
  value: z.unknown().optional(),
  message: z.string(),
  remedy: z.string(),
  fix: fix.nullable(),
  mendable: z.boolean(),
  waived: z.object({ reason: z.string(), expires: z.string() }).optional(),
  state: z.enum(['new', 'unchanged']).optional(),
});

/** `assess -o json`, as the published schema has it. */
export const assessmentSchema = z.object({
  apiVersion: z.literal('fargatectl/v1'),
  kind: z.literal('Assessment'),
  snapshot: z.object({
    digest: z.string(),
    source: z.enum(['files', 'cluster']),
    cluster: z.string().nullable(),
    region: z.string().nullable(),
  }),
  summary: z.object({
    workloads: z.int().min(0),
    verdicts: counts(VERDICTS),
    findings: counts(SEVERITIES),
    waived: z.int().min(0).optional(),
  }),
  workloads: z.array(
    z.object({
      ref,
      replicas: z.number().nullable(),
      verdict: z.enum(VERDICTS),
      fargate: z
        .object({
          vcpu: z.number(),
          memoryGB: z.number(),
          ephemeralGiB: z.number(),
          usdPerMonth: z.number().nullable(),
        })
        .nullable(),
      findings: z.array(finding),
      // Assessments from before this field are still good baselines.
      unknown: unanswered.optional(),
    }),
  ),
  cluster: z.object({ findings: z.array(finding) }),
  unknown: unanswered,
  notes: z.array(z.string()),
  baseline: z
    .object({
      digest: z.string(),
      verdicts: z.array(
        z.object({
          ref,
          before: z.enum(VERDICTS).nullable(),
          after: z.enum(VERDICTS).nullable(),
          direction: z.enum(['better', 'worse', 'changed', 'added', 'removed']),
        }),
      ),
      added: counts(SEVERITIES),
      fixed: z.array(
        z.object({
          ref: ref.nullable(),
          rule: z.string(),
          severity: z.enum(SEVERITIES),
          field: z.string().optional(),
        }),
      ),
    })
    .optional(),
});

/**
 * An earlier assessment, from its file.
 * @throws UserError BASELINE_INVALID naming the field and what is wrong with it
 */
export function parseAssessment(value: unknown, source: string): Assessment {
  const parsed = assessmentSchema.safeParse(value);
  if (parsed.success) return parsed.data as Assessment;
  const [issue] = parsed.error.issues;
  throw UserError({
    code: 'BASELINE_INVALID',
    message: text(
      `${source} is no assessment: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unreadable'}.`,
      `${source}은(는) 평가 결과가 아닙니다. ${issue?.path.join('.') || '전체'}: ${issue?.message ?? '읽을 수 없음'}.`,
    ),
    remedy: text(
      'Make one with: fargatectl assess -o json > baseline.json',
      '이렇게 만드십시오: fargatectl assess -o json > baseline.json',
    ),
  });
}
