import {
  fargateSizeOf,
  formatRef,
  refOf,
  SEVERITIES,
  VERDICTS,
  withLimitRangeDefaults,
  workloadKey,
  both,
  type Assessment,
  type FargateSize,
  type Finding,
  type KubeObject,
  type Lang,
  type Severity,
  type Snapshot,
  type Verdict,
  type Workload,
  type WorkloadAssessment,
  type Text,
} from '../model/index.ts';
import { contextOf, type AssessContext, type ClusterContext } from './context.ts';
import type { CannotTell, Draft, Outcome, Rule, WorkloadRule } from './define.ts';
import { rules } from './rules/index.ts';
import type { FoundTemplate } from './found-template.ts';
import { isDaemonSet, subjectOf } from './subject.ts';
import { templatesIn } from './templates.ts';
import { verdictOf } from './verdict.ts';
import { workloadsOf } from './workloads.ts';

export interface AssessInput {
  readonly snapshot: Snapshot;
  /** `snapshotDigest(snapshot)`. */
  readonly digest: string;
  readonly lang?: Lang;
  /** Sizes and prices by `workloadKey`; without them sizes come without money. */
  readonly sizes?: ReadonlyMap<string, FargateSize & { readonly usdPerMonth: number | null }>;
}

/** Every rule over every workload and the cluster. Pure: the same snapshot, in any order, gives the same assessment. */
export function assess(input: AssessInput): Assessment {
  const { snapshot, lang = 'en' } = input;
  const workloads = workloadsOf(snapshot);
  const context = contextOf(snapshot, workloads);
  const unknown = new Unknowns(lang);
  const missing = new Map(
    rules.map((r) => [r, whyUnread(r, context)] as const).filter(([, why]) => why.length > 0),
  );
  const told = new Set<Rule>();
  const assessed = workloads.map((w) => assessOne(w, { context, input, unknown, missing, told }));
  const going = (...verdicts: readonly Verdict[]): readonly Workload[] =>
    workloads.filter((_, i) => verdicts.includes(assessed[i]?.verdict ?? 'unknown'));
  const world: ClusterContext = {
    ...context,
    going: {
      now: going('ready', 'ready-with-changes'),
      atMost: going('ready', 'ready-with-changes', 'needs-work', 'unknown'),
    },
  };
  const cluster = rules
    .filter((r) => r.scope === 'cluster')
    .flatMap((rule) => {
      const unread = missing.get(rule);
      if (unread) unknown.addAll(rule.id, unread);
      else return settle(rule, rule.check(world), unknown, lang).findings;
      return [];
    })
    .sort(byWeight);
  const all = [...assessed.flatMap((w) => w.findings), ...cluster];
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Assessment',
    snapshot: {
      digest: input.digest,
      source: snapshot.source,
      cluster: snapshot.cluster.name,
      region: snapshot.cluster.region,
    },
    summary: {
      workloads: assessed.length,
      verdicts: count(VERDICTS, assessed.map((w) => w.verdict)),
      findings: count(SEVERITIES, all.map((f) => f.severity)),
    },
    workloads: assessed,
    cluster: { findings: cluster },
    unknown: unknown.list(),
    notes: [...(workloads.length === 0 ? [NOTHING] : []), ...snapshot.notes].map((n) => n[lang]),
  };
} // prettier-ignore

const NOTHING: Text = {
  en: 'Nothing was judged: no workload is in the input.',
  ko: '입력에 워크로드가 없어 아무것도 판정하지 않았습니다.',
};

interface Run {
  readonly context: AssessContext;
  readonly input: AssessInput;
  readonly unknown: Unknowns;
  /** Rules that lack what they need, and why. */
  readonly missing: ReadonlyMap<Rule, readonly Text[]>;
  /** Those of them that are told already. */
  readonly told: Set<Rule>;
}

function assessOne(
  workload: Workload,
  { context, input, unknown, missing, told }: Run,
): WorkloadAssessment {
  const lang = input.lang ?? 'en';
  const [own, ...more] = templatesIn(workload.object);
  const first: FoundTemplate = { path: workload.templatePath, ...own, template: workload.template };
  const findings: Finding[] = [];
  const missed = new Unknowns(lang);
  for (const { found, pod } of [...[first, ...more].map((t) => ({ found: t, pod: undefined })), ...othersOf(workload)]) {
    const why = found.wrong === undefined ? found.partial && partialText(subjectName(workload), found.partial) : misshapenText(subjectName(workload), found.wrong);
    if (why) {
      unknown.add(POD_SPEC, why[lang]);
      missed.add(POD_SPEC, why[lang]);
    }
    if (found.wrong !== undefined) continue;
    const subject = subjectOf(workload, found);
    for (const rule of rules) {
      if (rule.scope !== 'workload') continue;
      if (isDaemonSet(subject) && rule.daemonSets !== true) continue;
      const unread = missing.get(rule);
      if (unread) {
        if (!told.has(rule)) unknown.addAll(rule.id, unread);
        told.add(rule);
        if (isEssential(rule) && context.snapshot.source === 'cluster') missed.addAll(rule.id, unread);
        continue;
      }
      const settled = settle(rule, rule.check(subject, context), unknown, lang);
      findings.push(...settled.findings.map((f) => placed(f, found, pod)));
      if (isEssential(rule)) for (const reason of settled.reasons) missed.add(rule.id, reason);
    }
  }
  const distinct = workload.others || more.length > 0 ? [...new Map(findings.map((f) => [JSON.stringify([f.rule, f.object, f.container, f.field, f.value]), f])).values()] : findings;
  distinct.sort(byWeight);
  const reasons = missed.list();
  const verdict = verdictOf(distinct, reasons.length > 0);
  return {
    ref: workload.ref,
    replicas: workload.replicas,
    verdict,
    fargate: verdict === 'stays' || workload.template.spec.containers.length === 0 ? null : sizeOf(workload, context, input),
    findings: distinct,
    unknown: reasons,
  };
} // prettier-ignore

