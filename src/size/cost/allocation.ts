import { workloadKey, type Snapshot, type Workload } from '../../model/index.ts';
import { needOf } from '../mix/node-kinds.ts';
import { claimedBy } from './side-lines.ts';
import { controlPlaneLine, ebsVolumesOf, rootVolumeUsd } from './ec2-lines.ts';
import { fargateUsdPerHour } from './fargate.ts';
import { parseProvisioned } from './fargate-lines.ts';
import { ec2NodesOf } from './nodes.ts';
import { runningPods } from './pods.ts';
import { instancePrice, type Terms } from './terms.ts';
import { CAPACITY_PROVISIONED } from '../../model/index.ts';

/** Who causes today's bill. The parts add up to what is known of it. */
export interface Allocation {
  /** By workload key, in dollars a month: its pods' shares of their nodes, its volumes, its Fargate pods. */
  readonly workloads: readonly { readonly key: string; readonly usdPerMonth: number }[];
  /** DaemonSets: what every node carries before anybody's work. */
  readonly agents: readonly { readonly key: string; readonly usdPerMonth: number }[];
  /** Room on nodes that nobody asked for. */
  readonly unusedUsd: number;
  /** Paid for all: the control plane, and volumes of nobody. */
  readonly sharedUsd: number;
}

/**
 * A pod's share of its node is the mean of its shares of the node's CPU and memory, by requests. Null
 * when nodes or pods were not read. Pure.
 */
export function allocate(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  terms: Terms,
): Allocation | null {
  const nodes = ec2NodesOf(snapshot, terms.prices);
  const pods = runningPods(snapshot);
  if (nodes === null || pods === null) return null;
  const usd = new Map<string, number>();
  const agents = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, amount: number): void =>
    void to.set(key, (to.get(key) ?? 0) + amount);
  const price = new Map<string, number>();
  const room = new Map<string, { milliCpu: number; memoryMiB: number }>();
  let unusedUsd = 0;
  for (const n of nodes) {
    const hour = instancePrice(n, terms).usdPerHour;
    const disk = rootVolumeUsd(snapshot, n.nodegroup, terms) ?? 0;
    price.set(n.name, (hour === null ? 0 : hour * terms.hoursPerMonth) + disk);
    if (n.capacity) room.set(n.name, n.capacity);
  }
  const shares = new Map<string, { key: string; kind: string; share: number }[]>();
  const fargate = terms.region === null ? null : terms.prices.fargate(terms.region);
  for (const { pod, owner, ownerKind } of pods) {
    const name = pod.spec.nodeName ?? '';
    const node = room.get(name);
    if (node) {
      const need = needOf(pod.spec);
      const share = (need.milliCpu / node.milliCpu + need.memoryMiB / node.memoryMiB) / 2;
      const list = shares.get(name) ?? [];
      list.push({ key: owner, kind: ownerKind, share });
      shares.set(name, list);
    } else if (!price.has(name)) {
      const size = parseProvisioned(pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '');
      const hour = size && fargateUsdPerHour(size, fargate);
      if (hour !== null) add(usd, owner, hour * terms.hoursPerMonth);
    }
  }
  for (const [name, cost] of price) {
    const on = shares.get(name) ?? [];
    const sum = on.reduce((s, p) => s + p.share, 0);
    // More asked for than there is (typical capacities, not the node's own): nobody pays twice.
    const scale = sum > 1 ? 1 / sum : 1;
    for (const { key, kind, share } of on)
      add(kind === 'DaemonSet' ? agents : usd, key, cost * share * scale);
    unusedUsd += cost * Math.max(0, 1 - sum);
  }
  const sharedUsd =
    (controlPlaneLine(terms).usdPerMonth ?? 0) + shareVolumes(snapshot, workloads, { terms, usd });
  const listed = (of: Map<string, number>): Allocation['workloads'] =>
    [...of]
      .map(([key, usdPerMonth]) => ({ key, usdPerMonth }))
      .sort((a, b) => b.usdPerMonth - a.usdPerMonth || (a.key < b.key ? -1 : 1));
  return { workloads: listed(usd), agents: listed(agents), unusedUsd, sharedUsd };
}

/** Adds each volume to whoever claims it; answers what nobody does. */
function shareVolumes(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  { terms, usd }: { readonly terms: Terms; readonly usd: Map<string, number> },
): number {
  const volumes = ebsVolumesOf(snapshot);
  const owned = new Map<string, string>();
  if (volumes.length > 0)
    for (const w of workloads)
      for (const v of claimedBy(w, volumes)) owned.set(v.name, workloadKey(w.ref));
  let unclaimed = 0;
  for (const v of volumes) {
    const gb = terms.region === null ? null : terms.prices.volume(terms.region, v.type);
    if (!gb || v.gib === null) continue;
    const key = owned.get(v.name);
    const cost = gb.usdPerGbMonth * v.gib;
    if (key === undefined) unclaimed += cost;
    else usd.set(key, (usd.get(key) ?? 0) + cost);
  }
  return unclaimed;
}
