import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  counted,
  DEFAULT_EPHEMERAL_GIB,
  formatRef,
  text,
  verbatim,
  type FargateSize,
  type Snapshot,
  type Workload,
} from '../../model/index.ts';
import { askedOf } from '../asked.ts';
import type { BillLine } from './bill.ts';
import { fargateUsdPerHour } from './fargate.ts';
import { runningPods } from './pods.ts';
import type { FargatePrice } from './price-book.ts';
import type { Terms } from './terms.ts';

/** A workload's size there and the Region's price; null where not known. */
export function sizeOn(
  snapshot: Snapshot,
  workload: Workload,
  { region, prices }: Terms,
): { readonly size: FargateSize | null; readonly price: FargatePrice | null } {
  const { outcome } = askedOf(snapshot, workload);
  return {
    size: outcome.kind === 'fits' ? outcome.size : null,
    price: region === null ? null : prices.fargate(region),
  };
}

/** One workload on Fargate. */
export function movedLine(snapshot: Snapshot, workload: Workload, terms: Terms): BillLine {
  const { size, price } = sizeOn(snapshot, workload, terms);
  const { replicas } = workload;
  const base = { kind: 'fargate' as const, count: replicas, provenance: price };
  if (size === null)
    return {
      ...base,
      what: verbatim(formatRef(workload.ref)),
      usdPerMonth: null,
      note: text('it has no Fargate size', '맞는 Fargate 크기가 없습니다'),
    };
  if (replicas === null && workload.ref.kind !== 'CronJob')
    return {
      ...base,
      what: verbatim(`${formatRef(workload.ref)}, ${nameOf(size)}`),
      usdPerMonth: null,
      note: text('how many pods it has is not known', '파드가 몇 개인지 알 수 없습니다'),
    };
  const hour = fargateUsdPerHour(size, price);
  const runs = replicas ?? 1;
  const hours = replicas === null ? terms.given.get('job.hours') : terms.hoursPerMonth;
  const podHours = hours === undefined ? null : hours * runs;
  const where = terms.region;
  return {
    ...base,
    what: verbatim(`${formatRef(workload.ref)}, ${nameOf(size)}`),
    usdPerMonth: hour === null || podHours === null ? null : hour * podHours,
    ...(price && hour !== null && podHours !== null ? { parts: split(size, price, podHours) } : {}),
    note: !price
      ? where === null
        ? text('no Fargate price without a Region', '리전이 없어 Fargate 가격을 알 수 없습니다')
        : text(`no Fargate price for ${where} is known here: --assume fargate.vcpu=USD and fargate.gb=USD`, `${where}의 Fargate 가격을 모릅니다: --assume fargate.vcpu=USD와 fargate.gb=USD`) // prettier-ignore
      : hour === null
        ? text('the price of storage above 20 GB is not known here: --assume fargate.ephemeral=USD', '20GB 초과 스토리지 가격을 모릅니다: --assume fargate.ephemeral=USD') // prettier-ignore
        : replicas === null
          ? hours === undefined
            ? text(`runs now and then: $${hour.toFixed(4)} for each hour of a pod: --assume job.hours=N`, `가끔 실행됩니다. 파드 시간당 $${hour.toFixed(4)}: --assume job.hours=N`) // prettier-ignore
            : text(
                `${counted(hours, 'hour')} a month, as given`,
                `주어진 대로 한 달에 ${hours}시간`,
              )
          : null,
  };
}

function split(
  size: FargateSize,
  price: FargatePrice,
  podHours: number,
): NonNullable<BillLine['parts']> {
  const extra = Math.max(0, size.ephemeralGiB - DEFAULT_EPHEMERAL_GIB);
  return {
    vcpuUsd: size.vcpu * price.vcpuHour * podHours,
    memoryUsd: size.memoryGB * price.gbHour * podHours,
    ephemeralUsd: extra * (price.ephemeralGbHour ?? 0) * podHours,
  };
}

const nameOf = (size: FargateSize): string =>
  `${size.vcpu} vCPU ${size.memoryGB} GB${size.ephemeralGiB > DEFAULT_EPHEMERAL_GIB ? ` ${size.ephemeralGiB} GiB` : ''}`;

/** Names of Fargate's nodes, one a pod. */
export const fargateNodes = (snapshot: Snapshot): ReadonlySet<string> =>
  new Set(
    snapshot.objects
      .filter((o) => o.kind === 'Node' && o.metadata.labels?.[COMPUTE_TYPE] === 'fargate')
      .map((o) => o.metadata.name),
  );

/** Pods that are on Fargate already, by what EKS says it provisioned. */
export function fargateNow(snapshot: Snapshot, terms: Terms): readonly BillLine[] {
  const onFargate = fargateNodes(snapshot);
  if (onFargate.size === 0) return [];
  const price = terms.region === null ? null : terms.prices.fargate(terms.region);
  const bySize = new Map<string, number>();
  for (const { pod } of runningPods(snapshot) ?? [])
    if (onFargate.has(pod.spec.nodeName ?? '')) {
      const size = pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '';
      bySize.set(size, (bySize.get(size) ?? 0) + 1);
    }
  return [...bySize].sort().map(([written, count]) => {
    const size = parseProvisioned(written);
    const hour = size && fargateUsdPerHour(size, price);
    const name = written === '' ? text('size not stated', '크기 없음') : verbatim(written);
    return {
      kind: 'fargate' as const,
      what: text(`pods that are on Fargate already, ${name.en}`, `이미 Fargate에 있는 파드, ${name.ko}`), // prettier-ignore
      count,
      usdPerMonth: hour === null ? null : hour * count * terms.hoursPerMonth,
      provenance: price,
      note: size
        ? text('without ephemeral storage above 20 GB', '20GB 초과 임시 스토리지 제외')
        : text(`their ${CAPACITY_PROVISIONED} annotation is missing`, `${CAPACITY_PROVISIONED} 애너테이션이 없습니다`), // prettier-ignore
    };
  });
}

/** `0.25vCPU 0.5GB`, as EKS writes it on the pod. */
export function parseProvisioned(written: string): FargateSize | null {
  const m = /^([\d.]+)vCPU ([\d.]+)GB$/.exec(written.trim());
  return m ? { vcpu: Number(m[1]), memoryGB: Number(m[2]), ephemeralGiB: 20 } : null;
}
