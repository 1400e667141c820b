import { text, type Text } from '../../model/index.ts';
import type { Provenance } from './price-book.ts';

/** One line of a monthly bill. Null is "not known" and is never added up as if it were nothing. */
export interface BillLine {
  readonly kind: 'control-plane' | 'node' | 'root-volume' | 'claim' | 'fargate' | 'efs';
  /** `m5.large, on demand`, `gp3 claims`, `Deployment app/web`. */
  readonly what: Text;
  readonly count: number | null;
  readonly usdPerMonth: number | null;
  readonly provenance: Provenance | null;
  /** What was assumed, or why the figure is not known. */
  readonly note: Text | null;
}

/** 730 hours. */
export interface Bill {
  readonly lines: readonly BillLine[];
  /** Null as soon as one line is not known. */
  readonly usdPerMonth: number | null;
  /** The lines that are known, added up. */
  readonly knownUsdPerMonth: number;
  readonly notes: readonly Text[];
}

export function billOf(lines: readonly BillLine[], notes: readonly Text[]): Bill {
  const knownUsdPerMonth = lines.reduce((sum, l) => sum + (l.usdPerMonth ?? 0), 0);
  const complete = lines.every((l) => l.usdPerMonth !== null);
  return { lines, usdPerMonth: complete ? knownUsdPerMonth : null, knownUsdPerMonth, notes };
}

/** What no bill of ours holds; said with each. */
export const LEFT_OUT = text(
  'Not counted, since the move changes little of it or nobody can know it from here: load balancers, NAT, data transfer, logs, snapshots, discounts (Savings Plans, reserved instances).',
  '전환으로 거의 달라지지 않거나 여기서 알 수 없어 넣지 않은 것: 로드 밸런서, NAT, 데이터 전송, 로그, 스냅샷, 할인(Savings Plans, 예약 인스턴스).',
);