/** Under this id a pod spec is reported that no rule was let near. */
const POD_SPEC = 'pod-spec';
const subjectName = ({ ref }: Workload): string => formatRef(ref);
const misshapenText = (name: string, wrong: string): Text => ({
  en: `${name} was not judged: ${wrong}`,
  ko: `${name}을(를) 판정하지 않았습니다: ${wrong}`,
});

const partialText = (name: string, why: Text): Text => both((l) => `${name}: ${why[l]}`);

/** Pods of the owner that are made differently; what is found in them names the pod. */
const othersOf = ({ others = [] }: Workload) =>
  others.flatMap((pod) => templatesIn(pod).map((found) => ({ found, pod })));

/** Said where the object has it: a template that is spelled in another way cannot be patched by path. */
function placed(f: Finding, { place }: FoundTemplate, pod: KubeObject | undefined): Finding {
  const named = pod && f.object === undefined ? { ...f, object: refOf(pod) } : f;
  if (!place || named.field === undefined || named.object !== undefined) return named;
  return { ...named, field: place(named.field), fix: named.fix?.type === 'json-patch' ? null : named.fix };
} // prettier-ignore

const isEssential = (rule: WorkloadRule): boolean =>
  rule.severity === 'blocker' || rule.essential === true;

function sizeOf(
  workload: Workload,
  context: AssessContext,
  input: AssessInput,
): WorkloadAssessment['fargate'] {
  const given = input.sizes?.get(workloadKey(workload.ref));
  if (given || input.sizes) return given ?? null;
  const ranges = context.all('LimitRange', workload.ref.namespace);
  const sized = fargateSizeOf(withLimitRangeDefaults(workload.template.spec, ranges));
  return sized.kind === 'fits' ? { ...sized.size, usdPerMonth: null } : null;
}

function whyUnread(rule: Rule, context: AssessContext): readonly Text[] {
  const kinds = (rule.needs?.kinds ?? []).map((kind) => {
    const reason = context.whyUnread(kind);
    return reason && both((l) => `${kind}: ${reason[l]}`);
  });
  const parts = (rule.needs?.aws ?? []).map((part) => context.whyUnreadAws(part));
  return [...kinds, ...parts].filter((r) => r !== undefined);
}

function settle(
  rule: Rule,
  outcome: Outcome,
  unknown: Unknowns,
  lang: Lang,
): { readonly findings: readonly Finding[]; readonly reasons: readonly string[] } {
  const findings: Finding[] = [];
  const reasons: string[] = [];
  for (const item of outcome)
    if (isDraft(item)) findings.push(finish(rule, item, lang));
    else {
      unknown.add(rule.id, item.cannotTell[lang]);
      reasons.push(item.cannotTell[lang]);
    }
  return { findings, reasons };
}

const isDraft = (item: Draft | CannotTell): item is Draft => 'message' in item;

const finish = (rule: Rule, draft: Draft, lang: Lang): Finding => ({
  rule: rule.id,
  severity: draft.severity ?? rule.severity,
  ...(draft.object && { object: draft.object }),
  ...(draft.container !== undefined && { container: draft.container }),
  ...(draft.field !== undefined && { field: draft.field }),
  ...(draft.value !== undefined && { value: draft.value }),
  message: draft.message[lang],
  remedy: draft.remedy[lang],
  fix: draft.fix ?? null,
  mendable: draft.mendable ?? true,
});

const byWeight = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  Number(a.mendable) - Number(b.mendable) ||
  compare(a.rule, b.rule) ||
  compare(a.field ?? '', b.field ?? '') ||
  compare(a.message, b.message);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const count = <K extends Verdict | Severity>(
  names: readonly K[],
  seen: readonly K[],
): Readonly<Record<K, number>> =>
  Object.fromEntries(names.map((n) => [n, seen.filter((s) => s === n).length])) as Record<
    K,
    number
  >;

/** Each rule's reasons once, in the registry's order. */
class Unknowns {
  readonly #reasons = new Map<string, Set<string>>();
  readonly #lang: Lang;
  constructor(lang: Lang) {
    this.#lang = lang;
  }
  addAll(rule: string, reasons: readonly Text[]): void {
    for (const reason of reasons) this.add(rule, reason[this.#lang]);
  }
  add(rule: string, reason: string): void {
    const known = this.#reasons.get(rule) ?? new Set<string>();
    this.#reasons.set(rule, known.add(reason));
  }
  list(): Assessment['unknown'] {
    return [...this.#reasons.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([rule, reasons]) => [...reasons].sort().map((reason) => ({ rule, reason })));
  }
}
