import type { HttpRequest } from '../../src/model/index.ts';
import type { PlanOptions } from '../../src/plan/index.ts';
import { MemoryJournal, openStage } from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import { FAULTS } from './faults.ts';
import type { Case, Reference } from './one-case.ts';

/** Runs the plan undisturbed once, and crosses each of its writes with each fault that can strike there. */
export async function matrixOf(
  options: Partial<PlanOptions>,
): Promise<{ readonly reference: Reference; readonly cases: readonly Case[] }> {
  // A first run loads modules as it goes, which may put calls of the same moment in another order.
  await undisturbed(options);
  return undisturbed(options);
}

async function undisturbed(
  options: Partial<PlanOptions>,
): Promise<{ readonly reference: Reference; readonly cases: readonly Case[] }> {
  const stage = await openStage();
  const plan = await stage.plan(options);
  const calls: { readonly request: HttpRequest; readonly name: string; readonly nth: number }[] =
    [];
  const result = await stage.session({
    plan,
    store: new MemoryJournal(),
    unasked: true,
    // As async as the wire of a case: what happens at the same moment happens in the same order.
    tamper: async (request, next) => {
      const name = writeName(request);
      if (name !== undefined)
        calls.push({ request, name, nth: calls.filter((c) => c.name === name).length });
      return next();
    },
  });
  const after = await stage.look();
  stage.stop();
  if (result.summary.outcome !== 'done') throw new Error('the undisturbed run did not finish');
  return {
    reference: { plan, before: stage.snapshot, after },
    cases: calls.flatMap(({ request, name, nth }, ordinal) =>
      FAULTS.filter((f) => f.fits(request)).map((fault) => ({ ordinal, call: name, nth, fault })),
    ),
  };
}

/** `size` of them, spread over calls and faults: every fault and every call about equally often. Another seed, others. */
export function spread(cases: readonly Case[], size: number, seed = 0): readonly Case[] {
  // A step that shares no factor with the length visits each once, far from the last.
  let step = Math.max(1, Math.floor(cases.length * 0.618));
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  while (gcd(step, cases.length) !== 1) step += 1;
  return Array.from(
    { length: Math.min(size, cases.length) },
    (_, i) => cases[(seed + i * step) % cases.length] as Case,
  );
}
