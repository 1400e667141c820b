import type { PlannedStep } from '../model/index.ts';

/**
 * `--as-tutorial`: the tutorial's nine steps one after another. Each step that belongs to step n
 * waits for all of the steps before n, unless those wait for it already (a safety gate wins).
 */
export function inTutorialOrder(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const byId = new Map(steps.map((s) => [s.id, s]));
  const needs = (from: PlannedStep, id: string, seen = new Set<string>()): boolean =>
    from.after.some((a) => {
      if (a === id) return true;
      if (seen.has(a)) return false;
      seen.add(a);
      const step = byId.get(a);
      return step !== undefined && needs(step, id, seen);
    });
  const ordered: PlannedStep[] = [];
  for (const step of steps) {
    const n = step.tutorialStep;
    const before =
      n === undefined
        ? []
        : steps
            .filter((s) => s.tutorialStep !== undefined && s.tutorialStep < n && !needs(s, step.id))
            .map((s) => s.id);
    const changed = { ...step, after: [...new Set([...step.after, ...before])].sort() };
    byId.set(step.id, changed);
    ordered.push(changed);
  }
  return ordered;
}
