import { goes, isLeftAlone, isLive, isReady, type AnyObject, type Law, type Moment, type World } from './law.ts'; // prettier-ignore

const ordinalOf = (pod: AnyObject): number =>
  Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));
const setOf = ({ object, world }: Moment): AnyObject | undefined => {
  const owner = object.kind === 'Pod' ? world.ownerOf(object) : undefined;
  return owner?.kind === 'StatefulSet' ? owner : undefined;
};
const firstOf = (set: AnyObject): number => set.spec.ordinals?.start ?? 0;
const endOf = (set: AnyObject): number => firstOf(set) + (set.spec.replicas as number);
/** What the last template is called. The status tells it only after pods have been taken for it. */
const newestRevision = (world: World, set: AnyObject): string | undefined =>
  [...world.ownedBy(set, 'ControllerRevision')].sort(
    (a, b) => Number(b['revision']) - Number(a['revision']),
  )[0]?.metadata.name;
/** By its controller, not by somebody's hand. */
const isTaken = (moment: Moment): boolean =>
  goes(moment) && moment.step.do !== 'kill' && moment.step.do !== 'evict';

export const STATEFUL_LAWS: readonly Law[] = [
  {
    name: 'OrderedReady makes a pod when all before it are ready',
    holds: (moment) => {
      const set = moment.type === 'ADDED' ? setOf(moment) : undefined;
      if (set?.spec.podManagementPolicy !== 'OrderedReady') return undefined;
      const ready = moment.world.ownedBy(set, 'Pod').filter(isReady).map(ordinalOf);
      const missing = range(firstOf(set), ordinalOf(moment.object)).filter((n) => !ready.includes(n)); // prettier-ignore
      return missing.length === 0 || `not ready: ${missing.join(', ')}`;
    },
  },
  {
    name: 'a StatefulSet makes no pod outside its ordinals',
    holds: (moment) => {
      const set = moment.type === 'ADDED' ? setOf(moment) : undefined;
      if (!set) return undefined;
      const n = ordinalOf(moment.object);
      return n >= firstOf(set) && n < endOf(set);
    },
  },
  {
    name: 'OrderedReady shrinks from the end, one pod after the other, while the rest is ready',
    holds: (moment) => {
      const set = isTaken(moment) ? setOf(moment) : undefined;
      const n = ordinalOf(moment.object);
      if (set?.spec.podManagementPolicy !== 'OrderedReady' || n < endOf(set)) return undefined;
      const pods = moment.world.ownedBy(set, 'Pod');
      const later = pods.filter((p) => ordinalOf(p) > n).map(ordinalOf);
      if (later.length > 0) return `still there: ${later.join(', ')}`;
      const ready = pods.filter(isReady).map(ordinalOf);
      const missing = range(firstOf(set), endOf(set)).filter((i) => !ready.includes(i));
      return missing.length === 0 || `not ready: ${missing.join(', ')}`;
    },
  },
  {
    name: 'a StatefulSet’s update goes from the end to the partition, past ready pods of the new template',
    holds: (moment) => {
      const set = isTaken(moment) ? setOf(moment) : undefined;
      const n = ordinalOf(moment.object);
      if (set?.metadata.deletionTimestamp !== undefined) return undefined;
      if (!set || n >= endOf(set) || n < firstOf(set)) return undefined;
      if (set.spec.updateStrategy.type === 'OnDelete') return 'it deletes by itself';
      const partition = firstOf(set) + ((set.spec.updateStrategy.rollingUpdate?.partition as number | undefined) ?? 0); // prettier-ignore
      if (n < partition) return `below the partition ${partition}`;
      const revision = newestRevision(moment.world, set);
      const done = moment.world
        .ownedBy(set, 'Pod')
        .filter((p) => isReady(p) && p.metadata.labels?.['controller-revision-hash'] === revision)
        .map(ordinalOf);
      const missing = range(n + 1, endOf(set)).filter((i) => !done.includes(i));
      return missing.length === 0 || `not yet of the new template and ready: ${missing.join(', ')}`;
    },
  },
  {
    name: 'of one StatefulSet, DaemonSet the newest revision has the highest number',
    holds: ({ type, object, was, world }) => {
      if (object.kind !== 'ControllerRevision' || type === 'DELETED') return undefined;
      const owner = world.ownerOf(object);
      const revision = Number(object['revision']);
      if (!owner || revision === Number(was?.['revision'])) return undefined;
      const others = world.ownedBy(owner, 'ControllerRevision').filter((r) => r !== object).map((r) => Number(r['revision'])); // prettier-ignore
      return others.every((r) => r < revision) || `${revision} after ${others.join(', ')}`;
    },
  },
];

export const daemonNode = (pod: AnyObject): string | undefined =>
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms?.[0]?.matchFields?.[0]?.values?.[0];
const daemonOf = ({ object, world }: Moment): AnyObject | undefined => {
  const owner = object.kind === 'Pod' ? world.ownerOf(object) : undefined;
  return owner?.kind === 'DaemonSet' ? owner : undefined;
};
const rounded = (value: unknown, of: number): number =>
  String(value).endsWith('%') ? Math.ceil((Number.parseFloat(String(value)) * of) / 100) : Number(value ?? 0); // prettier-ignore

export const DAEMON_LAWS: readonly Law[] = [
  {
    name: 'a DaemonSet has one pod on a node, two at most while it surges',
    holds: (moment) => {
      const set = moment.type === 'ADDED' ? daemonOf(moment) : undefined;
      const node = set && daemonNode(moment.object);
      if (!set || node === undefined) return undefined;
      const beside = moment.world.ownedBy(set, 'Pod').filter((p) => isLive(p) && daemonNode(p) === node).length; // prettier-ignore
      const surges = Boolean(set.spec.updateStrategy.rollingUpdate?.maxSurge);
      return beside <= (surges ? 2 : 1) || `${beside} on ${node}`;
    },
  },
  {
    name: 'a DaemonSet surges beside no more ready pods than it may',
    holds: (moment) => {
      const set = moment.type === 'ADDED' ? daemonOf(moment) : undefined;
      const surge = set?.spec.updateStrategy.rollingUpdate?.maxSurge as unknown;
      if (!set || !surge) return undefined;
      const live = moment.world.ownedBy(set, 'Pod').filter(isLive);
      const unready = live.filter((p) => !isReady(p)).map(daemonNode);
      // A pod that serves nobody needs nobody to take over from it.
      const beside = live.filter((p) => isReady(p) && unready.includes(daemonNode(p))).length;
      const most = rounded(surge, set.status?.desiredNumberScheduled ?? 0);
      return beside <= most || `${beside} nodes have both, ${most} may`;
    },
  },
  {
    name: 'a DaemonSet’s update takes no ready pod that its unavailability does not allow',
    holds: (moment) => {
      const { was, step, world } = moment;
      const set = goes(moment) && isLeftAlone(step) ? daemonOf(moment) : undefined;
      if (!set || !was || !isReady(was) || set.spec.minReadySeconds) return undefined;
      if (set.spec.updateStrategy.type === 'OnDelete') return 'it deletes by itself';
      const desired = set.status?.desiredNumberScheduled ?? 0;
      const ready = new Set(world.ownedBy(set, 'Pod').filter(isReady).map(daemonNode)).size;
      const least = desired - rounded(set.spec.updateStrategy.rollingUpdate?.maxUnavailable, desired); // prettier-ignore
      return ready >= least || `${ready} nodes have a ready pod, at least ${least} promised`;
    },
  },
];

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
