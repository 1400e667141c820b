import {
  COMPUTE_TYPE,
  parseCpu,
  parseMemory,
  type KubeObject,
  type Snapshot,
} from '../../model/index.ts';
import type { PriceBook } from './price-book.ts';

/** One EC2 instance that is a node, or would be. */
export interface Ec2Node {
  readonly name: string;
  /** `m5.large`; null when neither AWS nor the node's label says it. */
  readonly type: string | null;
  readonly lifecycle: 'on-demand' | 'spot';
  /** The managed node group, when known. */
  readonly nodegroup: string | null;
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
  if (instances.state === 'read')
    return instances.value
      .filter((i) => i.state === 'running' || i.state === 'pending')
      .map((i) => {
        const node = nodes.find(
          (n) => n.metadata.name === i.privateDnsName || providerIdOf(n).endsWith(`/${i.id}`),
        );
        return {
          name: node?.metadata.name ?? i.id,
          type: i.type,
          lifecycle: i.lifecycle,
          nodegroup: i.tags['eks:nodegroup-name'] ?? (node ? groupOf(node) : null),
          capacity: (node && allocatableOf(node)) ?? typicalCapacity(i.type, prices),
        };
      });
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
      capacity: allocatableOf(node) ?? (type === null ? null : typicalCapacity(type, prices)),
    };
  });
}

const providerIdOf = (node: KubeObject): string =>
  String((node['spec'] as { providerID?: string } | undefined)?.providerID ?? '');
const groupOf = (node: KubeObject): string | null =>
  node.metadata.labels?.['eks.amazonaws.com/nodegroup'] ?? null;

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
