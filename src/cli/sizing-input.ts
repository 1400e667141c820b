import { isFargatectlError, UserError } from '../errors/index.ts';
import {
  formatRef,
  text,
  workloadKey,
  type Plan,
  type Snapshot,
  type Text,
  type Workload,
} from '../model/index.ts';
import type { Assumptions, SizingReport, UsagePolicy } from '../size/index.ts';
import { planOf, type Analysis } from './analysis.ts';
import { numberOf } from './flag-values.ts';
import type { Io } from './io.ts';
import { parseCurrency, type Currency } from './render/currency.ts';
import type { SizeFlags } from './size-flags.ts';
import { usageReadings } from './usage-input.ts';

/** What `size` reckons with: the analysis, with workloads, prices and hours as the flags want them. */
export interface SizingInput {
  readonly analysis: Analysis;
  /** The snapshot that money is reckoned from: the analysis' own, or that with nodes assumed. */
  readonly snapshot: Snapshot;
  readonly workloads: readonly Workload[];
  readonly given: Assumptions;
  readonly hoursPerMonth: number;
  readonly currency: Currency;
  readonly sizing: SizingReport;
  /** How requests were come by, and what was missing. */
  readonly basis: { readonly requests: 'stated' | 'used'; readonly usage: UsagePolicy | null };
  readonly gaps: readonly Text[];
  /** Keys of workloads without a known blocker of which not everything could be checked. */
  readonly unchecked: ReadonlySet<string>;
  /** The migration plan, made once when first asked for; null with the reason where none can be made of this input. */
  readonly plan: () => Promise<{ readonly plan: Plan | null; readonly why: Text | null }>;
}

const badFlag = (message: Text, remedy: Text): Error =>
  UserError({ code: 'BAD_FLAG', message, remedy });

/** Reads every flag of `size` and applies it, errors first. `ofPrices`: what asking for live prices left open. */
export async function sizingInput(
  flags: SizeFlags,
  analysis: Analysis,
  o: { readonly io: Io; readonly ofPrices: readonly Text[] },
): Promise<SizingInput> {
  const size = await import('../size/index.ts');
  const currency = parseCurrency(flags.currency, flags.rate);
  const hoursPerMonth = numberOf('--hours', flags.hours ?? '730', { above: 0, most: 744 });
  const given = size.parseAssumptions([
    ...(flags.assume ?? []),
    ...(flags.savingsPlan === undefined ? [] : [`fargate.savings-plan=${flags.savingsPlan}`]),
  ]);
  const headroom = size.parseShare(flags.headroom ?? '20%');
  if (!(headroom >= 0 && headroom <= 10))
    throw badFlag(text(`--headroom is "${flags.headroom ?? ''}", wanted a share such as 20%.`, `--headroom이 "${flags.headroom ?? ''}"입니다. 20% 같은 비율이어야 합니다.`), text('Leave it out for 20%.', '빼면 20%입니다.')); // prettier-ignore
  const policy: UsagePolicy = {
    cpuPercentile: numberOf('--percentile', flags.percentile ?? '95', { above: 0, most: 100 }),
    memoryPercentile: numberOf('--memory-percentile', flags.memoryPercentile ?? '100', { above: 0, most: 100 }), // prettier-ignore
    headroom,
  };
  const { snapshot, said } = assumed(flags, analysis, size);
  let { workloads } = analysis;
  let gaps: readonly Text[] = [...o.ofPrices, ...said];
  const byUse = flags.usage !== undefined && flags.usage.length > 0;
  if (byUse) {
    const readings = await usageReadings(flags, snapshot, { io: o.io, size });
    const used = size.applyUsage(snapshot, workloads, { readings, policy });
    workloads = used.workloads;
    gaps = [...gaps, ...used.gaps];
  }
  if (flags.whatIf !== undefined) workloads = size.applyWhatIf(workloads, flags.whatIf);
  workloads = size.addSidecars(workloads, flags.sidecar ?? []);
  const impossible = workloads.filter(
    (w) => w.replicas !== null && size.countOf(w.replicas) === null,
  );
  gaps = [...gaps, ...impossible.map((w) => badReplicas(w))];
  workloads = workloads.map((w) => (impossible.includes(w) ? { ...w, replicas: null } : w));
  let made: ReturnType<SizingInput['plan']> | undefined;
  const sizing = size.sizeWorkloads(snapshot, {
    workloads,
    prices: analysis.prices,
    given,
    hoursPerMonth,
  });
  gaps = [...unpricedRegion(sizing), ...gaps];
  return {
    analysis,
    snapshot,
    workloads,
    given,
    hoursPerMonth,
    currency,
    sizing,
    basis: { requests: byUse ? 'used' : 'stated', usage: byUse ? policy : null },
    gaps,
    unchecked: new Set(
      analysis.assessment.workloads
        .filter((w) => w.verdict === 'unknown' && w.ref.kind !== 'DaemonSet')
        .map((w) => workloadKey(w.ref)),
    ),
    plan: () => (made ??= planMade(analysis)),
  };
}

