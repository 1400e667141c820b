import { counted, text } from '../../model/index.ts';
import { canMove } from '../mix/problem.ts';
import type { BestMix } from '../mix/solve.ts';
import type { Advice, AdviceInput, Option } from './advice.ts';

/** Differences below this share of the bill do not decide: estimates are not better than that. */
const CLEAR = 0.05;
const usd = (n: number | null): string => (n === null ? '?' : `$${n.toFixed(2)}`);

/** Honest to the point of "don't". */
export function verdictOf(
  input: AdviceInput,
  best: BestMix | null,
  options: readonly Option[],
): Pick<Advice, 'verdict' | 'because'> {
  const { problem, today } = input;
  const now = today.usdPerMonth ?? today.knownUsdPerMonth;
  const movable = problem.items.filter(canMove).length;
  if (problem.items.length === 0)
    return today.lines.some((l) => l.kind === 'fargate')
      ? { verdict: 'dont', because: text('every pod that was found is on Fargate already', '찾은 파드가 모두 이미 Fargate에 있습니다') }
      : { verdict: 'cannot-say', because: text('no pods on nodes were found', '노드 위의 파드를 찾지 못했습니다') }; // prettier-ignore
  if (movable === 0) return nothingMovable(input);
  const onNodes = (['tidy', 'karpenter', 'auto-mode'] as const)
    .map((id) => options.find((o) => o.id === id))
    .filter((o): o is Option => o?.usdPerMonth != null)
    .sort((a, b) => (a.usdPerMonth ?? 0) - (b.usdPerMonth ?? 0))[0];
  if (!input.nodesKnown || best === null) return todayUnknown(best, onNodes, options);
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

/** Without today's bill nobody can say; what the ways to go on would cost can be said all the same. */
function todayUnknown(
  best: BestMix | null,
  onNodes: Option | undefined,
  options: readonly Option[],
): Pick<Advice, 'verdict' | 'because'> {
  const whole = usd(options.find((o) => o.id === 'fargate-whole')?.usdPerMonth ?? null);
  const nodes = usd(onNodes?.usdPerMonth ?? null);
  const mix = usd(best?.usdPerMonth ?? null);
  return {
    verdict: 'cannot-say',
    because: text(
      `today’s bill is not known from this input; all of it on Fargate would cost ${whole}, on the best new nodes ${nodes}, the best mix of both ${mix}`,
      `이 입력으로는 지금의 요금을 알 수 없습니다. 전부 Fargate면 ${whole}, 가장 나은 새 노드면 ${nodes}, 둘을 가장 잘 섞으면 ${mix}입니다`,
    ),
  };
}

/** Nothing may go: because of what it is, or only because a price is missing, which is no reason to stay. */
function nothingMovable({ problem }: AdviceInput): Pick<Advice, 'verdict' | 'because'> {
  const unpriced = problem.items.filter((i) => i.heldBy === 'price');
  const why = unpriced[0]?.whyStays;
  return unpriced.length === 0 || !why
    ? { verdict: 'dont', because: text('no workload can go to Fargate as it is', '그대로 Fargate로 갈 수 있는 워크로드가 없습니다') }
    : {
        verdict: 'cannot-say',
        because: text(
          `no Fargate price is known for the ${counted(unpriced.length, 'workload')} that could go: ${why.en}`,
          `갈 수 있는 워크로드 ${unpriced.length}개의 Fargate 가격을 모릅니다: ${why.ko}`,
        ),
      };
} // prettier-ignore
