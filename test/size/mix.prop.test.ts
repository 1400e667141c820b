import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MipSolver } from '../../src/model/index.ts';
import { loadSolver } from '../../src/adapters/highs.ts';
import { bestMix, canMove, greedyMix, mixCurve, objectiveOf, sidesOf, type MixProblem } from '../../src/size/index.ts'; // prettier-ignore
import {
  aKind,
  aLargeProblem,
  anItem,
  aProblem,
  smallProblems,
} from '../../src/size/mix/mix.test-data.ts';

let solver: MipSolver;
beforeAll(async () => {
  solver = await loadSolver();
});

/** Whether whole pods fit on these nodes: every placement is tried. */
function fits(problem: MixProblem, moved: ReadonlySet<number>, nodes: readonly number[]): boolean {
  const free = nodes.map((k) => ({
    k,
    ...problem.kinds[k]!.room!,
    has: new Map<number, number>(),
  }));
  const pods = problem.items.flatMap((item, i) => moved.has(i) ? [] : item.parts.flatMap((part) => Array.from({ length: part.pods }, () => ({ i, item, part })))); // prettier-ignore
  const place = (p: number): boolean => {
    const pod = pods[p];
    if (!pod) return true;
    return free.some((node) => {
      const on = node.has.get(pod.i) ?? 0;
      const { milliCpu, memoryMiB } = pod.item.need;
      const may = pod.part.kinds.includes(node.k) && node.milliCpu >= milliCpu && node.memoryMiB >= memoryMiB && node.pods >= 1 && !(pod.item.onePerNode && on > 0); // prettier-ignore
      if (!may) return false;
      node.milliCpu -= milliCpu;
      node.memoryMiB -= memoryMiB;
      node.pods -= 1;
      node.has.set(pod.i, on + 1); // prettier-ignore
      const ok = place(p + 1);
      node.milliCpu += milliCpu;
      node.memoryMiB += memoryMiB;
      node.pods += 1;
      node.has.set(pod.i, on); // prettier-ignore
      return ok;
    });
  };
  return place(0);
}

const expand = (counts: readonly number[]): number[] => counts.flatMap((n, k) => Array.from({ length: n }, () => k)); // prettier-ignore

/** The least objective over every set of movers and every number of nodes. */
function bruteForce(problem: MixProblem): number {
  const movable = problem.items.flatMap((item, i) => (canMove(item) ? [i] : []));
  let counts: number[][] = [[]];
  for (const kind of problem.kinds)
    counts = counts.flatMap((c) => Array.from({ length: kind.count + 1 }, (_, n) => [...c, n]));
  let best = Infinity;
  for (let mask = 0; mask < 2 ** movable.length; mask += 1) {
    const moved = new Set(movable.filter((_, b) => (mask >> b) & 1));
    for (const nodes of counts) {
      const zones = new Set(problem.kinds.flatMap((k, i) => (nodes[i]! > 0 ? [k.zone] : [])));
      const all = new Set(problem.kinds.map((k) => k.zone));
      if (problem.keepsZones && zones.size > 0 && zones.size < all.size) continue;
      const value = objectiveOf(problem, { moved, nodes });
      if (value < best && fits(problem, moved, expand(nodes))) best = value;
    }
  }
  return best;
}

