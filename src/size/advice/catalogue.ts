import type { MipSolver } from '../../model/index.ts';
import { canMove, type MixItem, type MixProblem, type NodeKind } from '../mix/problem.ts';
import { bestMix, objectiveOf, type BestMix } from '../mix/solve.ts';
import type { Terms } from '../cost/terms.ts';

/** Families of today's generations, and of those that many Regions still sell; the cheapest of a shape is taken. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  amd64: ['c5', 'c5a', 'c6a', 'c6i', 'c7a', 'c7i', 'm5', 'm5a', 'm6a', 'm6i', 'm7a', 'm7i', 'r5', 'r5a', 'r6a', 'r6i', 'r7a', 'r7i'],
  arm64: ['c6g', 'c7g', 'm6g', 'm7g', 'r6g', 'r7g'],
}; // prettier-ignore
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge'];

/** Every type that new nodes may be of. */
export const NEW_NODE_TYPES: readonly string[] = Object.values(FAMILIES)
  .flat()
  .flatMap((family) => SIZES.map((size) => `${family}.${size}`));

/** What managed node groups and Karpenter give a node unless told otherwise. */
export const ROOT_GIB = 20;

/**
 * The same pods with a free choice of general-purpose nodes (c, m, r; large to 4xlarge) in today's zones:
 * what right-sizing, Karpenter or Auto Mode may pick from. `feeShare`: added to the on-demand price.
 * Pods keep their zones, and nothing else of where they may run: labels and taints can be given to new nodes.
 * Null when the Region's prices are not known.
 */
export function withFreeChoice(
  problem: MixProblem,
  terms: Terms,
  o: { readonly lifecycle: 'on-demand' | 'spot'; readonly feeShare: number },
): MixProblem | null {
  const known = [...new Set(problem.kinds.map((k) => k.zone))].sort();
  // Where today's nodes are not known, neither are zones: as few nodes as hold the pods, somewhere.
  const zones = known.length > 0 ? known : [null];
  const kinds = shapes(problem, terms).flatMap(({ type, usdPerHour, room }): NodeKind[] => {
    const off = o.lifecycle === 'spot' ? (terms.given.get('spot.discount') ?? NaN) : planShare(terms); // prettier-ignore
    // The fee is on the on-demand price, whatever discount holds.
    const hour = usdPerHour * (1 - off + o.feeShare);
    const disk = terms.region === null ? null : terms.prices.volume(terms.region, 'gp3');
    const usdPerMonth = hour * terms.hoursPerMonth + ROOT_GIB * (disk?.usdPerGbMonth ?? 0);
    return Number.isNaN(usdPerMonth)
      ? []
      : zones.map((zone) => ({ type, lifecycle: o.lifecycle, zone, nodegroup: null, count: needed(problem, room), usdPerMonth, room })); // prettier-ignore
  });
  if (kinds.length === 0) return null;
  const zoneOf = (k: number): string | null => problem.kinds[k]?.zone ?? null;
  const items = problem.items.map((item): MixItem => ({
    ...item,
    // What must stay and fits on none of them would make every answer impossible; callers name it.
    parts:
      !canMove(item) && !fitsSome(item, kinds)
        ? []
        : item.parts.map((part) => {
            const here = new Set(known.length > 0 ? part.kinds.map(zoneOf) : zones);
            return {
              pods: part.pods,
              kinds: kinds.flatMap((k, i) => (here.has(k.zone) ? [i] : [])),
              at: new Map(),
            };
          }),
  }));
  return {
    ...problem,
    kinds,
    nodeKinds: nodesOf(kinds),
    items,
  };
}

const planShare = ({ given }: Terms): number =>
  (given.get('ec2.savings-plan') ?? 0) * (given.get('ec2.covered') ?? 1);

interface Shape {
  readonly type: string;
  readonly usdPerHour: number;
  readonly room: NonNullable<NodeKind['room']>;
}

