import { formatRef, text, type MipSolver, type Text } from '../../model/index.ts';
import type { Bill } from '../cost/bill.ts';
import type { Terms } from '../cost/terms.ts';
import { packStaying } from '../mix/packing.ts';
import { bestMix, mixOf, type BestMix } from '../mix/solve.ts';
import { canMove, type MixItem, type MixProblem } from '../mix/problem.ts';
import { nodesOnly, withFreeChoice } from './catalogue.ts';
import { CHARACTER, OPTIONS, type Character, type OptionId } from './options.ts';

export { OPTIONS, type OptionId } from './options.ts';

/** One way to go on, for this cluster. */
export interface Option extends Character {
  readonly id: OptionId;
  /** Null when it cannot be had or a price is not known; `costNote` says which. */
  readonly usdPerMonth: number | null;
  readonly costNote: Text | null;
  /** Nodes left; null when not reckoned. */
  readonly nodes: number | null;
  readonly movedWorkloads: number;
  /** Steps of work; null when nobody can tell from here. */
  readonly steps: number | null;
  readonly breaks: readonly Text[];
}

export type Verdict = 'dont' | 'nodes-first' | 'part' | 'whole' | 'cannot-say';

export interface Advice {
  readonly verdict: Verdict;
  readonly because: Text;
  readonly options: readonly Option[];
}

export interface AdviceInput {
  readonly problem: MixProblem;
  readonly best: BestMix;
  readonly today: Bill;
  readonly terms: Terms;
  readonly solver: MipSolver;
  readonly nodegroups: number;
  readonly daemonSets: readonly string[];
  /** All steps of the plan that moves what may move; null when none can be made. */
  readonly planSteps: number | null;
  /** Of these, the steps that are no single workload's: profiles, roles, checks. */
  readonly sharedSteps: number | null;
  /** What a move would break or change, by workload key. */
  readonly breaks: ReadonlyMap<string, readonly Text[]>;
}

/**
 * Auto Mode's fee as a share of the on-demand price: $0.03672 for a c6a.2xlarge that costs $0.306 in AWS' own
 * example. Lower for accelerated types, which no option here picks; no plan or Spot discounts it.
 * @source https://aws.amazon.com/eks/pricing/ (example as quoted in public repositories, read 2026-11-24)
 */
const AUTO_MODE_FEE = 0.03672 / 0.306;
/** Differences below this share of the bill do not decide: estimates are not better than that. */
const CLEAR = 0.05;

/** Compares the ways for one cluster, and says so when the answer is "don't". Pure but for the solver's time. */
export function adviseOn(input: AdviceInput): Advice {
  const costs = new Map(OPTIONS.map((id) => [id, optionOf(id, input)]));
  const options = OPTIONS.map((id) => costs.get(id) as Option);
  return { ...verdictOf(input, costs), options };
}

