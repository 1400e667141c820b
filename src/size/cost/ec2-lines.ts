import { HOURS_PER_MONTH, parseMemory, type KubeObject, type Snapshot } from '../../model/index.ts';
import type { BillLine } from './bill.ts';
import type { Ec2Node } from './nodes.ts';
import { CONTROL_PLANE, type PriceBook } from './price-book.ts';

export const controlPlaneLine: BillLine = {
  kind: 'control-plane',
  what: 'EKS control plane',
  count: 1,
  usdPerMonth: CONTROL_PLANE.usdPerHour * HOURS_PER_MONTH,
  provenance: { source: CONTROL_PLANE.source, date: CONTROL_PLANE.date },
  note: 'standard support; a version in extended support costs $0.60 an hour',
};

/** Nodes by type and lifecycle, and their root volumes by node group. */
export function nodeLines(
  snapshot: Snapshot,
  nodes: readonly Ec2Node[] | null,
  region: string | null,
  prices: PriceBook,
): readonly BillLine[] {
  if (nodes === null)
    return [
      { kind: 'node', what: 'EC2 nodes', count: null, usdPerMonth: null, provenance: null, note: 'neither instances nor nodes were read' },
    ]; // prettier-ignore
  const lines: BillLine[] = [];
  for (const [, group] of groupBy(nodes, (n) => `${n.type ?? ''} ${n.lifecycle}`)) {
    const { type, lifecycle } = group[0] as Ec2Node;
    const price = region === null || type === null ? null : prices.instance(region, type);
    const spot = lifecycle === 'spot';
    lines.push({
      kind: 'node',
      what: `${type ?? 'instance of unknown type'}, ${spot ? 'Spot' : 'on demand'}`,
      count: group.length,
      usdPerMonth: price && !spot ? price.usdPerHour * HOURS_PER_MONTH * group.length : null,
      provenance: price,
      note: noteOf(price, spot, region, group.length),
    });
  }
  for (const [name, group] of groupBy(nodes, (n) => n.nodegroup ?? ''))
    lines.push(rootVolumes(snapshot, name, group.length, { region, prices }));
  return lines;
}

function noteOf(
  price: { readonly usdPerHour: number } | null,
  spot: boolean,
  region: string | null,
  count: number,
): string | null {
  if (region === null) return 'the Region is not known';
  if (spot)
    return price
      ? `Spot prices change by the hour and are not known here; on demand it would be $${(price.usdPerHour * HOURS_PER_MONTH * count).toFixed(2)}`
      : 'Spot prices change by the hour and are not known here';
  return price ? null : `no price of this type in ${region} is known here`;
}

interface Where {
  readonly region: string | null;
  readonly prices: PriceBook;
}

function rootVolumes(snapshot: Snapshot, nodegroup: string, count: number, at: Where): BillLine {
  const groups = snapshot.aws.nodegroups;
  const found = groups.state === 'read' ? groups.value.find((g) => g.name === nodegroup) : undefined;
  const size = found?.diskSizeGiB ?? null;
  const price = at.region === null ? null : at.prices.volume(at.region, 'gp3');
  return {
    kind: 'root-volume',
    what: `root volumes of ${nodegroup === '' ? 'nodes outside managed node groups' : nodegroup}${size === null ? '' : `, ${size} GiB each`}`,
    count,
    usdPerMonth: price && size !== null ? price.usdPerGbMonth * size * count : null,
    provenance: price,
    note: size === null
      ? 'their size was not read (it stands in a launch template, or AWS was not asked)'
      : 'taken as gp3; the volume type was not read',
  };
} // prettier-ignore

interface VolumeSpec {
  readonly capacity?: Readonly<Record<string, string | number>>;
  readonly storageClassName?: string;
  readonly claimRef?: { readonly namespace?: string; readonly name?: string };
  readonly csi?: { readonly driver?: string; readonly volumeHandle?: string };
  readonly awsElasticBlockStore?: unknown;
}

/** A persistent volume on EBS, and the claim that it serves as `namespace/name`. */
export interface EbsVolume {
  readonly name: string;
  readonly claim: string | null;
  readonly type: string;
  readonly gib: number | null;
}

export function ebsVolumesOf(snapshot: Snapshot): readonly EbsVolume[] {
  const classes = snapshot.objects.filter((o) => o.kind === 'StorageClass');
  return snapshot.objects
    .filter((o) => o.kind === 'PersistentVolume')
    .flatMap((volume) => {
      const spec = (volume['spec'] ?? {}) as VolumeSpec;
      const inTree = spec.awsElasticBlockStore !== undefined;
      if (!inTree && spec.csi?.driver !== 'ebs.csi.aws.com') return [];
      const stated = spec.capacity?.['storage'];
      const memory = stated === undefined ? undefined : parseMemory(stated);
      const { claimRef } = spec;
      return [{
        name: volume.metadata.name,
        claim: claimRef?.name === undefined ? null : `${claimRef.namespace ?? ''}/${claimRef.name}`,
        type: typeOf(classes, spec.storageClassName) ?? (inTree ? 'gp2' : 'gp3'),
        gib: memory === undefined ? null : memory / 1024,
      }]; // prettier-ignore
    });
}

const typeOf = (classes: readonly KubeObject[], name: string | undefined): string | undefined =>
  (classes.find((c) => c.metadata.name === name)?.['parameters'] as { type?: string } | undefined)
    ?.type;

export function claimLines(volumes: readonly EbsVolume[], at: Where): readonly BillLine[] {
  return [...groupBy(volumes, (v) => v.type)].map(([type, group]) => {
    const price = at.region === null ? null : at.prices.volume(at.region, type);
    const known = group.every((v) => v.gib !== null);
    const gib = group.reduce((sum, v) => sum + (v.gib ?? 0), 0);
    return {
      kind: 'claim' as const,
      what: `EBS volumes of claims, ${type}, ${gib} GiB`,
      count: group.length,
      usdPerMonth: price && known ? price.usdPerGbMonth * gib : null,
      provenance: price,
      note: price
        ? known
          ? null
          : 'the size of one was not read'
        : `no price of ${type} is known here`,
    };
  });
}

function groupBy<T>(
  items: readonly T[],
  key: (item: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
