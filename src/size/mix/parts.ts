import type { PodSpec, Workload } from '../../model/index.ts';
import type { Ec2Node } from '../cost/nodes.ts';
import type { OwnedPod } from '../cost/pods.ts';
import { mayRunOn, termsHold } from './eligible.ts';
import type { Part } from './problem.ts';
import type { VolumeTerms } from './volume-zones.ts';

/** Pods with the same choice of nodes together; a pod whose volume lies in a zone goes only there. */
export function partsOf(o: {
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

/** Whether no two of its pods may share a node. */
export function repelsItself({ template }: Workload): boolean {
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
