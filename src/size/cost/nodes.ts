import {
  COMPUTE_TYPE,
  parseCpu,
  parseMemory,
  type KubeObject,
  type Snapshot,
} from '../../model/index.ts';
import type { PriceBook } from './price-book.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** One EC2 instance that is a node, or would be. */
export interface Ec2Node {
  readonly name: string;
  /** `m5.large`; null when neither AWS nor the node's label says it. */
  readonly type: string | null;
  readonly lifecycle: 'on-demand' | 'spot';
  /** The managed node group or Karpenter's node pool, when known. */
  readonly nodegroup: string | null;
  readonly zone: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly capacity: {
    readonly milliCpu: number;
    readonly memoryMiB: number;
    readonly pods: number;
  } | null;
}

/**
 * The cluster's EC2 nodes: from AWS where it was read, else from Node objects; null when neither was.
 * Fargate's nodes, one a pod, are not among them.
 */
export function ec2NodesOf(snapshot: Snapshot, prices: PriceBook): readonly Ec2Node[] | null {
  const nodes = snapshot.objects.filter(
    (o) => o.kind === 'Node' && o.metadata.labels?.[COMPUTE_TYPE] !== 'fargate',
  );
  const { instances } = snapshot.aws;
  if (instances.state === 'read') {
    const byName = new Map(nodes.map((n) => [n.metadata.name, n]));
    const byId = new Map(nodes.map((n) => [providerIdOf(n).split('/').at(-1) ?? '', n]));
    return instances.value
      .filter((i) => i.state === 'running' || i.state === 'pending')
      .map((i) => {
        const node = byId.get(i.id) ?? byName.get(i.privateDnsName);
        return {
          name: node?.metadata.name ?? i.id,
          type: i.type,
          lifecycle: i.lifecycle,
          nodegroup: i.tags['eks:nodegroup-name'] ?? (node ? groupOf(node) : null),
          zone: i.availabilityZone,
          labels: node?.metadata.labels ?? {
            'node.kubernetes.io/instance-type': i.type,
            'topology.kubernetes.io/zone': i.availabilityZone,
            'kubernetes.io/os': 'linux',
          },
          taints: node ? taintsOf(node) : [],
          capacity: (node && allocatableOf(node)) ?? typicalCapacity(i.type, prices),
        };
      });
  }
  const unread = snapshot.unreadKinds.some((k) => k.kind === '*' || k.kind === 'v1/Node');
  if (nodes.length === 0 && unread) return null;
  return nodes.map((node) => {
    const labels = node.metadata.labels ?? {};
    const type =
      labels['node.kubernetes.io/instance-type'] ??
      labels['beta.kubernetes.io/instance-type'] ??
      null;
    const spot =
      labels['eks.amazonaws.com/capacityType'] === 'SPOT' ||
      labels['karpenter.sh/capacity-type'] === 'spot';
    return {
      name: node.metadata.name,
      type,
      lifecycle: spot ? 'spot' : 'on-demand',
      nodegroup: groupOf(node),
      zone:
        labels['topology.kubernetes.io/zone'] ??
        labels['failure-domain.beta.kubernetes.io/zone'] ??
        null,
      labels,
      taints: taintsOf(node),
      capacity: allocatableOf(node) ?? (type === null ? null : typicalCapacity(type, prices)),
    };
  });
}

/** The EC2 instance types of its nodes and node groups. */
export function instanceTypesIn(snapshot: Snapshot, prices: PriceBook): readonly string[] {
  const { nodegroups } = snapshot.aws;
  const nodes = (ec2NodesOf(snapshot, prices) ?? []).flatMap((n) => (n.type === null ? [] : [n.type])); // prettier-ignore
  const groups = nodegroups.state === 'read' ? nodegroups.value : [];
  return [...new Set([...nodes, ...groups.flatMap((g) => g.instanceTypes)])].sort();
}

const providerIdOf = (node: KubeObject): string =>
  String((node['spec'] as { providerID?: string } | undefined)?.providerID ?? '');
const groupOf = (node: KubeObject): string | null =>
  node.metadata.labels?.['eks.amazonaws.com/nodegroup'] ??
  node.metadata.labels?.['karpenter.sh/nodepool'] ??
  null;

/** What a node repels for good; what is cordoned or not ready today may be free tomorrow. */
const taintsOf = (node: KubeObject): readonly Taint[] =>
  ((node['spec'] as { taints?: readonly Taint[] } | undefined)?.taints ?? []).filter(
    (t) => !t.key.startsWith('node.kubernetes.io/') && t.effect !== 'PreferNoSchedule',
  );

function allocatableOf(node: KubeObject): Ec2Node['capacity'] {
  const amounts = (
    node['status'] as { allocatable?: Readonly<Record<string, string | number>> } | undefined
  )?.allocatable;
  const milliCpu = amounts?.['cpu'] === undefined ? undefined : parseCpu(amounts['cpu']);
  const memoryMiB = amounts?.['memory'] === undefined ? undefined : parseMemory(amounts['memory']);
  if (milliCpu === undefined || memoryMiB === undefined) return null;
  return { milliCpu, memoryMiB, pods: Number(amounts?.['pods'] ?? 110) };
}

function typicalCapacity(type: string, prices: PriceBook): Ec2Node['capacity'] {
  const known = prices.instanceType(type);
  if (!known || known.allocatableMilliCpu === null || known.allocatableMemoryMiB === null)
    return null;
  return {
    milliCpu: known.allocatableMilliCpu,
    memoryMiB: known.allocatableMemoryMiB,
    pods: known.maxPods ?? 110,
  };
}
