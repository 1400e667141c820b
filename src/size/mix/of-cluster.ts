import { formatRef, text, workloadKey, type Snapshot, type Text, type Workload } from '../../model/index.ts'; // prettier-ignore
import { askedOf } from '../asked.ts';
import { claimLines, controlPlaneLine, ebsVolumesOf } from '../cost/ec2-lines.ts';
import { fargateNodes, fargateNow } from '../cost/fargate-lines.ts';
import { ec2NodesOf, type Ec2Node } from '../cost/nodes.ts';
import { runningPods, type OwnedPod } from '../cost/pods.ts';
import { extrasOf } from '../cost/side-lines.ts';
import type { Terms } from '../cost/terms.ts';
import { fargateOf } from './fargate-side.ts';
import { agentsAnywhere, amountOf, kindsOf } from './node-kinds.ts';
import { overcommitted } from './overcommitted.ts';
import { partsOf, repelsItself } from './parts.ts';
import type { Amount, MixItem, MixProblem } from './problem.ts';
import { volumeZones } from './volume-zones.ts';

export interface ClusterMixOptions {
  readonly workloads: readonly Workload[];
  readonly terms: Terms;
  /** Why a workload cannot go, by key: absent or null means that it may. */
  readonly whyStays: ReadonlyMap<string, Text | null>;
  /** Steps of the plan by workload key; 1 where absent. */
  readonly effort?: ReadonlyMap<string, number>;
  readonly usdPerStep?: number;
}

/** The cluster as a choice between nodes and Fargate; null when nodes or pods were not read. Pure. */
export function mixProblem(snapshot: Snapshot, o: ClusterMixOptions): MixProblem | null {
  const nodes = ec2NodesOf(snapshot, o.terms.prices);
  const pods = runningPods(snapshot);
  return nodes === null || pods === null ? null : problemOf(snapshot, { nodes, pods }, o);
}

/**
 * The same workloads without the nodes that they are on, which nobody knows or can price: a choice between
 * Fargate and nodes yet to be chosen (`withFreeChoice`). No kinds of node, so that no mix of it alone exists. Pure.
 */
export const mixWithoutNodes = (snapshot: Snapshot, o: ClusterMixOptions): MixProblem =>
  problemOf(snapshot, { nodes: null, pods: runningPods(snapshot) ?? [] }, o);

function problemOf(
  snapshot: Snapshot,
  there: { readonly nodes: readonly Ec2Node[] | null; readonly pods: readonly OwnedPod[] },
  o: ClusterMixOptions,
): MixProblem {
  const nodes = there.nodes ?? [];
  const { pods } = there;
  const need = (w: Workload): Amount => amountOf(askedOf(snapshot, w).outcome);
  const { kinds, nodeKinds, ...found } = kindsOf(snapshot, nodes, o, need);
  const agents = there.nodes === null ? agentsAnywhere(o.workloads, need) : found.agents;
  const isElsewhere = elsewhere(snapshot, there.nodes);
  const nodeAt = new Map(nodes.map((n, i) => [n.name, i]));
  const byOwner = new Map<string, OwnedPod[]>();
  for (const p of pods) {
    const list = byOwner.get(p.owner);
    if (list) list.push(p);
    else byOwner.set(p.owner, [p]);
  }
  const traits = kinds.map((_, k) => nodes[nodeKinds.indexOf(k)] as Ec2Node);
  const volumes = volumeZones(snapshot);
  const extras = extrasOf(snapshot, o.terms);
  const gaps: Text[] = [...extras.gaps];
  const items = o.workloads.flatMap((w): MixItem[] => {
    if (w.ref.kind === 'DaemonSet') return [];
    const own = byOwner.get(workloadKey(w.ref)) ?? [];
    const onNodes = own.filter((p) => !isElsewhere(p));
    const onFargate = own.length - onNodes.length;
    const wanted = Math.max(0, (w.replicas ?? own.length) - onFargate);
    if (wanted === 0) return [];
    const asked = askedOf(snapshot, w);
    const parts = partsOf({ wanted, onNodes, podSpec: asked.spec, nodeAt, traits, volumes });
    if (there.nodes !== null && parts.some((p) => p.kinds.length === 0)) {
      gaps.push(text(`${formatRef(w.ref)} fits on none of today's nodes and is left out of the mix`, `${formatRef(w.ref)}: 지금의 어느 노드에도 맞지 않아 조합에서 뺐습니다`)); // prettier-ignore
      return [];
    }
    const said = o.whyStays.get(workloadKey(w.ref)) ?? null;
    const price = fargateOf(w, { asked, pods: wanted, terms: o.terms, extras });
    return [
      {
        key: workloadKey(w.ref),
        ref: w.ref,
        need: need(w),
        onePerNode: repelsItself(w),
        parts,
        fargateUsdPerMonth: price.usd,
        whyStays: said ?? price.why,
        heldBy: said === null ? price.lacks : 'verdict',
        effort: o.effort?.get(workloadKey(w.ref)) ?? 1,
      },
    ];
  });
  const fixed = [
    controlPlaneLine(o.terms),
    ...claimLines(ebsVolumesOf(snapshot), o.terms),
    ...fargateNow(snapshot, o.terms),
  ];
  for (const line of fixed)
    if (line.usdPerMonth === null)
      gaps.push(text(`not in the sums: ${line.what.en}${line.note ? ` (${line.note.en})` : ''}`, `합계에 없음: ${line.what.ko}${line.note ? ` (${line.note.ko})` : ''}`)); // prettier-ignore
  gaps.push(...overcommitted({ kinds, nodeKinds, items }));
  return {
    kinds,
    nodeKinds,
    items,
    usdPerStep: o.usdPerStep ?? 0,
    agents,
    keepsZones: true,
    fixedUsdPerMonth: fixed.reduce((sum, l) => sum + (l.usdPerMonth ?? 0), 0),
    gaps,
  };
}

/** Pods on no node that the mix chooses about: on Fargate already. */
function elsewhere(snapshot: Snapshot, nodes: readonly Ec2Node[] | null): (p: OwnedPod) => boolean {
  if (nodes === null) {
    const fargate = fargateNodes(snapshot);
    return ({ pod }) => fargate.has(pod.spec.nodeName ?? '');
  }
  const names = new Set(nodes.map((n) => n.name));
  return ({ pod }) => pod.spec.nodeName !== undefined && !names.has(pod.spec.nodeName);
}
