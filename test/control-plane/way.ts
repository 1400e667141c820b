import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import type { PlanOptions } from '../../src/plan/index.ts';
import type { Analysis } from '../../src/cli/analysis.ts';
import { MemoryJournal } from '../e2e/stage.ts';
import { isThere } from './here.ts';
import { openRealStage, type RealStage } from './stage.ts';

/**
 * Another way through the tutorial, there and back, every write judged by the API server. Each has a
 * file, and so a control plane, of its own: most of its minutes are waits of Kubernetes' own.
 */
export const way = (name: string, options: Partial<PlanOptions>): void => {
  describe.skipIf(!isThere())(name, () => {
    let stage: RealStage;
    let first: Snapshot;
    let analysis: Analysis;
    beforeAll(async () => {
      stage = await openRealStage();
      first = await stage.look();
      analysis = await stage.analyze(first);
    });
    afterAll(async () => stage.stop());

    it('every write is accepted to the letter, there and back', async () => {
      const plan = await stage.plan(analysis, options);
      const store = new MemoryJournal();
      const judge = stage.judge();
      const there = await stage.session({ plan, store, judge });
      expect(there.error).toBeUndefined();
      expect(there.summary.outcome).toBe('done');
      // With no node left, what serves nodes has no place: only what moves is promised.
      const moved = new Set(
        plan.steps
          .filter((x) => x.step.startsWith('move-'))
          .map((x) => `${x.workload?.namespace ?? ''}/${x.workload?.name ?? ''}`),
      );
      expect(moved.size).toBeGreaterThanOrEqual(7);
      expect(
        there.summary.availability.filter((a) => moved.has(a.workload) && a.secondsBelowBudget > 0),
      ).toEqual([]);
      const back = await stage.session({ plan, store, judge, direction: { way: 'back' } });
      expect(back.error).toBeUndefined();
      expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      expect(compareSnapshots(first, await stage.look())).toEqual([]);
      expect(judge.refusals).toEqual([]);
      expect([...judge.warnings]).toEqual([]);
      expect(judge.judged.size).toBeGreaterThan(30);
    });

    it('leaves a sound data plane', () => {
      expect(stage.plane.failures).toEqual([]);
    });
  });
};
