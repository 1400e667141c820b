import type { KubeObject, Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { selectsNode, untolerated } from '../placement/index.ts';
import { allocatableOf, hostPortsOf, requestsOf } from './requests.ts';
import { affinityRefusal, spreadRefusal, type Placed } from './spread.ts';
import { volumesOn } from './volumes.ts';

/** Why a pod cannot go to a node, in the scheduler's words. */
export interface Refusal {
  readonly reasons: readonly string[];
  /** Another pod's end could change it. */
  readonly passes: boolean;
}
const forGood = (reason: string): Refusal => ({ reasons: [reason], passes: false });
const forNow = (...reasons: readonly string[]): Refusal => ({ reasons, passes: true });

/**
 * Filters in the scheduler's own order: the first that refuses speaks.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/scheduler/apis/config/v1/default_plugins.go (read 2026-11-25)
 */
export function refusalOf(
  c: ControllerContext,
  pod: Pod,
  node: KubeObject,
  world: {
    readonly nodes: readonly KubeObject[];
    readonly placed: readonly Placed[];
    readonly byNode: ReadonlyMap<string, readonly Placed[]>;
  },
): Refusal | undefined {
  const { unschedulable: cordoned } = (node['spec'] ?? {}) as { unschedulable?: boolean };
  const daemon = pod.metadata.ownerReferences?.[0]?.kind === 'DaemonSet';
  if (cordoned === true && !daemon) return forGood('node(s) were unschedulable');
  if (untolerated(pod, node) !== undefined) return forGood('node(s) had untolerated taint(s)');
  if (!selectsNode(pod, node)) return forGood("node(s) didn't match Pod's node affinity/selector");
  const here = world.byNode.get(node.metadata.name) ?? [];
  const wanted = hostPortsOf(pod);
  if (wanted.length > 0 && here.some((p) => hostPortsOf(p.pod).some((x) => wanted.includes(x))))
    return forNow("node(s) didn't have free ports for the requested pod ports");
  const lacking = lackingOn(pod, node, here);
  if (lacking) return lacking;
  const volumes = volumesOn(c, pod, node);
  if (volumes.kind === 'refused') return forGood(volumes.reason);
  return (
    spreadRefusal(pod, node, world.nodes, world.placed) ?? affinityRefusal(pod, node, world.placed)
  );
}

/** All that a node has too little of, of what the pod asks for; for good when it would be too little of an empty node too. */
function lackingOn(pod: Pod, node: KubeObject, here: readonly Placed[]): Refusal | undefined {
  const free = allocatableOf(node);
  const need = requestsOf(pod);
  const used = here.map((p) => requestsOf(p.pod));
  const cpu = used.reduce((s, u) => s + u.milliCpu, need.milliCpu);
  const memory = used.reduce((s, u) => s + u.memoryMiB, need.memoryMiB);
  const reasons = [
    ...(here.length + 1 > free.pods ? ['Too many pods'] : []),
    ...(need.milliCpu > 0 && cpu > free.milliCpu ? ['Insufficient cpu'] : []),
    ...(need.memoryMiB > 0 && memory > free.memoryMiB ? ['Insufficient memory'] : []),
  ];
  if (reasons.length === 0) return undefined;
  const never = need.milliCpu > free.milliCpu || need.memoryMiB > free.memoryMiB;
  return { reasons, passes: !never };
}

/** What the scheduler says when each node refused. */
export function refusedText(nodes: number, refusals: readonly Refusal[]): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const why = counted(refusals.flatMap((r) => r.reasons));
  const preemption = counted(
    refusals.map((r) =>
      r.passes
        ? 'No preemption victims found for incoming pod'
        : 'Preemption is not helpful for scheduling',
    ),
  );
  return `0/${nodes} nodes are available: ${why}. no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${preemption}.`;
}

/** What it says when a pod can go nowhere, whatever the nodes. */
export const nowhereText = (nodes: number, reason: string): string =>
  `0/${nodes} nodes are available: ${reason}. not found`;

/** `1 Too many pods, 2 node(s) were unschedulable` */
function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, n]) => `${n} ${reason}`)
    .sort()
    .join(', ');
}
