import type { HttpRequest } from '../../src/model/index.ts';
import { MemoryJournal, openStage } from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import { FAULTS } from './faults.ts';
import type { Case, Reference } from './one-case.ts';

/** Runs the plan undisturbed once, and crosses each of its writes with each fault that can strike there. */
export async function matrixOf(
  plan: Reference['plan'],
): Promise<{ readonly reference: Reference; readonly cases: readonly Case[] }> {
  const stage = await openStage();
  const calls: HttpRequest[] = [];
  const result = await stage.session({
    plan: await stage.plan(plan),
    store: new MemoryJournal(),
    tamper: (request, next) => {
      if (writeName(request) !== undefined) calls.push(request);
      return next();
    },
  });
  const after = await stage.look();
  stage.stop();
  if (result.summary.outcome !== 'done') throw new Error('the undisturbed run did not finish');
  return {
    reference: { plan, after },
    cases: calls.flatMap((request, ordinal) =>
      FAULTS.filter((f) => f.fits(request)).map((fault) => ({
        ordinal,
        call: writeName(request) as string,
        fault,
      })),
    ),
  };
}

/** `size` of them, spread over calls and faults: every fault and every call about equally often. */
export function spread(cases: readonly Case[], size: number): readonly Case[] {
  // A step that shares no factor with the length visits each once, far from the last.
  let step = Math.max(1, Math.floor(cases.length * 0.618));
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  while (gcd(step, cases.length) !== 1) step += 1;
  return Array.from(
    { length: Math.min(size, cases.length) },
    (_, i) => cases[(i * step) % cases.length] as Case,
  );
}
