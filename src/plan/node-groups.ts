import {
  COMPUTE_TYPE,
  fargateSizeOf,
  parseCpu,
  parseMemory,
  type KubeObject,
  type Nodegroup,
  type PodSpec,
  type Workload,
} from '../model/index.ts';
import { ofKind, type World } from './world.ts';

const LABEL = 'eks.amazonaws.com/nodegroup';

export interface NodegroupChoice {
  /** Groups that remain because something stays that needs nodes. */
  readonly kept: readonly Nodegroup[];
  readonly removed: readonly Nodegroup[];
  /** EC2 nodes of no managed group (Karpenter's, Auto Mode's, self-managed ones): the plan leaves them. */
  readonly others: readonly KubeObject[];
  /** EC2 nodes are left at the end, and what serves them has to stay. */
  readonly nodesRemain: boolean;
  /** No EC2 node is there even now. */
  readonly none: boolean;
}

/**
 * Which groups can go. What stays needs room: the smallest group that offers enough CPU, memory,
 * matching labels and the zones of its volumes remains; when no single one does, all of them.
 */
export function chooseNodegroups(
  world: World,
  {
    staying,
    anchors,
  }: { readonly staying: readonly Workload[]; readonly anchors: readonly Workload[] },
): NodegroupChoice {
  const groups = [...world.nodegroups].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ec2 = ofKind(world, 'Node').filter((n) => n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate');
  const others = ec2.filter((n) => n.metadata.labels?.[LABEL] === undefined);
  const choice = (kept: readonly Nodegroup[]): NodegroupChoice => ({
    kept,
    removed: groups.filter((g) => !kept.includes(g)),
    others,
    nodesRemain: kept.length > 0 || others.length > 0,
    none: ec2.length === 0,
  });
  if (anchors.length === 0) return choice([]);
  const need = staying.reduce(
    (sum, w) => {
      const n = requestsOf(w.template.spec);
      const times = w.replicas ?? 1;
      return { cpu: sum.cpu + n.cpu * times, memory: sum.memory + n.memory * times };
    },
    { cpu: 0, memory: 0 },
  );
  const fits = groups
    .map((group) => ({ group, ...capacityOf(world, group) }))
    .filter(
      (c) =>
        c.cpu >= need.cpu &&
        c.memory >= need.memory &&
        staying.every((w) => accepts(world, c.group, w)),
    )
    .sort((a, b) => a.cpu - b.cpu || a.memory - b.memory || (a.group.name < b.group.name ? -1 : 1));
  const keep = fits[0]?.group;
  return choice(keep ? [keep] : groups);
}

const nodesOf = (world: World, group: Nodegroup): readonly KubeObject[] =>
  ofKind(world, 'Node').filter((n) => n.metadata.labels?.[LABEL] === group.name);

/** What the group's nodes offer, less what DaemonSets take on each of them. */
function capacityOf(world: World, group: Nodegroup): { cpu: number; memory: number } {
  const daemons = ofKind(world, 'DaemonSet').map((d) =>
    requestsOf((d['spec'] as { template: { spec: PodSpec } }).template.spec),
  );
  const share = daemons.reduce((s, d) => ({ cpu: s.cpu + d.cpu, memory: s.memory + d.memory }), {
    cpu: 0,
    memory: 0,
  });
  return nodesOf(world, group).reduce(
    (sum, node) => {
      const allocatable =
        (node['status'] as { allocatable?: Record<string, string> } | undefined)?.allocatable ?? {};
      return {
        cpu: sum.cpu + Math.max(0, (parseCpu(allocatable['cpu'] ?? '0') ?? 0) - share.cpu),
        memory:
          sum.memory + Math.max(0, (parseMemory(allocatable['memory'] ?? '0') ?? 0) - share.memory),
      };
    },
    { cpu: 0, memory: 0 },
  );
}

function requestsOf(spec: PodSpec): { cpu: number; memory: number } {
  const sized = fargateSizeOf(spec);
  // `needed` contains Fargate's own 256 MiB, which a node does not charge.
  return sized.kind === 'bad-quantity'
    ? { cpu: 0, memory: 0 }
    : { cpu: sized.needed.milliCpu, memory: Math.max(0, sized.needed.memoryMiB - 256) };
}

function accepts(world: World, group: Nodegroup, { ref, template }: Workload): boolean {
  const nodes = nodesOf(world, group);
  const labels = template.spec.nodeSelector ?? {};
  if (!nodes.some((n) => Object.entries(labels).every(([k, v]) => n.metadata.labels?.[k] === v)))
    return false;
  const zones = new Set(nodes.map((n) => n.metadata.labels?.['topology.kubernetes.io/zone']));
  return volumeZones(world, ref.namespace ?? '', template.spec).every((z) => zones.has(z));
}

function volumeZones(world: World, namespace: string, spec: PodSpec): readonly string[] {
  return (spec.volumes ?? []).flatMap((v) => {
    const claim = ofKind(world, 'PersistentVolumeClaim').find(
      (c) =>
        c.metadata.namespace === namespace &&
        c.metadata.name === v.persistentVolumeClaim?.claimName,
    );
    const name = (claim?.['spec'] as { volumeName?: string } | undefined)?.volumeName;
    const volume = ofKind(world, 'PersistentVolume').find((p) => p.metadata.name === name);
    const text = JSON.stringify(
      (volume?.['spec'] as { nodeAffinity?: unknown } | undefined)?.nodeAffinity ?? null,
    );
    return text.includes('zone') ? (text.match(/[a-z]{2}-[a-z]+-\d[a-z]/g) ?? []) : [];
  });
}
