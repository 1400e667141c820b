import type { Assessment, FargateSize, Lang, Plan, Snapshot, Workload } from '../model/index.ts';
import { workloadKey } from '../model/index.ts';
import type { PlanOptions } from '../plan/index.ts';
import type { Bill, PriceBook, SizingReport } from '../size/index.ts';

/** What can be said about a snapshot without asking anybody anything more. */
export interface Analysis {
  readonly snapshot: Snapshot;
  readonly digest: string;
  readonly workloads: readonly Workload[];
  readonly prices: PriceBook;
  readonly sizing: SizingReport;
  readonly assessment: Assessment;
  /** The same in a language of one's own: a plan file keeps its reasons in both. */
  readonly assessIn: (lang: Lang) => Assessment;
}

/** Snapshot → workloads, sizes, verdicts. Pure but for the loading of code; prices are the dated ones unless given. */
export async function analyze(snapshot: Snapshot, lang: Lang, book?: PriceBook): Promise<Analysis> {
  const [{ snapshotDigest }, { assess, workloadsOf }, { loadPriceBook, sizeWorkloads }] =
    await Promise.all([
      import('../inventory/index.ts'),
      import('../assess/index.ts'),
      import('../size/index.ts'),
    ]);
  const workloads = workloadsOf(snapshot);
  const prices = book ?? (await loadPriceBook());
  // Of what makes its pods from settings there is nothing to size.
  const sized = workloads.filter((w) => w.template.spec.containers.length > 0);
  const sizing = sizeWorkloads(snapshot, { workloads: sized, prices });
  const sizes = new Map<string, FargateSize & { readonly usdPerMonth: number | null }>(
    sizing.workloads.flatMap((w) =>
      w.size === null
        ? []
        : [[workloadKey(w.ref), { ...w.size, usdPerMonth: w.usdPerMonth }] as const],
    ),
  );
  const digest = snapshotDigest(snapshot);
  const assessment = assess({ snapshot, digest, lang, sizes });
  return {
    snapshot,
    digest,
    workloads,
    prices,
    sizing,
    assessment,
    assessIn: (other) =>
      other === lang ? assessment : assess({ snapshot, digest, lang: other, sizes }),
  };
}

/** The assessment in each language. */
export const assessmentsOf = (a: Analysis): Readonly<Record<Lang, Assessment>> => ({
  en: a.assessIn('en'),
  ko: a.assessIn('ko'),
});

/** The migration plan of an analysis. */
export async function planOf(a: Analysis, options: Partial<PlanOptions>): Promise<Plan> {
  const [{ makePlan }, { proposeProfiles }, { fingerprints }] = await Promise.all([
    import('../plan/index.ts'),
    import('../profiles/index.ts'),
    import('../inventory/index.ts'),
  ]);
  return makePlan({
    ...a,
    assessments: assessmentsOf(a),
    basis: fingerprints(a.snapshot),
    propose: proposeProfiles,
    options,
  });
}

/** The month's bill as it is, and with what the plan moves on Fargate. */
export async function bills(a: Analysis, plan: Plan): Promise<{ before: Bill; after: Bill }> {
  const { costAfter, costToday } = await import('../size/index.ts');
  const stays = new Set(plan.stays.map((s) => workloadKey(s.ref)));
  return {
    before: costToday(a.snapshot, { prices: a.prices }),
    after: costAfter(a.snapshot, {
      prices: a.prices,
      workloads: a.workloads,
      moved: new Set(a.workloads.map((w) => workloadKey(w.ref)).filter((k) => !stays.has(k))),
    }),
  };
}
