import { text, type MipSolver, type Text } from '../../model/index.ts';
import { aggregate, type Group } from './groups.ts';
import { packStaying, costOf } from './packing.ts';
import { canMove, type MixProblem } from './problem.ts';
import {
  DEFAULT_LIMITS,
  mixOf,
  objectiveOf,
  solveRelaxed,
  type BestMix,
  type Mix,
} from './solve.ts';

export interface Curve {
  readonly points: readonly Mix[];
  /** The best given, or a point that turned out cheaper still. */
  readonly best: BestMix;
}

/**
 * From "stay" to "all": for some numbers of moved workloads, the best found with exactly so many. The
 * first is the nodes as they could be packed with nothing moved; the last everything that may go. A
 * point is found to within 1 % and half a second: a chart of a dozen lines shows no more.
 */
export function mixCurve(problem: MixProblem, solver: MipSolver, best: BestMix): Curve {
  const all = aggregate(problem);
  const movable = problem.items.filter(canMove).length;
  const points = problem.items.length > 500 ? 6 : 8;
  const counts = new Set([0, movable, best.moved.size]);
  for (let i = 1; i < points; i += 1) counts.add(Math.round((movable * i) / points));
  const limits = { ...DEFAULT_LIMITS, seconds: 0.5 };
  const mixes = [...counts]
    .sort((a, b) => a - b)
    .flatMap((exactly): Mix[] => {
      if (exactly === best.moved.size) return [best];
      if (exactly === 0) {
        const nodes = packStaying(problem, new Set());
        return nodes ? [mixOf(problem, { moved: new Set(), nodes })] : [];
      }
      const found = solveRelaxed(problem, all, { solver, limits, exactly, relativeGap: 1e-2 });
      return found?.choice ? [mixOf(problem, found.choice)] : [];
    });
  const cheapest = mixes.reduce<BestMix>(
    (a, b) => (objectiveOf(problem, b) < objectiveOf(problem, a) - 1e-6 ? lower(problem, a, b) : a),
    best,
  );
  return { points: mixes, best: cheapest };
}

/** A better mix under the same bound. */
function lower(problem: MixProblem, best: BestMix, mix: Mix): BestMix {
  const bound = objectiveOf(problem, best) * (1 - best.gap);
  const value = objectiveOf(problem, mix);
  return {
    ...mix,
    gap: value <= 0 ? 0 : Math.max(0, (value - bound) / value),
    by: best.by === 'placement' || value < bound ? 'placement' : 'packing',
  };
}

/** Why one workload is where the best mix puts it. */
export interface Side {
  readonly item: number;
  readonly side: 'fargate' | 'nodes';
  /** What the other side would change in the bill, dollars a month; null when there is no other side. */
  readonly otherwiseUsd: number | null;
  readonly why: Text;
}

/** The reasons, with what the other side would cost as a quick packing of the rest tells it. */
export function sidesOf(problem: MixProblem, best: BestMix): readonly Side[] {
  const base = packStaying(problem, best.moved);
  const now = base === null ? null : costOf(problem, base);
  const byGroup = new Map<string, Side>();
  const groupOf = new Map<number, Group>();
  for (const g of aggregate(problem).groups) for (const i of g.items) groupOf.set(i, g);
  // Beyond this, flipping each would take longer than solving: reasons then tell Fargate's price alone.
  const flips = groupOf.size <= 150;
  return problem.items.map((item, i): Side => {
    const isMoved = best.moved.has(i);
    if (!canMove(item))
      return { item: i, side: 'nodes', otherwiseUsd: null, why: item.whyStays ?? text('it has no Fargate price', 'Fargate 가격이 없습니다') }; // prettier-ignore
    const key = `${problem.items.indexOf(groupOf.get(i)?.sample ?? item)} ${String(isMoved)}`;
    const known = byGroup.get(key);
    if (known) return { ...known, item: i };
    const side = reasonOf(problem, { best, i, now: flips ? now : null });
    byGroup.set(key, side);
    return side;
  });
}

function reasonOf(
  problem: MixProblem,
  o: { readonly best: BestMix; readonly i: number; readonly now: number | null },
): Side {
  const { best, i, now } = o;
  const item = problem.items[i];
  const fargate = item?.fargateUsdPerMonth ?? 0;
  const isMoved = best.moved.has(i);
  const flipped = new Set(best.moved);
  if (isMoved) flipped.delete(i);
  else flipped.add(i);
  const packed = now === null ? null : packStaying(problem, flipped);
  const nodes = packed && now !== null ? costOf(problem, packed) - now : null;
  const usd = (n: number): string => `$${Math.abs(n).toFixed(2)}`;
  const effort = problem.usdPerStep * (item?.effort ?? 0);
  if (isMoved) {
    const otherwiseUsd = nodes === null ? null : nodes - fargate;
    const why =
      nodes === null
        ? text(`${usd(fargate)} on Fargate`, `Fargate에서 ${usd(fargate)}`)
        : text(`${usd(fargate)} on Fargate; kept, the nodes would cost ${usd(Math.max(0, nodes))} more`, `Fargate에서 ${usd(fargate)}. 남기면 노드 비용이 ${usd(Math.max(0, nodes))} 늘어납니다`); // prettier-ignore
    return { item: i, side: 'fargate', otherwiseUsd, why };
  }
  const freed = nodes === null ? null : Math.max(0, -nodes);
  const otherwiseUsd = freed === null ? null : fargate - freed;
  const step = effort > 0 ? text(`, and ${usd(effort)} of effort`, `, 작업 값 ${usd(effort)}`) : text('', ''); // prettier-ignore
  const why =
    freed === null
      ? text(`on Fargate it would cost ${usd(fargate)}`, `Fargate에서는 ${usd(fargate)}가 듭니다`)
      : text(`on Fargate it would cost ${usd(fargate)}${step.en} and free ${freed < 0.005 ? 'no node' : `${usd(freed)} of nodes`}`, `Fargate에서는 ${usd(fargate)}${step.ko}가 들고 ${freed < 0.005 ? '줄어드는 노드가 없습니다' : `노드 비용은 ${usd(freed)} 줄어듭니다`}`); // prettier-ignore
  return { item: i, side: 'nodes', otherwiseUsd, why };
}
