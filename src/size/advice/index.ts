import { agree, both, counted, formatRef, text, type Text } from '../../model/index.ts';
import type { Bill } from '../cost/bill.ts';
import { bestMix } from '../mix/solve.ts';
import { canMove, type MixItem, type MixProblem } from '../mix/problem.ts';
import type { Advice, AdviceInput, Option } from './advice.ts';
import { bestOfFree, nodesOnly, withFreeChoice, withoutUnfit } from './catalogue.ts';
import { CHARACTER, OPTIONS, type OptionId } from './options.ts';
import { verdictOf } from './verdict.ts';

export type { Advice, AdviceInput, Option, Verdict } from './advice.ts';
export { bestOfFree, NEW_NODE_TYPES, withFreeChoice } from './catalogue.ts';
export { OPTIONS, type OptionId } from './options.ts';

/**
 * Auto Mode's fee as a share of the on-demand price: $0.03672 for a c6a.2xlarge that costs $0.306 in AWS' own
 * example. Lower for accelerated types, which no option here picks; no plan or Spot discounts it.
 * @source https://aws.amazon.com/eks/pricing/ (example as quoted in public repositories, read 2026-11-24)
 */
const AUTO_MODE_FEE = 0.03672 / 0.306;
/** Compares the ways for one cluster, and says so when the answer is "don't". Pure but for the solver's time. */
export function adviseOn(input: AdviceInput): Advice {
  const onDemand = freely(input, { lifecycle: 'on-demand', feeShare: 0 });
  const options = OPTIONS.map((id) => optionOf(id, input, onDemand));
  const { careful } = input;
  return {
    ...verdictOf(input, input.best, options),
    options,
    ifUncheckedStay: careful && {
      workloads: careful.workloads,
      verdict: verdictOf(input, careful.best, options).verdict,
      usdPerMonth: careful.best?.usdPerMonth ?? null,
    },
  };
}

/** Nodes of a free choice for everything. */
interface Free extends Pick<Option, 'usdPerMonth' | 'nodes'> {
  /** How far above the cheapest it may be, at most; a share. */
  readonly gap: number;
  /** Workloads that fit on none of these nodes and are not in the figure. */
  readonly unfit: number;
  /** Why there is no figure. */
  readonly why: Text | null;
}

function optionOf(id: OptionId, input: AdviceInput, onDemand: Free): Option {
  const { problem, today, nodesKnown } = input;
  const base = { id, ...CHARACTER[id], movedWorkloads: 0, breaks: [], costNote: null, stepsAtLeast: false }; // prettier-ignore
  // Each node group is made anew, drained or deleted; how many there are is known with the nodes only.
  const groups = nodesKnown ? Math.max(1, input.nodegroups) : 0;
  switch (id) {
    case 'stay':
      return nodesKnown
        ? { ...base, usdPerMonth: today.usdPerMonth ?? today.knownUsdPerMonth, costNote: openLines(today), nodes: problem.nodeKinds.length, steps: 0 }
        : { ...base, usdPerMonth: null, costNote: NODES_UNKNOWN, nodes: null, steps: 0 }; // prettier-ignore
    case 'tidy':
      // For each node group: make the new one, drain the old one, delete it.
      return nodesKnown
        ? { ...base, ...tidied(input, onDemand), steps: 3 * groups }
        : { ...base, usdPerMonth: null, costNote: NODES_UNKNOWN, nodes: null, steps: null };
    case 'karpenter': {
      const lifecycle = input.terms.given.has('spot.discount') ? 'spot' : 'on-demand';
      const cost = lifecycle === 'spot' ? freely(input, { lifecycle, feeShare: 0 }) : onDemand;
      const note = lifecycle === 'spot' ? text('all on Spot at the discount given', '주어진 할인율로 전부 스팟') : text('on demand; Spot is cheaper: --assume spot.discount=60%', '온디맨드 기준. 스팟은 더 쌉니다: --assume spot.discount=60%'); // prettier-ignore
      // Its roles, the controller, a NodePool, and the node groups drained and deleted.
      return { ...base, ...asOption(cost, note), steps: 3 + 2 * groups, stepsAtLeast: !nodesKnown }; // prettier-ignore
    }
    case 'auto-mode': {
      const feeShare = input.terms.given.get('auto-mode.fee') ?? AUTO_MODE_FEE;
      const cost = freely(input, { lifecycle: 'on-demand', feeShare });
      const percent = (feeShare * 100).toFixed(0);
      const note = text(`its fee of ${percent} % of the on-demand price is in it`, `온디맨드 가격의 ${percent} %인 요금 포함`); // prettier-ignore
      // The roles, the switch, the volumes' storage class, and the node groups drained and deleted.
      return { ...base, ...asOption(cost, note), steps: 3 + 2 * groups, stepsAtLeast: !nodesKnown }; // prettier-ignore
    }
    case 'fargate-part':
      return part(input, base);
    case 'fargate-whole':
      return whole(input, base);
  }
}

