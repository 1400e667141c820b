import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import {
  formatRef,
  SEVERITIES,
  wildcardMatches,
  type Assessment,
  type Finding,
  type ObjectRef,
  type Severity,
} from '../../model/index.ts';
import { text, type Text } from '../define.ts';
import { ruleById } from '../rules/index.ts';

/** A real day of the calendar, `2027-01-31`. */
export const isDay = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]; // prettier-ignore
  return day >= 1 && day <= (days[month - 1] ?? 0);
};

/** The waivers file. Unknown keys are errors: a misspelt `expires` must not make a waiver that never ends. */
export const waiversSchema = z.strictObject({
  apiVersion: z.literal('fargatectl/v1'),
  kind: z.literal('Waivers'),
  waivers: z.array(
    z.strictObject({
      rule: z.string().describe('Id of a rule, as fargatectl explain rules lists them'),
      workload: z
        .string()
        .min(1)
        .describe(
          'Which workloads: namespace/name or Kind namespace/name, with * and ?; "cluster" for findings of the cluster',
        ),
      reason: z.string().trim().min(1).describe('Why the finding is accepted'),
      expires: z
        .string()
        .regex(/^(never|\d{4}-\d{2}-\d{2})$/)
        .describe('Last day on which it holds, YYYY-MM-DD, or never'),
    }),
  ),
});
export type Waiver = z.infer<typeof waiversSchema>['waivers'][number];

/**
 * The waivers of a parsed file. `source` is its name, for messages.
 * @throws UserError WAIVERS_INVALID naming the field, the value seen and the value wanted
 */
export function parseWaivers(value: unknown, source: string): readonly Waiver[] {
  const parsed = waiversSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.join('.') ?? '';
    const what = issue?.message ?? 'not a waivers file';
    throw invalid(source, at, text(what, what));
  }
  parsed.data.waivers.forEach(({ rule, expires }, i) => {
    if (!ruleById(rule))
      throw invalid(
        source,
        `waivers.${i}.rule`,
        text(`there is no rule "${rule}"`, `"${rule}" 규칙이 없습니다`),
      );
    if (expires !== 'never' && !isDay(expires))
      throw invalid(
        source,
        `waivers.${i}.expires`,
        text(`"${expires}" is no day of the calendar`, `"${expires}"은(는) 달력에 없는 날짜입니다`),
      );
  });
  return parsed.data.waivers;
}

const invalid = (source: string, at: string, what: Text) =>
  UserError({
    code: 'WAIVERS_INVALID',
    message: text(
      `${source}${at === '' ? '' : `, at ${at}`}: ${what.en}.`,
      `${source}${at === '' ? '' : `의 ${at}`}: ${what.ko}.`,
    ),
    remedy: text(
      'Write apiVersion: fargatectl/v1, kind: Waivers, and waivers: with rule, workload, reason and expires (YYYY-MM-DD or never) each; fargatectl explain waivers shows one.',
      'apiVersion: fargatectl/v1, kind: Waivers, 그리고 waivers:에 rule, workload, reason, expires(YYYY-MM-DD 또는 never)를 쓰십시오. fargatectl explain waivers에 예시가 있습니다.',
    ),
  });

/** Findings about waivers themselves; they are no rules, since they look at no cluster. */
export const WAIVER_FINDINGS: Readonly<
  Record<'expired-waiver' | 'unused-waiver', { readonly severity: Severity; readonly title: Text }>
> = {
  'expired-waiver': {
    severity: 'change',
    title: text('A waiver that has expired', '만료된 예외'),
  },
  'unused-waiver': {
    severity: 'advice',
    title: text('A waiver that covers nothing', '아무것도 해당하지 않는 예외'),
  },
};

/**
 * The assessment with its waived findings marked, and counted apart. Verdicts stay: a waiver accepts
 * a risk, it makes no pod run. On the day after `expires` a waiver waives nothing and is a finding.
 * `today` is a day, YYYY-MM-DD.
 */
export function applyWaivers(
  a: Assessment,
  waivers: readonly Waiver[],
  { today, lang }: { readonly today: string; readonly lang: keyof Text },
): Assessment {
  const used = new Set<Waiver>();
  const mark = (ref: ObjectRef | null, findings: readonly Finding[]): readonly Finding[] =>
    findings.map((f) => {
      const covering = waivers.filter((w) => w.rule === f.rule && covers(w, ref));
      for (const w of covering) used.add(w);
      const holds = covering.find((w) => !isOver(w, today));
      return holds ? { ...f, waived: { reason: holds.reason, expires: holds.expires } } : f;
    });
  const workloads = a.workloads.map((w) => ({ ...w, findings: mark(w.ref, w.findings) }));
  const own = mark(null, a.cluster.findings);
  const about = waivers.flatMap((w): readonly Finding[] =>
    isOver(w, today)
      ? [aboutWaiver('expired-waiver', w, lang)]
      : used.has(w)
        ? []
        : [aboutWaiver('unused-waiver', w, lang)],
  );
  const cluster = [...own, ...about].sort(
    (x, y) => SEVERITIES.indexOf(x.severity) - SEVERITIES.indexOf(y.severity),
  );
  const all = [...workloads.flatMap((w) => w.findings), ...cluster];
  const count = (severity: Severity): number =>
    all.filter((f) => f.severity === severity && f.waived === undefined).length;
  return {
    ...a,
    workloads,
    cluster: { findings: cluster },
    summary: {
      ...a.summary,
      findings: { blocker: count('blocker'), change: count('change'), advice: count('advice') },
      waived: all.filter((f) => f.waived !== undefined).length,
    },
  };
}

const isOver = ({ expires }: Waiver, today: string): boolean =>
  expires !== 'never' && expires < today;

function covers({ workload }: Waiver, ref: ObjectRef | null): boolean {
  if (ref === null) return workload === 'cluster';
  return [formatRef(ref), `${ref.namespace ?? ''}/${ref.name}`].some((name) =>
    wildcardMatches(workload, name),
  );
}

function aboutWaiver(rule: keyof typeof WAIVER_FINDINGS, w: Waiver, lang: keyof Text): Finding {
  const message =
    rule === 'expired-waiver'
      ? text(
          `The waiver of ${w.rule} for ${w.workload} ended on ${w.expires} ("${w.reason}"); what it covered counts again.`,
          `${w.workload}의 ${w.rule} 예외가 ${w.expires}에 끝났습니다("${w.reason}"). 해당하던 항목이 다시 집계됩니다.`,
        )
      : text(
          `The waiver of ${w.rule} for ${w.workload} covers no finding.`,
          `${w.workload}의 ${w.rule} 예외에 해당하는 발견 항목이 없습니다.`,
        );
  const remedy =
    rule === 'expired-waiver'
      ? text(
          'Mend the finding, or decide anew and write another day.',
          '문제를 해결하거나, 다시 결정하고 새 날짜를 쓰십시오.',
        )
      : text(
          'Take it out of the file, or correct the workload that it names.',
          '파일에서 지우거나 워크로드 이름을 바로잡으십시오.',
        );
  return {
    rule,
    severity: WAIVER_FINDINGS[rule].severity,
    object: { kind: 'Waiver', name: `${w.rule} ${w.workload}` },
    field: 'expires',
    value: w.expires,
    message: message[lang],
    remedy: remedy[lang],
    fix: null,
    mendable: true,
  };
}
