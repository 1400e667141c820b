import { ruleById } from '../assess/index.ts';
import { formatRef, workloadKey, type MipSolver, type Text, type WorkloadAssessment } from '../model/index.ts'; // prettier-ignore
import { adviseOn, bestOfFree, costToday, termsOf, NEW_NODE_TYPES, PRICE_LIST, uncheckedIn, withFreeChoice, withStaying, type BestMix, type BillLine, type MixProblem, type Terms } from '../size/index.ts'; // prettier-ignore
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { NO_ZONES, adviceInput, mixGaps } from './mix-input.ts';
import { adviceText } from './render/advice.ts';
import { sourcesText } from './render/sources.ts';
import type { SizeFlags } from './size-flags.ts';
import { bestOf, carefulOf, effortWeight, fargateLine, type Careful } from './size-mix.ts';
import type { SizingInput } from './sizing-input.ts';

/** `size --advise`: the ways to go on, side by side, and what we would do. */
export async function advicePage(input: SizingInput, flags: SizeFlags, io: Io): Promise<Page> {
  const { analysis: a, given, hoursPerMonth, snapshot } = input;
  const { problem, nodesKnown } = await adviceInput(input, effortWeight(flags));
  const { loadSolver } = await import('../adapters/highs.ts');
  const solver = await loadSolver();
  const terms = termsOf({
    prices: a.prices,
    given,
    hoursPerMonth,
    region: snapshot.cluster.region,
  });
  const { best, careful } = nodesKnown
    ? { best: bestOf(problem, solver).best, careful: carefulOf(input, problem, solver) }
    : ofNewNodes(input, problem, { terms, solver });
  const { plan } = await input.plan();
  const { workloads } = a.assessment;
  const today = costToday(snapshot, { prices: a.prices, given, hoursPerMonth });
  const advice = adviseOn({
    problem,
    nodesKnown,
    best,
    careful,
    today,
    terms,
    solver,
    nodegroups: new Set(problem.kinds.map((k) => k.nodegroup)).size,
    daemonSets: input.workloads
      .filter((w) => w.ref.kind === 'DaemonSet')
      .map((w) => formatRef(w.ref).replace('DaemonSet ', '')),
    sharedSteps: plan ? plan.steps.filter((s) => !s.workload).length : null,
    impossible: new Set(workloads.filter((w) => w.verdict === 'stays').map((w) => workloadKey(w.ref))), // prettier-ignore
    breaks: new Map(workloads.map((w) => [workloadKey(w.ref), breaksOf(w)])),
  });
  const gaps = [...(nodesKnown ? [] : [NO_ZONES]), ...mixGaps(input, problem)];
  return {
    text: () =>
      `${adviceText(advice, gaps, io, input.currency)}\n${sourcesText([...today.lines, ...newNodeLines(input), fargateLine(input)], io)}`,
    report: {
      apiVersion: 'fargatectl/v1',
      kind: 'Advice',
      currency: input.currency,
      ...advice,
      gaps,
    },
  };
}

/** Where today's nodes are not known: the mix with nodes that are yet to be chosen. */
function ofNewNodes(
  input: SizingInput,
  problem: MixProblem,
  { terms, solver }: { readonly terms: Terms; readonly solver: MipSolver },
): { readonly best: BestMix | null; readonly careful: Careful | null } {
  const free = withFreeChoice(problem, terms, { lifecycle: 'on-demand', feeShare: 0 });
  const unchecked = uncheckedIn(problem, input.unchecked);
  const solve = (of: MixProblem): BestMix | null => bestOfFree(of, solver);
  return {
    best: free && solve(free),
    careful:
      unchecked.length === 0
        ? null
        : { workloads: unchecked.length, best: free && solve(withStaying(free, unchecked)) },
  };
}

/** Where the prices of nodes yet to be chosen are from: a table is one source, AWS' list one a type. */
function newNodeLines({ analysis, snapshot }: SizingInput): readonly Pick<BillLine, 'kind' | 'provenance'>[] {
  const { region } = snapshot.cluster;
  const from = NEW_NODE_TYPES.flatMap((type) => (region === null ? [] : (analysis.prices.instance(region, type) ?? [])));
  const listed = from.filter((p) => p.source.startsWith(PRICE_LIST));
  const tables = new Map(from.filter((p) => !listed.includes(p)).map((p) => [p.source, p]));
  const [first] = listed;
  return [
    ...[...tables.values()].map((provenance) => ({ kind: 'node' as const, provenance })),
    ...(first ? [{ kind: 'node' as const, provenance: { date: first.date, source: `${PRICE_LIST}: ${listed.length} BoxUsage` } }] : []),
  ];
} // prettier-ignore

/** Titles of the rules that it breaks and that are more than advice. */
function breaksOf({ findings }: WorkloadAssessment): readonly Text[] {
  const rules = new Set(findings.filter((f) => f.severity !== 'advice').map((f) => f.rule));
  return [...rules].flatMap((id): Text[] => {
    const rule = ruleById(id);
    return rule ? [rule.title] : [];
  });
}
