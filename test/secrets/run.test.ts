import { describe, expect, it } from 'vitest';
import type { KubeObject, RunEvent } from '../../src/model/index.ts';
import { MemoryJournal, openStage, quietIo } from '../e2e/stage.ts';
import { leaksIn, planted } from './planted.ts';

/** What a run has said and written, from its first step to its last. */
interface Told {
  readonly events: RunEvent[];
  readonly io: ReturnType<typeof quietIo>;
}
const told = (): Told => ({ events: [], io: quietIo() });
const textOf = ({ events, io }: Told): string =>
  [...events.map((e) => JSON.stringify(e)), ...io.printed, ...io.errors].join('\n');

describe('credentials in a run from its beginning to its end, and back', () => {
  it('are in no plan, event, output and journal line, though the leaky workload moves', async () => {
    const stage = await openStage();
    try {
      for (const object of planted) await stage.twin.kube.create(object as KubeObject);
      const snapshot = await stage.look();
      const plan = await stage.planFor(snapshot);
      expect(plan.steps.map((s) => s.id)).toContain('move-workload/app/leaky');
      expect(leaksIn(JSON.stringify(plan))).toEqual([]);

      const store = new MemoryJournal();
      const [there, back] = [told(), told()];
      const forward = await stage.session({ plan, store, io: there.io, onEvent: (e) => there.events.push(e) }); // prettier-ignore
      // The journal and the events of the way there are there, whatever the end of it.
      expect(there.events.some((e) => e.event === 'verified' && e.step === 'move-workload/app/leaky'), forward.error?.message).toBe(true); // prettier-ignore
      await stage.session({ plan, store, direction: { way: 'back' }, io: back.io, onEvent: (e) => back.events.push(e) }); // prettier-ignore
      expect(back.events.some((e) => e.event === 'undone')).toBe(true);

      expect(leaksIn(textOf(there))).toEqual([]);
      expect(leaksIn(textOf(back))).toEqual([]);
      const journal = store.read();
      expect(journal.split('\n').length).toBeGreaterThan(100);
      expect(journal).toContain('leaky');
      expect(leaksIn(journal)).toEqual([]);
    } finally {
      stage.stop();
    }
  }, 120_000);
});
