import { RESERVED_MIB, fargateSizeOf, type PodSpec, type SizeOutcome, type Snapshot, type Workload } from '../../model/index.ts'; // prettier-ignore
import { rootVolumeUsd } from '../cost/ec2-lines.ts';
import type { Ec2Node } from '../cost/nodes.ts';
import { instancePrice, type Terms } from '../cost/terms.ts';
import { mayRunOn } from './eligible.ts';
import type { Amount, MixProblem, NodeKind } from './problem.ts';

/** What the pod asks of a node: nobody adds Fargate's 256 MiB there. */
export const needOf = (spec: PodSpec): Amount => amountOf(fargateSizeOf(spec));

/** What a size needed of a node; nothing where a request cannot be read. */
export const amountOf = (sized: SizeOutcome): Amount =>
  sized.kind === 'bad-quantity'
    ? { milliCpu: 0, memoryMiB: 0 }
    : { milliCpu: sized.needed.milliCpu, memoryMiB: sized.needed.memoryMiB - RESERVED_MIB };

/** Today's nodes by what the mix tells apart: what they cost, where they are, and what DaemonSets leave of them. */
export function kindsOf(
  snapshot: Snapshot,
  nodes: readonly Ec2Node[],
  o: { readonly workloads: readonly Workload[]; readonly terms: Terms },
  need: (w: Workload) => Amount,
): { kinds: NodeKind[]; nodeKinds: number[]; agents: MixProblem['agents'] } {
  let agents = { milliCpu: 0, memoryMiB: 0, pods: 0 };
  const daemons = o.workloads.filter((w) => w.ref.kind === 'DaemonSet');
  const index = new Map<string, number>();
  const kinds: NodeKind[] = [];
  const nodeKinds = nodes.map((n) => {
    const id = JSON.stringify([n.type, n.lifecycle, n.zone, n.nodegroup, n.capacity, n.taints]);
    const known = index.get(id);
    if (known !== undefined) {
      const kind = kinds[known] as NodeKind;
      kinds[known] = { ...kind, count: kind.count + 1 };
      return known;
    }
    const hour = instancePrice(n, o.terms).usdPerHour;
    const disk = rootVolumeUsd(snapshot, n.nodegroup, o.terms);
    const here = daemons.filter((d) => mayRunOn(d.template.spec, n)).map(need);
    const taken = {
      milliCpu: here.reduce((s, d) => s + d.milliCpu, 0),
      memoryMiB: here.reduce((s, d) => s + d.memoryMiB, 0),
      pods: here.length,
    };
    if (taken.pods > agents.pods) agents = taken;
    kinds.push({
      type: n.type,
      lifecycle: n.lifecycle,
      zone: n.zone,
      nodegroup: n.nodegroup,
      count: 1,
      usdPerMonth: hour === null ? null : hour * o.terms.hoursPerMonth + (disk ?? 0),
      room: n.capacity && {
        milliCpu: n.capacity.milliCpu - taken.milliCpu,
        memoryMiB: n.capacity.memoryMiB - taken.memoryMiB,
        pods: n.capacity.pods - taken.pods,
      },
    });
    index.set(id, kinds.length - 1);
    return kinds.length - 1;
  });
  return { kinds, nodeKinds, agents };
}

/** What DaemonSets would take of a node that all of them run on. */
export function agentsAnywhere(
  workloads: readonly Workload[],
  need: (w: Workload) => Amount,
): MixProblem['agents'] {
  const all = workloads.filter((w) => w.ref.kind === 'DaemonSet').map(need);
  return {
    milliCpu: all.reduce((s, d) => s + d.milliCpu, 0),
    memoryMiB: all.reduce((s, d) => s + d.memoryMiB, 0),
    pods: all.length,
  };
}
