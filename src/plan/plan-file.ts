import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { PHASES, type Plan } from '../model/index.ts';
import { stepRegistry } from '../steps/index.ts';
import { finishTimes } from './builder.ts';

const ref = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
const schema = z.object({
  apiVersion: z.literal('fargatectl/v1'),
  kind: z.literal('Plan'),
  snapshot: z.object({ digest: z.string(), cluster: z.string(), region: z.string() }),
  mode: z.enum(['opt-in-label', 'as-tutorial']),
  steps: z.array(
    z.object({
      id: z.string().min(1),
      step: z.string(),
      title: z.string(),
      phase: z.enum(PHASES),
      after: z.array(z.string()),
      workload: ref.optional(),
      input: z.unknown(),
      reversible: z.union([z.literal(true), z.object({ false: z.string() })]),
      effects: z.array(z.string()),
      estimateSeconds: z.number(),
      because: z.array(z.string()),
      tutorialStep: z.number().optional(),
    }),
  ),
  criticalPathSeconds: z.number(),
  pointsOfNoReturn: z.array(z.string()),
  stays: z.array(z.object({ ref, reason: z.string() })),
  warnings: z.array(z.string()),
  basis: z.record(z.string(), z.string()),
});

/** Reads a plan file. Refuses what is no plan, a step that this version does not know, and a step whose input is wrong. */
export function parsePlan(text: string, file: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw bad(
      file,
      text.trim() === '' ? 'it is empty' : `it is not JSON: ${(cause as Error).message}`,
      cause,
    );
  }
  const kind = (json as { kind?: unknown } | null)?.kind;
  if (kind !== 'Plan')
    throw bad(file, `its kind is ${JSON.stringify(kind) ?? 'absent'}, wanted "Plan"`);
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw bad(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  for (const step of parsed.data.steps) {
    const definition = stepRegistry.get(step.step);
    if (!definition)
      throw bad(
        file,
        `step ${step.id} is of kind "${step.step}", which this version does not know`,
      );
    const input = definition.input.safeParse(step.input);
    if (!input.success)
      throw bad(
        file,
        `step ${step.id}: input.${input.error.issues[0]?.path.join('.') ?? ''}: ${input.error.issues[0]?.message ?? 'invalid'}`,
      );
  }
  const ids = new Set(parsed.data.steps.map((s) => s.id));
  if (ids.size !== parsed.data.steps.length) throw bad(file, 'two steps have the same id');
  finishTimes(parsed.data.steps);
  return parsed.data as unknown as Plan;
}

const bad = (file: string, what: string, cause?: unknown) =>
  UserError({
    code: 'PLAN_UNREADABLE',
    message: `${file} is not a plan that can be run: ${what}.`,
    remedy: 'Make one with fargatectl plan -o plan.json.',
    ...(cause === undefined ? {} : { cause }),
  });
