import { text, type Snapshot, type Text, type Workload } from '../../model/index.ts';
import { ec2NodesOf, type Ec2Node } from '../cost/nodes.ts';
import type { Terms } from '../cost/terms.ts';
import { mixProblem } from './of-cluster.ts';
import { packStaying } from './packing.ts';
import type { MixProblem } from './problem.ts';

const ESTIMATE = text(
  'Nodes that remain: requests of the pods that stay, packed on today’s kinds of node with DaemonSets, pods per node, selectors, taints and zones of volumes; spreading and head-room for growth are not looked at.',
  '남는 노드: 남는 파드의 요청량을 지금의 노드 종류에 담아 본 결과입니다. DaemonSet, 노드당 파드 수, 셀렉터, 테인트, 볼륨의 영역은 따졌고, 분산 배치와 성장 여유는 따지지 않았습니다.',
);
const NOT_PACKED = text(
  'The pods that stay could not be packed on today’s nodes, so that all of these are counted.',
  '남는 파드를 지금의 노드에 담을 수 없어 모든 노드를 셈했습니다.',
);

/** Today's nodes and what runs on them, as one question is asked of them after the other. */
export interface NodesToKeep {
  readonly nodes: readonly Ec2Node[] | null;
  readonly problem: MixProblem | null;
}

/** Null where nodes or pods were not read. Pure. */
export const nodesToKeep = (
  snapshot: Snapshot,
  o: { readonly workloads: readonly Workload[]; readonly terms: Terms },
): NodesToKeep => ({
  nodes: ec2NodesOf(snapshot, o.terms.prices),
  problem: mixProblem(snapshot, { ...o, whyStays: new Map() }),
});

/** Those that the workloads that do not move still need; null nodes when they were not read. Pure. */
export function keptNodes(
  { nodes, problem }: NodesToKeep,
  gone: ReadonlySet<string>,
): { readonly nodes: readonly Ec2Node[] | null; readonly note: Text } {
  if (nodes === null || problem === null) return { nodes: null, note: ESTIMATE };
  const moved = new Set(problem.items.flatMap((item, i) => (gone.has(item.key) ? [i] : [])));
  const counts = packStaying(problem, moved);
  if (counts === null) return { nodes, note: NOT_PACKED };
  const left = [...counts];
  return {
    nodes: nodes.filter((_, i) => {
      const kind = problem.nodeKinds[i] ?? -1;
      const n = left[kind] ?? 0;
      left[kind] = n - 1;
      return n > 0;
    }),
    note: ESTIMATE,
  };
}
