import { text, type Text } from '../../model/index.ts';
import type { Provenance } from './price-book.ts';

/** One line of a monthly bill. Null is "not known" and is never added up as if it were nothing. */
export interface BillLine {
  readonly kind:
    | 'control-plane'
    | 'node'
    | 'root-volume'
    | 'claim'
    | 'fargate'
    | 'finished-jobs'
    | 'efs'
    | 'nat'
    | 'logs';
  /** `m5.large, on demand`, `gp3 claims`, `Deployment app/web`. */
  readonly what: Text;
  readonly count: number | null;
  readonly usdPerMonth: number | null;
  readonly provenance: Provenance | null;
  /** What was assumed, or why the figure is not known. */
  readonly note: Text | null;
  /** Of a Fargate line: its parts. */
  readonly parts?: {
    readonly vcpuUsd: number;
    readonly memoryUsd: number;
    readonly ephemeralUsd: number;
  };
}

export interface Bill {
  readonly hoursPerMonth: number;
  readonly lines: readonly BillLine[];
  /** Null as soon as one line is not known. */
  readonly usdPerMonth: number | null;
  /** The lines that are known, added up. */
  readonly knownUsdPerMonth: number;
  readonly notes: readonly Text[];
}

export function billOf(
  lines: readonly BillLine[],
  hoursPerMonth: number,
  notes: readonly Text[],
): Bill {
  const knownUsdPerMonth = lines.reduce((sum, l) => sum + (l.usdPerMonth ?? 0), 0);
  const complete = lines.every((l) => l.usdPerMonth !== null);
  return {
    hoursPerMonth,
    lines,
    usdPerMonth: complete ? knownUsdPerMonth : null,
    knownUsdPerMonth,
    notes,
  };
}

/** What no bill of ours holds; said with each. */
export const LEFT_OUT = text(
  'Not counted, since the move changes little of it: load balancers, hours of NAT gateways, data transfer, snapshots.',
  '옮겨도 거의 변하지 않아 셈하지 않은 것: 로드 밸런서, NAT 게이트웨이 시간 요금, 데이터 전송, 스냅샷.',
);
