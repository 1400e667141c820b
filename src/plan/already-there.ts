import {
  COMPUTE_TYPE,
  matchingProfiles,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  selectorMatches,
  type FargateProfile,
  type LabelSelector,
  type Pod,
  type Workload,
} from '../model/index.ts';
import type { PlanOptions } from './options.ts';
import { ofKind, type World } from './world.ts';

/**
 * What a former run, or somebody else, has moved: a profile takes its next pod, and each pod that it
 * has now runs on Fargate. A plan that is made again leaves it alone.
 */
export function alreadyThere(
  world: Pick<World, 'objects' | 'profiles'>,
  workloads: readonly Workload[],
): ReadonlySet<Workload> {
  const active = world.profiles.filter((p) => p.status === 'ACTIVE');
  if (active.length === 0) return new Set();
  const fargate = new Set(
    ofKind(world, 'Node')
      .filter((n) => n.metadata.labels?.[COMPUTE_TYPE] === 'fargate')
      .map((n) => n.metadata.name),
  );
  const pods = new Map<string, Pod[]>();
  for (const pod of ofKind(world, 'Pod') as readonly Pod[]) {
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
    const namespace = pod.metadata.namespace ?? '';
    pods.set(namespace, [...(pods.get(namespace) ?? []), pod]);
  }
  return new Set(
    workloads.filter((w) => {
      if (!isTaken(active, w, {})) return false;
      if (w.ref.kind === 'CronJob') return true;
      const { selector } = (w.object['spec'] ?? {}) as { selector?: LabelSelector };
      const own = (pods.get(w.ref.namespace ?? '') ?? []).filter((p) =>
        selectorMatches(selector, p.metadata.labels),
      );
      return (
        (w.ref.kind === 'Deployment' || w.ref.kind === 'StatefulSet') &&
        own.length >= (w.replicas ?? 1) &&
        own.every((p) => fargate.has(p.spec.nodeName ?? ''))
      );
    }),
  );
}

/** Whether a profile that is there takes a mover as it will be, so that no new one is needed for it. */
export const isCovered = (
  profiles: readonly FargateProfile[],
  workload: Workload,
  mode: PlanOptions['mode'],
): boolean =>
  isTaken(
    profiles.filter((p) => p.status === 'ACTIVE'),
    workload,
    mode === 'opt-in-label' ? { [OPT_IN_LABEL]: OPT_IN_VALUE } : {},
  );

function isTaken(
  active: readonly FargateProfile[],
  { ref, template }: Workload,
  more: Readonly<Record<string, string>>,
): boolean {
  const { labels = {}, annotations = {} } = template.metadata ?? {};
  return (
    annotations[COMPUTE_TYPE] !== 'ec2' &&
    matchingProfiles(active, ref.namespace ?? '', { ...labels, ...more }).length > 0
  );
}

/** A name that no profile has yet: profiles cannot be changed, so that the next one is another. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let i = 2; ; i += 1) {
    const next = `${name.slice(0, 100 - String(i).length - 1)}-${i}`;
    if (!taken.has(next)) return next;
  }
}