const NODES_UNKNOWN = text(
  'today’s nodes or their prices are not in this input: --node-type m5.large --nodes 3 assumes some',
  '이 입력에는 지금의 노드나 그 가격이 없습니다: --node-type m5.large --nodes 3으로 가정',
);

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** A figure with what is to be said of it, and how sure it is. */
function asOption(
  { usdPerMonth, nodes, gap, unfit, why }: Free,
  note: Text,
): Pick<Option, 'usdPerMonth' | 'nodes' | 'costNote'> {
  const percent = (gap * 100).toFixed(1);
  const doubts = [
    ...(gap < 0.001 ? [] : [text(`; at most ${percent} % above the cheapest there is`, `. 가장 싼 것보다 많아야 ${percent} % 비쌈`)]), // prettier-ignore
    ...(unfit === 0 ? [] : [text(`; without ${counted(unfit, 'workload that fits', 'workloads that fit')} on no type up to 4xlarge`, `. 4xlarge까지의 어느 유형에도 맞지 않는 워크로드 ${unfit}개 제외`)]), // prettier-ignore
  ];
  return {
    usdPerMonth,
    nodes,
    costNote: why ?? both((lang) => [note, ...doubts].map((t) => t[lang]).join('')),
  };
}

/** Fewer of today's nodes, or others, whichever is cheaper. */
function tidied(
  { problem, solver }: AdviceInput,
  free: Free,
): Pick<Option, 'usdPerMonth' | 'nodes' | 'costNote'> {
  const other = text('with other types of node', '다른 유형의 노드로');
  const fewer = bestMix(nodesOnly(problem), solver);
  if (fewer === null || (free.usdPerMonth !== null && free.usdPerMonth < fewer.usdPerMonth))
    return asOption(free, other);
  const { usdPerMonth, gap } = fewer;
  return asOption(
    { usdPerMonth, nodes: sum(fewer.nodes), gap, unfit: 0, why: null },
    text('fewer of today’s nodes', '지금의 노드를 줄여서'),
  );
}

function freely(
  { problem, terms, solver }: AdviceInput,
  o: { readonly lifecycle: 'on-demand' | 'spot'; readonly feeShare: number },
): Free {
  const free = withFreeChoice(problem, terms, o);
  const unknown = { usdPerMonth: null, nodes: null, gap: 0, unfit: 0 };
  if (free === null)
    return { ...unknown, why: terms.region === null ? REGION_UNKNOWN : text('no prices of other types are known for this Region', '이 리전의 다른 유형 가격을 모릅니다') }; // prettier-ignore
  const { problem: fitting, unfit } = withoutUnfit(nodesOnly(free));
  const mix = bestOfFree(fitting, solver);
  if (mix === null || unfit === problem.items.length)
    return { ...unknown, why: text('a pod fits on no type up to 4xlarge', '4xlarge까지의 어느 유형에도 맞지 않는 파드가 있습니다') }; // prettier-ignore
  return { usdPerMonth: mix.usdPerMonth, nodes: sum(mix.nodes), gap: mix.gap, unfit, why: null };
}

const REGION_UNKNOWN = text('the Region is not known: --region us-east-1', '리전을 모릅니다: --region us-east-1'); // prettier-ignore

type Base = Omit<Option, 'usdPerMonth' | 'nodes' | 'steps'>;

/** The best mix. */
function part(input: AdviceInput, base: Base): Option {
  const { problem, best, nodesKnown, terms } = input;
  if (best === null)
    return { ...base, usdPerMonth: null, costNote: terms.region === null ? REGION_UNKNOWN : NODES_UNKNOWN, nodes: null, steps: null }; // prettier-ignore
  const moved = [...best.moved].map((i) => problem.items[i] as MixItem);
  const note = nodesKnown ? openSums(problem) : text('the rest on new nodes of a free choice', '나머지는 새로 고른 노드에'); // prettier-ignore
  return {
    ...base,
    usdPerMonth: best.usdPerMonth,
    costNote: moved.length === 0 ? text('the best mix moves nothing', '가장 좋은 조합은 아무것도 옮기지 않음') : note, // prettier-ignore
    nodes: sum(best.nodes),
    movedWorkloads: moved.length,
    steps: moved.length === 0 ? 0 : (input.sharedSteps ?? 0) + best.effort,
    stepsAtLeast: moved.length > 0 && input.sharedSteps === null,
    breaks: breaksOf(input, moved),
  };
}

