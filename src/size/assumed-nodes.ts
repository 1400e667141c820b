import { UserError } from '../errors/index.ts';
import {
  counted,
  text,
  type KubeObject,
  type Nodegroup,
  type Snapshot,
  type Text,
} from '../model/index.ts';
import { ROOT_GIB } from './advice/catalogue.ts';
import { ec2NodesOf } from './cost/nodes.ts';
import type { PriceBook } from './cost/price-book.ts';

/** Nodes that a person says there are, where the input does not tell. */
export interface AssumedNodes {
  readonly type: string;
  /** Null: as many as the input has, whose types it does not say. */
  readonly count: number | null;
}

const TYPE = 'node.kubernetes.io/instance-type';
const GROUP = 'assumed';
const TYPE_LABELS = [TYPE, 'beta.kubernetes.io/instance-type'];

/**
 * The snapshot as if its nodes were these: on demand, with the root volume that managed node groups have
 * unless told otherwise. Only where it has no nodes, or none whose type is known: what is known is not
 * assumed away. Pods keep their nodes. Pure.
 */
export function withAssumedNodes(
  snapshot: Snapshot,
  assumed: AssumedNodes,
  prices: PriceBook,
): { readonly snapshot: Snapshot; readonly said: Text } {
  const there = ec2NodesOf(snapshot, prices) ?? [];
  const known = there.filter((n) => n.type !== null && prices.instanceType(n.type) !== null);
  if (known.length > 0) throw alreadyKnown(known.length, known[0]?.type ?? '?');
  if (there.length > 0 && assumed.count !== null && assumed.count !== there.length)
    throw bad(
      text(`--nodes is ${assumed.count}, and the input has ${counted(there.length, 'node')}.`, `--nodes가 ${assumed.count}인데 입력에는 노드가 ${there.length}개 있습니다.`),
      text(`Leave --nodes out: fargatectl size --node-type ${assumed.type}`, `--nodes를 빼십시오: fargatectl size --node-type ${assumed.type}`),
    ); // prettier-ignore
  const count = there.length > 0 ? there.length : assumed.count;
  if (count === null)
    throw bad(
      text('--node-type is given without --nodes, and the input holds no nodes to count.', '--nodes 없이 --node-type만 주어졌고, 입력에 셀 노드가 없습니다.'),
      text(`Say how many: fargatectl size --node-type ${assumed.type} --nodes 3`, `몇 개인지 적으십시오: fargatectl size --node-type ${assumed.type} --nodes 3`),
    ); // prettier-ignore
  if (prices.instanceType(assumed.type) === null)
    throw bad(
      text(`--node-type is "${assumed.type}", which is no EC2 instance type known here.`, `--node-type "${assumed.type}"은 아는 EC2 인스턴스 유형이 아닙니다.`),
      text('Name one, as in --node-type m5.large --nodes 3.', '예: --node-type m5.large --nodes 3.'),
    ); // prettier-ignore
  const names = new Set(there.map((n) => n.name));
  const nodes =
    there.length > 0
      ? []
      : Array.from({ length: count }, (_, i) => nodeOf(`assumed-${i + 1}`, assumed.type));
  const unread = (kind: string): boolean => kind !== 'v1/Node' && kind !== 'v1/Pod';
  return {
    snapshot: {
      ...snapshot,
      objects: [
        ...snapshot.objects.map((o) =>
          o.kind === 'Node' && names.has(o.metadata.name) ? relabelled(o, assumed.type) : o,
        ),
        ...nodes,
      ],
      unreadKinds: snapshot.unreadKinds.filter((k) => unread(k.kind)),
      aws: {
        ...snapshot.aws,
        nodegroups: { state: 'read', value: [groupOf(assumed.type, count)] },
      },
    },
    said: text(
      `assumed, not read: ${counted(count, 'node')} of ${assumed.type}, on demand, ${ROOT_GIB} GiB of disk each; agents that the input does not hold are not on them`,
      `읽은 것이 아니라 가정: ${assumed.type} 노드 ${count}개, 온디맨드, 디스크 각 ${ROOT_GIB}GiB. 입력에 없는 에이전트는 셈하지 않음`,
    ),
  };
}

const bad = (message: Text, remedy: Text): Error =>
  UserError({ code: 'BAD_FLAG', message, remedy });

const alreadyKnown = (count: number, type: string): Error =>
  bad(
    text(`--node-type assumes nodes, and the input holds ${count} whose type is known (${type}).`, `--node-type은 노드를 가정하는데, 입력에는 유형을 아는 노드가 ${count}개 있습니다(${type}).`),
    text('Leave --node-type and --nodes out: fargatectl size', '--node-type과 --nodes를 빼십시오: fargatectl size'),
  ); // prettier-ignore

const nodeOf = (name: string, type: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: { [TYPE]: type, 'eks.amazonaws.com/nodegroup': GROUP, 'kubernetes.io/os': 'linux' },
  },
});

/** A node of the input, with the type that is said of it, and that type's capacity instead of its own. */
function relabelled(node: KubeObject, type: string): KubeObject {
  const { status: _own, ...rest } = node;
  const labels = Object.entries(node.metadata.labels ?? {}).filter(
    ([k]) => !TYPE_LABELS.includes(k),
  );
  return {
    ...rest,
    metadata: {
      ...node.metadata,
      labels: { ...Object.fromEntries(labels), [TYPE]: type, 'eks.amazonaws.com/nodegroup': GROUP },
    },
  } as KubeObject;
}

const groupOf = (type: string, count: number): Nodegroup => ({
  name: GROUP,
  arn: '',
  status: 'ACTIVE',
  instanceTypes: [type],
  capacityType: 'ON_DEMAND',
  amiType: '',
  diskSizeGiB: ROOT_GIB,
  version: null,
  subnetIds: [],
  nodeRoleArn: '',
  scaling: { minSize: count, maxSize: count, desiredSize: count },
  labels: {},
  taints: [],
  launchTemplate: null,
  autoScalingGroups: [],
  healthIssues: [],
  tags: {},
});
