import { counted, parseMemory, text, type KubeObject, type Snapshot } from '../../model/index.ts';
import type { BillLine } from './bill.ts';
import type { Ec2Node } from './nodes.ts';
import { CONTROL_PLANE } from './price-book.ts';
import { instancePrice, perGbPrice, type Terms } from './terms.ts';

export const controlPlaneLine = ({ hoursPerMonth }: Terms): BillLine => ({
  kind: 'control-plane',
  what: text('EKS control plane', 'EKS 컨트롤 플레인'),
  count: 1,
  usdPerMonth: CONTROL_PLANE.usdPerHour * hoursPerMonth,
  provenance: { source: CONTROL_PLANE.source, date: CONTROL_PLANE.date },
  note: text(
    'standard support; a version in extended support costs $0.60 an hour',
    '표준 지원 기준. 연장 지원 버전은 시간당 $0.60입니다',
  ),
});

/** Nodes by type, purchase and zone, and their root volumes by node group. */
export function nodeLines(
  snapshot: Snapshot,
  nodes: readonly Ec2Node[] | null,
  terms: Terms,
): readonly BillLine[] {
  if (nodes === null)
    return [
      {
        kind: 'node',
        what: text('EC2 nodes', 'EC2 노드'),
        count: null,
        usdPerMonth: null,
        provenance: null,
        note: text('neither instances nor nodes were read', '인스턴스도 노드도 읽지 못했습니다'),
      },
    ];
  const lines: BillLine[] = [];
  const byKind = groupBy(nodes, (n) => [n.type ?? '', n.lifecycle, n.zone ?? ''].join(' '));
  for (const [, group] of byKind) {
    const { type, lifecycle, zone } = group[0] as Ec2Node;
    const price = instancePrice({ type, lifecycle }, terms);
    const place = zone === null ? '' : `, ${zone}`;
    const bought = lifecycle === 'spot' ? text('Spot', '스팟') : text('on demand', '온디맨드');
    lines.push({
      kind: 'node',
      what: text(
        `${type ?? 'instance of unknown type'}, ${bought.en}${place}`,
        `${type ?? '유형을 모르는 인스턴스'}, ${bought.ko}${place}`,
      ),
      count: group.length,
      usdPerMonth:
        price.usdPerHour === null ? null : price.usdPerHour * terms.hoursPerMonth * group.length,
      provenance: price.provenance,
      note: price.note,
    });
  }
  for (const [name, group] of groupBy(nodes, (n) => n.nodegroup ?? ''))
    lines.push(rootVolumes(snapshot, name === '' ? null : name, group.length, terms));
  return lines;
}

function diskOf(snapshot: Snapshot, nodegroup: string | null): number | null {
  const groups = snapshot.aws.nodegroups;
  const found =
    groups.state === 'read' ? groups.value.find((g) => g.name === nodegroup) : undefined;
  return found?.diskSizeGiB ?? null;
}

/** One node's root volume, a month. Its type is not read: gp3, the managed node groups' own. */
export function rootVolumeUsd(
  snapshot: Snapshot,
  nodegroup: string | null,
  { region, prices }: Terms,
): number | null {
  const size = diskOf(snapshot, nodegroup);
  const price = region === null ? null : prices.volume(region, 'gp3');
  return size === null || !price ? null : size * price.usdPerGbMonth;
}

function rootVolumes(
  snapshot: Snapshot,
  nodegroup: string | null,
  count: number,
  terms: Terms,
): BillLine {
  const size = diskOf(snapshot, nodegroup);
  const usd = rootVolumeUsd(snapshot, nodegroup, terms);
  const each = size === null ? text('', '') : text(`, ${size} GiB each`, `, 각 ${size}GiB`);
  return {
    kind: 'root-volume',
    what: text(
      `root volumes of ${nodegroup ?? 'nodes outside managed node groups'}${each.en}`,
      `${nodegroup ?? '관리형 노드 그룹 밖의 노드'}의 루트 볼륨${each.ko}`,
    ),
    count,
    usdPerMonth: usd === null ? null : usd * count,
    provenance: terms.region === null ? null : terms.prices.volume(terms.region, 'gp3'),
    note:
      size === null
        ? text(
            'their size was not read (it stands in a launch template, or AWS was not asked)',
            '크기를 읽지 못했습니다(시작 템플릿에 있거나 AWS에 묻지 않았습니다)',
          )
        : text('taken as gp3; the volume type was not read', '볼륨 유형은 읽지 않아 gp3로 셈했습니다'), // prettier-ignore
  };
}

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

export function claimLines(volumes: readonly EbsVolume[], terms: Terms): readonly BillLine[] {
  return [...groupBy(volumes, (v) => v.type)].map(([type, group]) => {
    const price = terms.region === null ? null : terms.prices.volume(terms.region, type);
    const known = group.every((v) => v.gib !== null);
    const gib = group.reduce((sum, v) => sum + (v.gib ?? 0), 0);
    return {
      kind: 'claim' as const,
      what: text(`EBS volumes of claims, ${type}, ${gib} GiB`, `클레임의 EBS 볼륨, ${type}, ${gib}GiB`), // prettier-ignore
      count: group.length,
      usdPerMonth: price && known ? price.usdPerGbMonth * gib : null,
      provenance: price,
      note: price
        ? known
          ? null
          : text('the size of one was not read', '하나의 크기를 읽지 못했습니다')
        : text(`no price of ${type} is known here: --assume ebs.${type}=USD`, `${type} 가격을 모릅니다: --assume ebs.${type}=USD`), // prettier-ignore
    };
  });
}

/** EFS bills what is stored. `copiedGiB`: volumes that become files. */
export function efsLines(
  snapshot: Snapshot,
  copiedGiB: number | null | undefined,
  terms: Terms,
): readonly BillLine[] {
  const { fileSystems } = snapshot.aws;
  const there = fileSystems.state === 'read' ? fileSystems.value : [];
  const gib = there.reduce((sum, f) => sum + f.sizeBytes, 0) / 2 ** 30;
  if (there.length === 0 && copiedGiB === undefined) return [];
  const parts = [
    ...(there.length > 0 ? [text(`${counted(there.length, 'file system')}, ${gib.toFixed(1)} GiB`, `파일 시스템 ${there.length}개, ${gib.toFixed(1)}GiB`)] : []), // prettier-ignore
    ...(copiedGiB === undefined ? [] : [text(`files of volumes of up to ${copiedGiB ?? '?'} GiB`, `최대 ${copiedGiB ?? '?'}GiB 볼륨의 파일`)]), // prettier-ignore
  ];
  const price = perGbPrice(terms, 'efs');
  const stored = copiedGiB === null ? null : gib + (copiedGiB ?? 0);
  return [
    {
      kind: 'efs',
      what: text(`EFS: ${parts.map((p) => p.en).join('; ')}`, `EFS: ${parts.map((p) => p.ko).join('; ')}`), // prettier-ignore
      count: there.length,
      usdPerMonth: price === null || stored === null ? null : price.usdPerGb * stored,
      provenance: price,
      note:
        price === null
          ? text('EFS bills what is stored; its price is not known here: --assume efs.gb=USD', 'EFS는 저장한 만큼 과금합니다. 가격을 모릅니다: --assume efs.gb=USD') // prettier-ignore
          : stored === null
            ? text('the size of a volume was not read', '볼륨 하나의 크기를 읽지 못했습니다')
            : text('volumes counted in full; EFS bills only what is in them', '볼륨 전체 크기로 셈했습니다. EFS는 들어 있는 만큼만 과금합니다'), // prettier-ignore
    },
  ];
}

export function groupBy<T>(
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
