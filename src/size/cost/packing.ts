import { RESERVED_MIB, fargateSizeOf } from '../../model/index.ts';
import type { Ec2Node } from './nodes.ts';
import type { OwnedPod } from './pods.ts';

/**
 * Which of today's nodes the pods that stay still need: the dearest are given up first, as long as
 * the rest packs (first fit, biggest first). An estimate: zones, affinity, taints and headroom for
 * growth are not looked at. DaemonSet pods take their room on every node and keep none.
 */
export function nodesStillNeeded(
  nodes: readonly Ec2Node[],
  staying: readonly OwnedPod[],
  usdPerHour: (node: Ec2Node) => number | null,
): readonly Ec2Node[] {
  const packed = staying.filter((p) => p.ownerKind !== 'DaemonSet').map((p) => needOf(p));
  if (packed.length === 0) return [];
  packed.sort((a, b) => b.memoryMiB - a.memoryMiB || b.milliCpu - a.milliCpu);
  const perNode = sumOf(
    [
      ...new Map(
        staying.filter((p) => p.ownerKind === 'DaemonSet').map((p) => [p.owner, p]),
      ).values(),
    ].map(needOf),
  );
  let kept = nodes.filter((n) => n.capacity !== null);
  // A node whose size nobody knows cannot be given up on a guess.
  const unknown = nodes.filter((n) => n.capacity === null);
  const byPrice = [...kept].sort(
    (a, b) => (usdPerHour(b) ?? 0) - (usdPerHour(a) ?? 0) || (a.name < b.name ? -1 : 1),
  );
  for (const node of byPrice) {
    const rest = kept.filter((n) => n !== node);
    if (fits(rest, packed, perNode)) kept = rest;
  }
  return [...unknown, ...kept];
}

interface Need {
  readonly milliCpu: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

/** On EC2 nobody adds Fargate's 256 MiB. */
function needOf({ pod }: OwnedPod): Need {
  const sized = fargateSizeOf(pod.spec);
  return sized.kind === 'bad-quantity'
    ? { milliCpu: 0, memoryMiB: 0, pods: 1 }
    : {
        milliCpu: sized.needed.milliCpu,
        memoryMiB: sized.needed.memoryMiB - RESERVED_MIB,
        pods: 1,
      };
}

const sumOf = (needs: readonly Need[]): Need =>
  needs.reduce(
    (a, b) => ({
      milliCpu: a.milliCpu + b.milliCpu,
      memoryMiB: a.memoryMiB + b.memoryMiB,
      pods: a.pods + b.pods,
    }),
    { milliCpu: 0, memoryMiB: 0, pods: 0 },
  );

function fits(nodes: readonly Ec2Node[], needs: readonly Need[], perNode: Need): boolean {
  const free = nodes.map((n) => ({
    milliCpu: (n.capacity?.milliCpu ?? 0) - perNode.milliCpu,
    memoryMiB: (n.capacity?.memoryMiB ?? 0) - perNode.memoryMiB,
    pods: (n.capacity?.pods ?? 0) - perNode.pods,
  }));
  return needs.every((need) => {
    const room = free.find(
      (f) => f.milliCpu >= need.milliCpu && f.memoryMiB >= need.memoryMiB && f.pods >= 1,
    );
    if (!room) return false;
    room.milliCpu -= need.milliCpu;
    room.memoryMiB -= need.memoryMiB;
    room.pods -= 1;
    return true;
  });
}
