import {
  HOURS_PER_MONTH,
  parseMemory,
  text,
  type KubeObject,
  type Snapshot,
  type Text,
} from '../../model/index.ts';
import type { BillLine } from './bill.ts';
import type { Ec2Node } from './nodes.ts';
import { CONTROL_PLANE, type PriceBook } from './price-book.ts';

export const controlPlaneLine: BillLine = {
  kind: 'control-plane',
  what: text('EKS control plane', 'EKS 컨트롤 플레인'),
  count: 1,
  usdPerMonth: CONTROL_PLANE.usdPerHour * HOURS_PER_MONTH,
  provenance: { source: CONTROL_PLANE.source, date: CONTROL_PLANE.date },
  note: text(
    'standard support; a version in extended support costs $0.60 an hour',
    '표준 지원 기준. 연장 지원 버전은 시간당 $0.60',
  ),
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
      {
        kind: 'node',
        what: text('EC2 nodes', 'EC2 노드'),
        count: null,
        usdPerMonth: null,
        provenance: null,
        note: text('neither instances nor nodes were read', '인스턴스도 노드도 읽지 못했습니다'),
      },
    ]; // prettier-ignore
  const lines: BillLine[] = [];
  for (const [, group] of groupBy(nodes, (n) => `${n.type ?? ''} ${n.lifecycle}`)) {
    const { type, lifecycle } = group[0] as Ec2Node;
    const price = region === null || type === null ? null : prices.instance(region, type);
    const spot = lifecycle === 'spot';
    lines.push({
      kind: 'node',
      what: text(
        `${type ?? 'instance of unknown type'}, ${spot ? 'Spot' : 'on demand'}`,
        `${type ?? '유형을 알 수 없는 인스턴스'}, ${spot ? '스팟' : '온디맨드'}`,
      ),
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
): Text | null {
  if (region === null) return text('the Region is not known', '리전을 알 수 없습니다');
  if (spot) {
    const usd = price && (price.usdPerHour * HOURS_PER_MONTH * count).toFixed(2);
    return text(
      `Spot prices change by the hour and are not known here${usd === null ? '' : `; on demand it would be $${usd}`}`,
      `스팟 가격은 시간마다 달라 여기서 알 수 없습니다${usd === null ? '' : `. 온디맨드라면 $${usd}`}`,
    );
  }
  return price
    ? null
    : text(
        `no price of this type in ${region} is known here`,
        `${region}의 이 유형 가격을 알 수 없습니다`,
      );
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
    what: text(
      `root volumes of ${nodegroup === '' ? 'nodes outside managed node groups' : nodegroup}${size === null ? '' : `, ${size} GiB each`}`,
      `${nodegroup === '' ? '관리형 노드 그룹 밖의 노드' : nodegroup}의 루트 볼륨${size === null ? '' : `, 각 ${size} GiB`}`,
    ),
    count,
    usdPerMonth: price && size !== null ? price.usdPerGbMonth * size * count : null,
    provenance: price,
    note: size === null
      ? text('their size was not read (it stands in a launch template, or AWS was not asked)', '크기를 읽지 못했습니다(시작 템플릿에 있거나 AWS에 묻지 않음)')
      : text('taken as gp3; the volume type was not read', 'gp3로 계산했습니다. 볼륨 유형을 읽지 못했습니다'),
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
      what: text(
        `EBS volumes of claims, ${type}, ${gib} GiB`,
        `클레임의 EBS 볼륨, ${type}, ${gib} GiB`,
      ),
      count: group.length,
      usdPerMonth: price && known ? price.usdPerGbMonth * gib : null,
      provenance: price,
      note: price
        ? known
          ? null
          : text('the size of one was not read', '크기를 읽지 못한 볼륨이 있습니다')
        : text(`no price of ${type} is known here`, `${type} 가격을 알 수 없습니다`),
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
