import { text, type Plan, type PlannedStep, type Snapshot } from '../model/index.ts';
import { steps as stepKinds } from '../steps/index.ts';
import type { Owned } from './cleanup.ts';

const { putAway } = stepKinds;

/**
 * The plan that puts away what can go, one step for each thing, in order; what is in use stays and
 * is said. A plan like any other: journaled, resumable.
 */
export function cleanupPlan(snapshot: Snapshot, digest: string, owned: readonly Owned[]): Plan {
  const steps: PlannedStep[] = [];
  for (const item of owned.filter((i) => i.inUse === null)) {
    const previous = steps.at(-1);
    const input = {
      what: item.what,
      stops: item.group === 'workload',
      estimateSeconds: item.group === 'profile' ? 90 : 10,
      effects: [...item.effects],
    };
    const { title, reversible, ...said } = putAway.describe(input);
    steps.push({
      id: `${putAway.id}/${item.what.en.replaceAll(' ', '-').toLowerCase()}`,
      step: putAway.id,
      title: title.en,
      phase: putAway.phase,
      after: previous ? [previous.id] : [],
      input,
      reversible: reversible === true ? true : { false: reversible.false.en },
      ...said,
      because: ['it carries our mark'],
    });
  }
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Plan',
    snapshot: {
      digest,
      cluster: snapshot.cluster.name ?? '',
      region: snapshot.cluster.region ?? '',
    },
    mode: 'opt-in-label',
    steps,
    criticalPathSeconds: steps.reduce((sum, s) => sum + s.estimateSeconds, 0),
    pointsOfNoReturn: steps.filter((s) => s.reversible !== true).map((s) => s.id),
    stays: [],
    warnings: owned.flatMap(({ what, inUse }) =>
      inUse === null
        ? []
        : [text(`${what.en} stays: ${inUse.en}`, `${what.ko}: 남겨 둡니다. ${inUse.ko}`)],
    ),
    basis: {},
  };
}