/** Of each letter and size the cheapest type whose price and capacity are known, for today's architecture. */
function shapes(problem: MixProblem, { region, prices }: Terms): readonly Shape[] {
  if (region === null) return [];
  const arch = archOf(problem, prices.instanceType.bind(prices));
  const best = new Map<string, Shape>();
  for (const family of FAMILIES[arch] ?? [])
    for (const size of SIZES) {
      const type = `${family}.${size}`;
      const known = prices.instanceType(type);
      const price = prices.instance(region, type);
      if (!price || !known?.allocatableMilliCpu || !known.allocatableMemoryMiB || !known.maxPods)
        continue;
      const room = {
        milliCpu: known.allocatableMilliCpu - problem.agents.milliCpu,
        memoryMiB: known.allocatableMemoryMiB - problem.agents.memoryMiB,
        pods: Math.min(known.maxPods, 110) - problem.agents.pods,
      };
      const key = `${family.charAt(0)} ${size}`;
      const found = best.get(key);
      if (!found || price.usdPerHour < found.usdPerHour)
        best.set(key, { type, usdPerHour: price.usdPerHour, room });
    }
  return [...best.values()];
}

function archOf(
  { kinds, nodeKinds }: MixProblem,
  typeOf: (type: string) => { readonly arch: string } | null,
): string {
  const arm = nodeKinds.filter((k) => typeOf(kinds[k]?.type ?? '')?.arch === 'arm64').length;
  return arm * 2 > nodeKinds.length ? 'arm64' : 'amd64';
}

/** Enough nodes of one kind for everything, twice over: a bound for the solver, no more. */
function needed({ items }: MixProblem, room: Shape['room']): number {
  let [cpu, memory, pods] = [0, 0, 0];
  for (const item of items)
    for (const part of item.parts) {
      pods += part.pods;
      cpu += part.pods * item.need.milliCpu;
      memory += part.pods * item.need.memoryMiB;
    }
  const n = Math.max(pods / room.pods, cpu / room.milliCpu, memory / room.memoryMiB);
  return Math.ceil(n * 1.3) + 3;
}

/** The same problem with nothing to move: what the nodes alone cost. */
export const nodesOnly = (problem: MixProblem): MixProblem => ({
  ...problem,
  items: problem.items.map((i) => (canMove(i) ? { ...i, fargateUsdPerMonth: null } : i)),
});

/** Whether one pod has room on an empty node of any kind. */
const fitsSome = ({ need }: MixItem, kinds: readonly NodeKind[]): boolean =>
  kinds.some(
    ({ room }) =>
      room !== null && room.milliCpu >= need.milliCpu && room.memoryMiB >= need.memoryMiB,
  );

/** Without the workloads that fit on none of its kinds. */
export function withoutUnfit(problem: MixProblem): {
  readonly problem: MixProblem;
  readonly unfit: number;
} {
  const fits = problem.items.map((i) => fitsSome(i, problem.kinds));
  const items = problem.items.map((i, n) => (fits[n] === true ? i : { ...i, parts: [] }));
  return { problem: { ...problem, items }, unfit: fits.filter((f) => !f).length };
}

/**
 * The best mix with nodes of a free choice. Heuristics alone may be far off on a few nodes, where one node
 * more or less is a third of the bill; what they find bounds how many of each kind can be in a better answer,
 * which makes the exact model small enough.
 */
export function bestOfFree(problem: MixProblem, solver: MipSolver): BestMix | null {
  const first = bestMix(problem, solver, { seconds: 3, exactColumns: 0 });
  if (first === null || first.gap === 0) return first;
  const most = objectiveOf(problem, first);
  const kinds = problem.kinds.map((k) => ({
    ...k,
    count: Math.min(k.count, Math.floor(most / Math.max(k.usdPerMonth ?? 1, 1e-9))),
  }));
  const second = bestMix({ ...problem, kinds, nodeKinds: nodesOf(kinds) }, solver, { seconds: 3, exactColumns: 4000 }); // prettier-ignore
  return second !== null && objectiveOf(problem, second) <= most ? second : first;
}

const nodesOf = (kinds: readonly NodeKind[]): number[] =>
  kinds.flatMap((k, i) => Array.from({ length: k.count }, () => i));