/** Why nothing on Fargate has a price, when nothing has. */
function unpricedRegion({ region, price }: SizingReport): readonly Text[] {
  if (price !== null) return [];
  return [
    region === null
      ? text('the input names no Region, so that prices on Fargate are not known: --region us-east-1', '입력에 리전이 없어 Fargate 가격을 알 수 없습니다: --region us-east-1')
      : text(`no table has a Fargate price of ${region}: --live-prices asks AWS, --assume fargate.vcpu=USD and fargate.gb=USD give one`, `${region}의 Fargate 가격은 표에 없습니다. --live-prices로 AWS에 묻거나 --assume fargate.vcpu=USD와 fargate.gb=USD로 주십시오`),
  ]; // prettier-ignore
}

const badReplicas = ({ ref, replicas }: Workload): Text =>
  text(
    `${formatRef(ref)}: replicas is ${String(replicas)}, wanted a whole number of 0 or more; its cost is not known`,
    `${formatRef(ref)}: replicas가 ${String(replicas)}입니다. 0 이상의 정수여야 하므로 비용을 알 수 없습니다`,
  );

/** The nodes that flags assume, if any. */
function assumed(
  flags: SizeFlags,
  { snapshot, prices }: Analysis,
  { withAssumedNodes }: Pick<typeof import('../size/index.ts'), 'withAssumedNodes'>,
): { readonly snapshot: Snapshot; readonly said: readonly Text[] } {
  const { nodeType, nodes } = flags;
  if (nodeType === undefined) {
    if (nodes === undefined) return { snapshot, said: [] };
    throw badFlag(text('--nodes is given without --node-type.', '--node-type 없이 --nodes만 주어졌습니다.'), text('Give both: fargatectl size --node-type m5.large --nodes 3', '둘 다 지정하십시오: fargatectl size --node-type m5.large --nodes 3')); // prettier-ignore
  }
  const count = nodes === undefined ? null : numberOf('--nodes', nodes, { above: 0, most: 10_000 });
  if (count !== null && !Number.isInteger(count))
    throw badFlag(text(`--nodes is "${nodes ?? ''}", wanted a whole number.`, `--nodes가 "${nodes ?? ''}"입니다. 정수여야 합니다.`), text('As in --nodes 3.', '예: --nodes 3.')); // prettier-ignore
  const made = withAssumedNodes(snapshot, { type: nodeType, count }, prices);
  return { snapshot: made.snapshot, said: [made.said] };
}

/** A plan that cannot be made of this input is a gap, no failure. */
async function planMade(
  analysis: Analysis,
): Promise<{ readonly plan: Plan | null; readonly why: Text | null }> {
  try {
    // Its steps are counted and its seconds added up; nobody reads its reasons, so that one language will do.
    const oneLanguage = { ...analysis, assessIn: () => analysis.assessment };
    return { plan: await planOf(oneLanguage, {}), why: null };
  } catch (error) {
    if (!isFargatectlError(error) || error.category !== 'user') throw error;
    return { plan: null, why: error.text };
  }
}