describe('the best mix', () => {
  it('is what trying everything finds, proven, on small clusters', () => {
    fc.assert(
      fc.property(smallProblems(), (problem) => {
        const least = bruteForce(problem);
        const mix = bestMix(problem, solver);
        expect(mix === null).toBe(least === Infinity);
        if (mix === null) return;
        expect(objectiveOf(problem, mix)).toBeCloseTo(least, 3);
        expect(mix.gap).toBe(0);
        expect(fits(problem, mix.moved, expand(mix.nodes))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 2, 3, 4])(
    'is never worse than a simple greedy on large clusters (seed %i)',
    (seed) => {
      const problem = aLargeProblem(300, 4, seed);
      const greedy = greedyMix(problem, (c) => objectiveOf(problem, c))!;
      const mix = bestMix(problem, solver)!;
      expect(objectiveOf(problem, mix)).toBeLessThanOrEqual(objectiveOf(problem, greedy) + 1e-6);
      expect(mix.by).not.toBe('greedy');
      expect(mix.gap).toBeLessThan(0.05);
    },
  );

  it('moves a lone dear node’s small pods, and keeps what fills a node', () => {
    // One pod of $10 on a node of $70 goes; six pods of $40 that fill two nodes of $70 stay.
    const two = [aKind({ count: 2 }), aKind({ count: 1, zone: 'b' })];
    const part = (pods: number, kinds: number[]) => [
      { pods, kinds, at: new Map<number, number>() },
    ];
    const problem = aProblem(two, [
      anItem('small', { fargateUsdPerMonth: 10, parts: part(1, [1]) }),
      anItem('big', { fargateUsdPerMonth: 240, need: { milliCpu: 600, memoryMiB: 2048 }, parts: part(6, [0]) }),
    ]); // prettier-ignore
    const mix = bestMix(problem, solver)!;
    expect([...mix.moved]).toEqual([0]);
    expect(mix.nodes).toEqual([2, 0]);
    expect(mix.usdPerMonth).toBe(73 + 10 + 140);
    const sides = sidesOf(problem, mix);
    expect(sides.map((s) => [s.side, s.why.en])).toEqual([
      ['fargate', '$10.00 on Fargate; kept, the nodes would cost $70.00 more'],
      ['nodes', 'on Fargate it would cost $240.00 and free $140.00 of nodes'],
    ]);
  });

  it('says "stay" when effort is worth more than what the move saves', () => {
    const problem = aProblem(
      [aKind({ count: 1 })],
      [anItem('web', { fargateUsdPerMonth: 60, effort: 4 })],
    );
    expect([...bestMix(problem, solver)!.moved]).toEqual([0]);
    expect([...bestMix({ ...problem, usdPerStep: 3 }, solver)!.moved]).toEqual([]);
  });

  it('is found by the exact model where quick packings find none', () => {
    // Two pods that repel each other need both nodes of two pods; filling one node first leaves none for them.
    const kinds = [aKind({ count: 2, room: { milliCpu: 3200, memoryMiB: 4608, pods: 2 } })];
    const parts = [{ pods: 2, kinds: [0], at: new Map<number, number>() }];
    const problem = aProblem(kinds, [
      anItem('apart', { need: { milliCpu: 100, memoryMiB: 128 }, onePerNode: true, parts, fargateUsdPerMonth: null }),
      anItem('pair', { need: { milliCpu: 100, memoryMiB: 256 }, parts, fargateUsdPerMonth: null }),
    ]); // prettier-ignore
    expect(bestMix(problem, solver)).toMatchObject({ nodes: [2], gap: 0, by: 'exact' });
  });

  it('does not exist when a pod that stays fits on no node', () => {
    const problem = aProblem([aKind()], [anItem('huge', { need: { milliCpu: 9000, memoryMiB: 1 }, fargateUsdPerMonth: null })]); // prettier-ignore
    expect(bestMix(problem, solver)).toBeNull();
  });
});

/** Dollars a month that a step weighs; two of them are at least 1 apart. */
const WEIGHTS = [0, 1, 3, 10, 40];

describe('effort', () => {
  it('is weighed as trying everything weighs it, by the best mix and by the best point of the curve', () => {
    fc.assert(
      fc.property(smallProblems(), fc.constantFrom(...WEIGHTS), (problem, usdPerStep) => {
        const weighed = { ...problem, usdPerStep };
        const mix = bestMix(weighed, solver);
        const least = bruteForce(weighed);
        expect(mix === null).toBe(least === Infinity);
        if (mix === null) return;
        expect(objectiveOf(weighed, mix)).toBeCloseTo(least, 3);
        expect(objectiveOf(weighed, mixCurve(weighed, solver, mix).best)).toBeCloseTo(least, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('that weighs more never has more steps done, and never makes the bill smaller', () => {
    fc.assert(
      fc.property(smallProblems(), (problem) => {
        const mixes = WEIGHTS.map((usdPerStep) => bestMix({ ...problem, usdPerStep }, solver));
        mixes.slice(1).forEach((heavier, i) => {
          const lighter = mixes[i];
          if (!heavier || !lighter) return void expect([heavier, lighter]).toEqual([null, null]);
          // Both are proven best, so that a step more would have to pay for itself at both weights.
          expect([lighter.gap, heavier.gap]).toEqual([0, 0]);
          expect(heavier.effort).toBeLessThanOrEqual(lighter.effort);
          expect(heavier.usdPerMonth).toBeGreaterThanOrEqual(lighter.usdPerMonth - 1e-3);
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each([1, 2, 3])(
    'that weighs more has no more steps done on large clusters than the open gap allows (seed %i)',
    (seed) => {
      const problem = aLargeProblem(120, 3, seed);
      const weights = [0, 5, 1000];
      const mixes = weights.map((usdPerStep) => bestMix({ ...problem, usdPerStep }, solver)!);
      /** How far a mix may be above the best at its own weight, in dollars. */
      const open = mixes.map((m, i) => m.gap * objectiveOf({ ...problem, usdPerStep: weights[i]! }, m)); // prettier-ignore
      for (const i of [0, 1]) {
        const more = (weights[i + 1]! - weights[i]!) * (mixes[i + 1]!.effort - mixes[i]!.effort);
        expect(more).toBeLessThanOrEqual(open[i]! + open[i + 1]! + 1e-3);
      }
      expect(mixes[2]!.effort).toBeLessThan(mixes[0]!.effort);
    },
  );
});

describe('the curve', () => {
  it('runs from stay to all, and nowhere below the best', () => {
    fc.assert(
      fc.property(smallProblems(), (problem) => {
        const mix = bestMix(problem, solver);
        if (!mix) return;
        const { points, best } = mixCurve(problem, solver, mix);
        const counts = points.map((m) => m.moved.size);
        expect(counts).toEqual([...counts].sort((a, b) => a - b));
        expect(counts.at(-1)).toBe(problem.items.filter(canMove).length);
        for (const point of points)
          expect(objectiveOf(problem, point)).toBeGreaterThanOrEqual(objectiveOf(problem, best) - 1e-3); // prettier-ignore
      }),
      { numRuns: 30 },
    );
  });
});
