import type { Effect } from '../../src/effects/index.ts';
import type { HttpRequest } from '../../src/model/index.ts';
import type { PlanOptions } from '../../src/plan/index.ts';
import { MemoryJournal, openStage } from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import { FAULTS } from './faults.ts';
import type { Reference } from './one-case.ts';
import type { Case } from './strike.ts';
import { WritesMade } from './writes-made.ts';

export interface Matrix {
  readonly reference: Reference;
  readonly cases: readonly Case[];
}

/** Runs the plan undisturbed once, there and back, and crosses each of its writes with each fault that can strike there. */
export async function matrixOf(options: Partial<PlanOptions>): Promise<Matrix> {
  const stage = await openStage();
  const plan = await stage.plan(options);
  const calls: { readonly request: HttpRequest; readonly step: string; readonly name: string; readonly nth: number }[] = []; // prettier-ignore
  const disk = new IntentWatch();
  const there = new WritesMade();
  const result = await stage.session({
    plan,
    store: disk,
    unasked: true,
    // As async as the wire of a case: what happens at the same moment happens in the same order.
    tamper: there.wire(async (request, next) => {
      const name = writeName(request);
      if (name !== undefined) {
        const nth = calls.filter((c) => c.name === name).length;
        calls.push({ request, name, nth, step: disk.stepOf(name) });
      }
      return next();
    }),
  });
  const after = await stage.look();
  const back = new WritesMade();
  const way = { plan, store: disk, unasked: true, direction: { way: 'back' } } as const;
  const returned = await stage.session({ ...way, tamper: back.wire() });
  stage.stop();
  if (result.summary.outcome !== 'done' || returned.summary.outcome !== 'rolled-back')
    throw new Error('the undisturbed run did not finish, or did not come back');
  return {
    reference: { plan, before: stage.snapshot, after, writes: there.counts, writesBack: back.counts }, // prettier-ignore
    cases: calls.flatMap(({ request, name, nth, step }, ordinal) =>
      FAULTS.filter((f) => f.fits(request)).map((fault, i) => ({
        ordinal,
        step,
        call: name,
        nth,
        fault,
        then: (ordinal + i) % 2 === 0 ? ('resumes' as const) : ('goes back' as const),
      })),
    ),
  };
}

/** Knows which steps are between the intent and the outcome of an effect. */
class IntentWatch extends MemoryJournal {
  private readonly open = new Map<number, { readonly step: string; readonly words: string }>();

  override append(line: string): void {
    super.append(line);
    const entry = JSON.parse(line) as { type: string; id: number; step: string; effect: Effect };
    if (entry.type === 'intent')
      this.open.set(entry.id, { step: entry.step, words: JSON.stringify(entry.effect) });
    if (entry.type === 'outcome' || entry.type === 'no-effect') this.open.delete(entry.id);
  }

  /** Whose effect speaks of most of what the call names; the latest of those. */
  stepOf(call: string): string {
    const words = call.split(/[ /:]/).filter((w) => w.length > 1);
    const heard = (text: string): number => words.filter((w) => text.includes(w)).length;
    return [...this.open.values()].reduce(
      (best, o) => (heard(o.words) >= heard(best.words) ? o : best),
      { step: '', words: '' },
    ).step;
  }
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