function optionOf(id: OptionId, input: AdviceInput): Option {
  const { problem, best, today } = input;
  const base = { id, ...CHARACTER[id], movedWorkloads: 0, breaks: [], costNote: null };
  switch (id) {
    case 'stay':
      return { ...base, usdPerMonth: today.usdPerMonth ?? today.knownUsdPerMonth, costNote: openLines(today), nodes: problem.nodeKinds.length, steps: 0 }; // prettier-ignore
    case 'tidy':
      // For each node group: make the new one, drain the old one, delete it.
      return { ...base, ...tidied(input), steps: 3 * Math.max(1, input.nodegroups) };
    case 'karpenter': {
      const lifecycle = input.terms.given.has('spot.discount') ? 'spot' : 'on-demand';
      const cost = freely(input, { lifecycle, feeShare: 0 });
      const note = lifecycle === 'spot' ? text('all on Spot at the discount given', '주어진 할인율로 전부 스팟') : text('on demand; Spot is cheaper: --assume spot.discount=60%', '온디맨드 기준. 스팟은 더 쌉니다: --assume spot.discount=60%'); // prettier-ignore
      // Its roles, the controller, a NodePool, and the node groups drained and deleted.
      return { ...base, ...cost, costNote: cost.costNote ?? note, steps: 3 + 2 * Math.max(1, input.nodegroups) }; // prettier-ignore
    }
    case 'auto-mode': {
      const feeShare = input.terms.given.get('auto-mode.fee') ?? AUTO_MODE_FEE;
      const cost = freely(input, { lifecycle: 'on-demand', feeShare });
      const percent = (feeShare * 100).toFixed(0);
      const note = text(`its fee of ${percent} % of the on-demand price is in it`, `온디맨드 가격의 ${percent} %인 요금 포함`); // prettier-ignore
      // The roles, the switch, the volumes' storage class, and the node groups drained and deleted.
      return { ...base, ...cost, costNote: cost.costNote ?? note, steps: 3 + 2 * Math.max(1, input.nodegroups) }; // prettier-ignore
    }
    case 'fargate-part':
      return {
        ...base,
        usdPerMonth: best.usdPerMonth,
        costNote: best.moved.size === 0 ? text('the best mix moves nothing', '가장 좋은 조합은 아무것도 옮기지 않음') : openSums(problem), // prettier-ignore
        nodes: sum(best.nodes),
        movedWorkloads: best.moved.size,
        steps: input.sharedSteps === null ? null : best.moved.size === 0 ? 0 : input.sharedSteps + best.effort, // prettier-ignore
        breaks: breaksOf(input, [...best.moved].map((i) => problem.items[i] as MixItem)), // prettier-ignore
      };
    case 'fargate-whole':
      return whole(input, base);
  }
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** Fewer of today's nodes, or others, whichever is cheaper. */
function tidied(input: AdviceInput): Pick<Option, 'usdPerMonth' | 'nodes' | 'costNote'> {
  const { problem } = input;
  const free = freely(input, { lifecycle: 'on-demand', feeShare: 0 });
  const nodes = packStaying(problem, new Set());
  if (nodes === null) return free;
  const { usdPerMonth } = mixOf(problem, { moved: new Set(), nodes });
  if (free.usdPerMonth !== null && free.usdPerMonth < usdPerMonth)
    return { ...free, costNote: text('with other types of node', '다른 유형의 노드로') };
  return { usdPerMonth, nodes: sum(nodes), costNote: text('fewer of today’s nodes', '지금의 노드를 줄여서') }; // prettier-ignore
}

/** Nodes of a free choice for everything. */
function freely(
  { problem, terms, solver }: AdviceInput,
  o: { readonly lifecycle: 'on-demand' | 'spot'; readonly feeShare: number },
): Pick<Option, 'usdPerMonth' | 'nodes' | 'costNote'> {
  const free = withFreeChoice(problem, terms, o);
  const unknown = { usdPerMonth: null, nodes: null };
  if (free === null)
    return { ...unknown, costNote: text('no prices of other types are known for this Region', '이 리전의 다른 유형 가격을 모릅니다') }; // prettier-ignore
  const mix = bestMix(nodesOnly(free), solver, { seconds: 3, exactColumns: 0 });
  if (mix === null)
    return { ...unknown, costNote: text('a pod fits on no type up to 4xlarge', '4xlarge까지의 어느 유형에도 맞지 않는 파드가 있습니다') }; // prettier-ignore
  return { usdPerMonth: mix.usdPerMonth, nodes: sum(mix.nodes), costNote: null };
}

/** Everything that has a Fargate size, and no nodes. */
function whole(input: AdviceInput, base: Omit<Option, 'usdPerMonth' | 'nodes' | 'steps'>): Option {
  const { problem, planSteps, daemonSets } = input;
  const goes = problem.items.filter((i) => i.fargateUsdPerMonth !== null);
  const cannot = problem.items.filter((i) => !canMove(i));
  const names = cannot.slice(0, 4).map((i) => formatRef(i.ref)).join(', ') + (cannot.length > 4 ? ', …' : ''); // prettier-ignore
  const usd = problem.fixedUsdPerMonth + goes.reduce((s, i) => s + (i.fargateUsdPerMonth ?? 0), 0);
  const open = problem.items.length - goes.length;
  return {
    ...base,
    usdPerMonth: usd,
    costNote: open === 0 ? openSums(problem) : text(`without ${open} workloads that have no Fargate size or price`, `Fargate 크기나 가격이 없는 워크로드 ${open}개 제외`), // prettier-ignore
    nodes: 0,
    movedWorkloads: goes.length,
    steps: cannot.length === 0 ? planSteps : null,
    breaks: [
      ...(cannot.length > 0 ? [text(`${cannot.length} workloads cannot go as they are: ${names}`, `그대로는 갈 수 없는 워크로드 ${cannot.length}개: ${names}`)] : []), // prettier-ignore
      ...(daemonSets.length > 0 ? [text(`${daemonSets.length} DaemonSets end: ${daemonSets.slice(0, 4).join(', ')}${daemonSets.length > 4 ? ', …' : ''}`, `DaemonSet ${daemonSets.length}개가 없어짐: ${daemonSets.slice(0, 4).join(', ')}${daemonSets.length > 4 ? ', …' : ''}`)] : []), // prettier-ignore
      ...breaksOf(input, goes),
    ],
  };
}

/** The commonest first, each with how many workloads it meets. */
function breaksOf({ breaks }: AdviceInput, items: readonly MixItem[]): readonly Text[] {
  const counts = new Map<string, { readonly what: Text; n: number }>();
  for (const item of items)
    for (const what of breaks.get(item.key) ?? []) {
      const known = counts.get(what.en);
      if (known) known.n += 1;
      else counts.set(what.en, { what, n: 1 });
    }
  return [...counts.values()]
    .sort((a, b) => b.n - a.n || (a.what.en < b.what.en ? -1 : 1))
    .slice(0, 6)
    .map(({ what, n }) => text(`${what.en} (${n})`, `${what.ko} (${n})`));
}

const openLines = (bill: Bill): Text | null => {
  const open = bill.lines.filter((l) => l.usdPerMonth === null);
  return open.length === 0 ? null : text(`without ${open.length} lines whose price is not known`, `가격을 모르는 ${open.length}개 항목 제외`); // prettier-ignore
};
const openSums = ({ gaps }: MixProblem): Text | null =>
  gaps.length === 0 ? null : text(`without ${gaps.length} things whose price is not known`, `가격을 모르는 ${gaps.length}가지 제외`); // prettier-ignore

/** Honest to the point of "don't". */
function verdictOf(
  { problem, best, today }: AdviceInput,
  options: ReadonlyMap<OptionId, Option>,
): Pick<Advice, 'verdict' | 'because'> {
  const now = today.usdPerMonth ?? today.knownUsdPerMonth;
  const usd = (n: number): string => `$${n.toFixed(2)}`;
  const movable = problem.items.filter(canMove).length;
  if (problem.items.length === 0)
    return { verdict: 'cannot-say', because: text('no pods on nodes were found', '노드 위의 파드를 찾지 못했습니다') }; // prettier-ignore
  if (movable === 0)
    return { verdict: 'dont', because: text('no workload can go to Fargate as it is', '그대로 Fargate로 갈 수 있는 워크로드가 없습니다') }; // prettier-ignore
  const onNodes = (['tidy', 'karpenter', 'auto-mode'] as const)
    .map((id) => options.get(id))
    .filter((o): o is Option => o?.usdPerMonth != null)
    .sort((a, b) => (a.usdPerMonth ?? 0) - (b.usdPerMonth ?? 0))[0];
  const nodesUsd = onNodes?.usdPerMonth ?? now;
  const part = best.usdPerMonth;
  if (best.moved.size === 0 && nodesUsd >= now * (1 - CLEAR))
    return { verdict: 'dont', because: text(`every move costs more than the ${usd(now)} of today; what runs here fills its nodes`, `어떻게 옮겨도 지금의 ${usd(now)}보다 비쌉니다. 지금 노드는 잘 채워져 있습니다`) }; // prettier-ignore
  if (onNodes && (best.moved.size === 0 || nodesUsd < part * (1 - CLEAR)))
    return {
      verdict: best.moved.size === 0 ? 'dont' : 'nodes-first',
      because:
        best.moved.size === 0
          ? text(`no mix with Fargate is cheaper than better nodes alone: ${onNodes.title.en} ${usd(nodesUsd)}, today ${usd(now)}`, `Fargate를 섞어도 노드를 바로잡는 것보다 싸지지 않습니다: ${onNodes.title.ko} ${usd(nodesUsd)}, 지금 ${usd(now)}`) // prettier-ignore
          : text(`better nodes save more than Fargate: ${onNodes.title.en} ${usd(nodesUsd)}, the best mix ${usd(part)}, today ${usd(now)}`, `Fargate보다 노드를 바로잡는 쪽이 더 아낍니다: ${onNodes.title.ko} ${usd(nodesUsd)}, 가장 좋은 조합 ${usd(part)}, 지금 ${usd(now)}`), // prettier-ignore
    };
  if (part >= now * (1 - CLEAR) && part > nodesUsd * (1 + CLEAR))
    return { verdict: 'dont', because: text(`Fargate saves nothing: ${usd(part)} against ${usd(now)}`, `Fargate로 아끼는 것이 없습니다: ${usd(part)} 대 ${usd(now)}`) }; // prettier-ignore
  const all = best.moved.size === problem.items.length;
  return {
    verdict: all ? 'whole' : 'part',
    because: text(
      `${all ? 'all of it costs' : 'the best mix costs'} ${usd(part)}, the best nodes ${usd(nodesUsd)}, today ${usd(now)}`,
      `${all ? '전부 옮기면' : '가장 좋은 조합이'} ${usd(part)}, 가장 나은 노드가 ${usd(nodesUsd)}, 지금이 ${usd(now)}입니다`,
    ),
  };
}
