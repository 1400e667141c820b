import {
  RESERVED_MIB,
  fargateSizeOf,
  formatRef,
  text,
  workloadKey,
  type PodSpec,
  type SizeOutcome,
  type Snapshot,
  type Text,
  type Workload,
} from '../../model/index.ts';
import { claimLines, controlPlaneLine, ebsVolumesOf, rootVolumeUsd } from '../cost/ec2-lines.ts';
import { fargateNodes, fargateNow } from '../cost/fargate-lines.ts';
import { ec2NodesOf, type Ec2Node } from '../cost/nodes.ts';
import { runningPods, type OwnedPod } from '../cost/pods.ts';
import { extrasOf, type Extras } from '../cost/side-lines.ts';
import { instancePrice, type Terms } from '../cost/terms.ts';
import { fargateUsdPerHour } from '../cost/fargate.ts';
import { askedOf, type Asked } from '../asked.ts';
import { mayRunOn, termsHold } from './eligible.ts';
import { volumeZones, type VolumeTerms } from './volume-zones.ts';
import type { Amount, MixItem, MixProblem, NodeKind, Part } from './problem.ts';

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

/** What DaemonSets would take of a node that all of them run on. */
function agentsAnywhere(
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

/** What the pod asks of a node: nobody adds Fargate's 256 MiB there. */
export const needOf = (spec: PodSpec): Amount => amountOf(fargateSizeOf(spec));

const amountOf = (sized: SizeOutcome): Amount =>
  sized.kind === 'bad-quantity'
    ? { milliCpu: 0, memoryMiB: 0 }
    : { milliCpu: sized.needed.milliCpu, memoryMiB: sized.needed.memoryMiB - RESERVED_MIB };

function kindsOf(
  snapshot: Snapshot,
  nodes: readonly Ec2Node[],
  o: ClusterMixOptions,
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

/** Pods with the same choice of nodes together; a pod whose volume lies in a zone goes only there. */
function partsOf(o: {
  readonly wanted: number;
  readonly onNodes: readonly OwnedPod[];
  readonly podSpec: PodSpec;
  readonly nodeAt: ReadonlyMap<string, number>;
  readonly traits: readonly Ec2Node[];
  readonly volumes: ReadonlyMap<string, VolumeTerms>;
}): readonly Part[] {
  const anywhere = o.traits.flatMap((n, k) => (mayRunOn(o.podSpec, n) ? [k] : []));
  const parts = new Map<string, { pods: number; kinds: readonly number[]; at: Map<number, number> }>(); // prettier-ignore
  const add = (kinds: readonly number[], at: number | undefined, pods = 1): void => {
    const part = parts.get(kinds.join()) ?? { pods: 0, kinds, at: new Map<number, number>() };
    part.pods += pods;
    if (at !== undefined) part.at.set(at, (part.at.get(at) ?? 0) + 1);
    parts.set(kinds.join(), part);
  };
  for (const { pod } of o.onNodes.slice(0, o.wanted)) {
    const terms = (pod.spec.volumes ?? []).flatMap((v) => {
      const claim = v.persistentVolumeClaim?.claimName;
      const found = claim && o.volumes.get(`${pod.metadata.namespace ?? ''}/${claim}`);
      return found ? [found] : [];
    });
    const kinds =
      terms.length === 0
        ? anywhere
        : anywhere.filter((k) => terms.every((t) => termsHold(t, o.traits[k]?.labels ?? {})));
    add(kinds, o.nodeAt.get(pod.spec.nodeName ?? ''));
  }
  const rest = o.wanted - Math.min(o.wanted, o.onNodes.length);
  if (rest > 0) add(anywhere, undefined, rest);
  return [...parts.values()];
}

function repelsItself({ template }: Workload): boolean {
  const terms =
    template.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const labels = template.metadata?.labels ?? {};
  return terms.some(
    (t) =>
      t.topologyKey === 'kubernetes.io/hostname' &&
      Object.entries(t.labelSelector?.matchLabels ?? {}).every(([k, v]) => labels[k] === v) &&
      Object.keys(t.labelSelector?.matchLabels ?? {}).length > 0,
  );
}

/** All pods of a workload on Fargate, a month, with what comes with the move. */
function fargateOf(
  w: Workload,
  o: {
    readonly asked: Asked;
    readonly pods: number;
    readonly terms: Terms;
    readonly extras: Extras;
  },
): {
  readonly usd: number | null;
  readonly why: Text | null;
  readonly lacks: 'size' | 'price' | null;
} {
  const { asked, pods, terms, extras } = o;
  const sized = asked.outcome;
  if (sized.kind !== 'fits')
    return {
      usd: null,
      why: text('it has no Fargate size', '맞는 Fargate 크기가 없습니다'),
      lacks: 'size',
    };
  const price = terms.region === null ? null : terms.prices.fargate(terms.region);
  const hour = fargateUsdPerHour(sized.size, price);
  if (hour === null)
    return { usd: null, why: noPrice(terms), lacks: 'price' }; // prettier-ignore
  const volumes = extras.volumeChange(w);
  if (volumes === null)
    return { usd: null, why: text('its volume would go to EFS, whose price is not known: --assume efs.gb=USD', '볼륨이 EFS로 가야 하는데 그 가격을 모릅니다: --assume efs.gb=USD'), lacks: 'price' }; // prettier-ignore
  const perPod = extras.perPod(asked.spec);
  return {
    usd: pods * (hour * terms.hoursPerMonth + (perPod ?? 0)) + volumes,
    why: null,
    lacks: null,
  };
}

const noPrice = ({ region }: Terms): Text =>
  region === null
    ? text('no Fargate price without a Region: --region us-east-1', '리전이 없어 Fargate 가격을 알 수 없습니다: --region us-east-1')
    : text(`its Fargate price in ${region} is not known: --assume fargate.vcpu=USD, fargate.gb=USD, fargate.ephemeral=USD`, `${region}의 Fargate 가격을 모릅니다: --assume fargate.vcpu=USD, fargate.gb=USD, fargate.ephemeral=USD`); // prettier-ignore

/** Requests by use or by what-if may be more than a node has; its pods are not driven out, and no bound holds for them. */
function overcommitted({
  kinds,
  nodeKinds,
  items,
}: Pick<MixProblem, 'kinds' | 'nodeKinds' | 'items'>): readonly Text[] {
  const asked = nodeKinds.map(() => ({ milliCpu: 0, memoryMiB: 0 }));
  for (const { need, parts } of items)
    for (const [at, pods] of parts.flatMap((p) => [...p.at])) {
      const node = asked[at];
      if (!node) continue;
      node.milliCpu += pods * need.milliCpu;
      node.memoryMiB += pods * need.memoryMiB;
    }
  const over = asked.filter((a, n) => {
    const room = kinds[nodeKinds[n] ?? -1]?.room;
    return room && (a.milliCpu > room.milliCpu || a.memoryMiB > room.memoryMiB);
  }).length;
  return over === 0
    ? []
    : [text(`on ${over} nodes more is asked for than they have; a mix may keep those pods where they are`, `노드 ${over}개는 가진 것보다 많은 요청을 받고 있습니다. 조합은 그 파드를 제자리에 둘 수 있습니다`)]; // prettier-ignore
}