/** Everything that has a Fargate size, and no nodes. */
function whole(input: AdviceInput, base: Base): Option {
  const { problem, daemonSets, impossible, terms } = input;
  const goes = problem.items.filter((i) => i.fargateUsdPerMonth !== null);
  const cannot = problem.items.filter((i) => !canMove(i) && i.heldBy !== 'price');
  const names = cannot.slice(0, 4).map((i) => formatRef(i.ref)).join(', ') + (cannot.length > 4 ? ', …' : ''); // prettier-ignore
  const usd = problem.fixedUsdPerMonth + goes.reduce((s, i) => s + (i.fargateUsdPerMonth ?? 0), 0);
  const open = problem.items.length - goes.length;
  const never = problem.items.some((i) => impossible.has(i.key) || i.heldBy === 'size');
  return {
    ...base,
    // With no price at all the control plane alone is left, which is nobody's answer.
    usdPerMonth: goes.length === 0 && open > 0 ? null : usd,
    costNote: open === 0 ? openSums(problem) : terms.region === null ? REGION_UNKNOWN : text(`without ${counted(open, 'workload that has', 'workloads that have')} no Fargate size or price`, `Fargate 크기나 가격이 없는 워크로드 ${open}개 제외`), // prettier-ignore
    nodes: 0,
    movedWorkloads: goes.length,
    steps: never ? null : (input.sharedSteps ?? 0) + sum(problem.items.map((i) => i.effort)),
    stepsAtLeast: !never && input.sharedSteps === null,
    breaks: [
      ...(cannot.length > 0 ? [text(`${counted(cannot.length, 'workload')} cannot go as ${agree(cannot.length, 'it is', 'they are')}: ${names}`, `그대로는 갈 수 없는 워크로드 ${cannot.length}개: ${names}`)] : []), // prettier-ignore
      ...(daemonSets.length > 0 ? [text(`${counted(daemonSets.length, 'DaemonSet ends', 'DaemonSets end')}: ${daemonSets.slice(0, 4).join(', ')}${daemonSets.length > 4 ? ', …' : ''}`, `DaemonSet ${daemonSets.length}개가 없어짐: ${daemonSets.slice(0, 4).join(', ')}${daemonSets.length > 4 ? ', …' : ''}`)] : []), // prettier-ignore
      ...breaksOf(input, problem.items),
    ],
  };
}

const BREAKS_SHOWN = 6;

/** The commonest first, each with how many workloads it meets. */
function breaksOf({ breaks }: AdviceInput, items: readonly MixItem[]): readonly Text[] {
  const counts = new Map<string, { readonly what: Text; n: number }>();
  for (const item of items)
    for (const what of breaks.get(item.key) ?? []) {
      const known = counts.get(what.en);
      if (known) known.n += 1;
      else counts.set(what.en, { what, n: 1 });
    }
  const all = [...counts.values()]
    .sort((a, b) => b.n - a.n || (a.what.en < b.what.en ? -1 : 1))
    .map(({ what, n }) => text(`${what.en} (${n})`, `${what.ko} (${n})`));
  const more = all.length - BREAKS_SHOWN;
  if (more <= 0) return all;
  return [...all.slice(0, BREAKS_SHOWN), text(`and ${more} more: fargatectl assess`, `그 밖에 ${more}가지: fargatectl assess`)]; // prettier-ignore
}

const openLines = (bill: Bill): Text | null => {
  const open = bill.lines.filter((l) => l.usdPerMonth === null);
  if (open.length === 0) return null;
  const names = (lang: 'en' | 'ko'): string =>
    `${open.slice(0, 3).map((l) => l.what[lang]).join('; ')}${open.length > 3 ? '; …' : ''}`; // prettier-ignore
  return text(`without what has no known price: ${names('en')}`, `가격을 모르는 것 제외: ${names('ko')}`); // prettier-ignore
};
const openSums = ({ gaps }: MixProblem): Text | null =>
  gaps.length === 0 ? null : text('without what is named as missing', '빠졌다고 적은 것 제외');
