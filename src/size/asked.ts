import {
  fargateSizeOf,
  withLimitRangeDefaults,
  type KubeObject,
  type PodSpec,
  type SizeOutcome,
  type Snapshot,
  type Workload,
} from '../model/index.ts';

/** What a workload's pods ask for once the LimitRanges of their namespace have filled in, and the Fargate size of that. */
export interface Asked {
  readonly spec: PodSpec;
  readonly outcome: SizeOutcome;
}

interface Known {
  /** By namespace. */
  readonly ranges: ReadonlyMap<string, readonly KubeObject[]>;
  readonly asked: WeakMap<Workload, Asked>;
}

/** Sizes, both bills and the mix all ask for the same workloads: 2,000 of them once instead of five times. */
const known = new WeakMap<Snapshot, Known>();

/** Pure; what was found out is remembered for as long as snapshot and workload are. */
export function askedOf(snapshot: Snapshot, workload: Workload): Asked {
  let here = known.get(snapshot);
  if (!here) {
    here = { ranges: rangesOf(snapshot), asked: new WeakMap() };
    known.set(snapshot, here);
  }
  const found = here.asked.get(workload);
  if (found) return found;
  const ranges = here.ranges.get(workload.ref.namespace ?? '') ?? [];
  const spec = withLimitRangeDefaults(workload.template.spec, ranges);
  const asked = { spec, outcome: fargateSizeOf(spec) };
  here.asked.set(workload, asked);
  return asked;
}

function rangesOf({ objects }: Snapshot): Known['ranges'] {
  const out = new Map<string, KubeObject[]>();
  for (const object of objects) {
    if (object.kind !== 'LimitRange') continue;
    const namespace = object.metadata.namespace ?? '';
    const list = out.get(namespace);
    if (list) list.push(object);
    else out.set(namespace, [object]);
  }
  return out;
}
