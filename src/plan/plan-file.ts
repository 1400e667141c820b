import { z } from 'zod';
import korean from 'zod/v4/locales/ko.js';
import { UserError } from '../errors/index.ts';
import { PHASES, PLAN_MODES, text, both, type Plan, type Text } from '../model/index.ts';
import { stepRegistry } from '../steps/index.ts';
import { finishTimes } from './builder.ts';

const ref = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
const words = z.object({ en: z.string(), ko: z.string() });
const schema = z.object({
  apiVersion: z.literal('fargatectl/v1'),
  kind: z.literal('Plan'),
  snapshot: z.object({ digest: z.string(), cluster: z.string(), region: z.string() }),
  mode: z.enum(PLAN_MODES),
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
  stays: z.array(z.object({ ref, reason: words, endsWithNodes: z.literal(true).optional() })),
  there: z.array(ref).optional(),
  warnings: z.array(words),
  toCommit: z
    .array(z.object({ ref, source: z.string(), patch: z.record(z.string(), z.unknown()) }))
    .optional(),
  basis: z.record(z.string(), z.string()),
});

/** Reads a plan file. Refuses what is no plan, a step that this version does not know, and a step whose input is wrong. */
export function parsePlan(content: string, file: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw bad(
      file,
      content.trim() === ''
        ? text('it is empty', '비어 있습니다')
        : text(
            `it is not JSON: ${(cause as Error).message}`,
            `JSON이 아닙니다: ${(cause as Error).message}`,
          ),
      cause,
    );
  }
  const kind = (json as { kind?: unknown } | null)?.kind;
  if (kind !== 'Plan')
    throw bad(
      file,
      text(
        `its kind is ${JSON.stringify(kind) ?? 'absent'}, wanted "Plan"`,
        `kind: ${JSON.stringify(kind) ?? '없음'}, 필요한 것: "Plan"`,
      ),
    );
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw bad(file, firstIssue(schema, json));
  for (const step of parsed.data.steps) {
    const definition = stepRegistry.get(step.step);
    if (!definition)
      throw bad(
        file,
        text(
          `step ${step.id} is of kind "${step.step}", which this version does not know`,
          `단계 ${step.id}의 종류 "${step.step}"을(를) 이 버전이 모릅니다`,
        ),
      );
    if (definition.input.safeParse(step.input).success) continue;
    const issue = firstIssue(definition.input, step.input);
    throw bad(
      file,
      text(`step ${step.id}: input.${issue.en}`, `단계 ${step.id}: input.${issue.ko}`),
    );
  }
  const ids = new Set(parsed.data.steps.map((s) => s.id));
  if (ids.size !== parsed.data.steps.length)
    throw bad(file, text('two steps have the same id', 'ID가 같은 단계가 둘 있습니다'));
  finishTimes(parsed.data.steps);
  return parsed.data as unknown as Plan;
}

/** The first thing that is wrong with a value, by field, as the schema library says it in each language. */
const firstIssue = (wanted: z.ZodType, value: unknown): Text =>
  both((l) => {
    const error = l === 'ko' ? { error: korean().localeError } : {};
    const issue = wanted.safeParse(value, error).error?.issues[0];
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  });

const bad = (file: string, what: Text, cause?: unknown) =>
  UserError({
    code: 'PLAN_UNREADABLE',
    message: text(
      `${file} is not a plan that can be run: ${what.en}.`,
      `${file}: 실행할 수 있는 계획이 아닙니다. ${what.ko}.`,
    ),
    remedy: text(
      'Make one with fargatectl plan -o plan.json.',
      '계획을 만드십시오: fargatectl plan -o plan.json',
    ),
    ...(cause === undefined ? {} : { cause }),
  });
