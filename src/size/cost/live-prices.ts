import { text, type PerGb, type Price, type Text, type TypedPrice } from '../../model/index.ts';
import type { FargatePrice, PriceBook, Provenance } from './price-book.ts';

/** The Price List API's answers for one Region, and the day they were given. Undefined: that question was not answered. */
export interface LivePrices {
  readonly region: string;
  /** YYYY-MM-DD */
  readonly asked: string;
  readonly fargate?: readonly Price[] | undefined;
  readonly instances?: Typed | undefined;
  readonly volumes?: Typed | undefined;
  readonly perGb?: Readonly<Partial<Record<PerGb, readonly Price[]>>>;
}

interface Typed {
  /** What was asked for. */
  readonly types: readonly string[];
  readonly prices: readonly TypedPrice[];
}

/**
 * The book with what AWS charges today in one Region instead of the dated tables. A rate that AWS'
 * answer lacks, or gives twice with different figures, is not guessed: the table's figure stands for
 * it with its own date, or it stays unknown, and `missing` names it either way. Of a question that was
 * not answered at all nothing is said here.
 */
export function withLivePrices(
  book: PriceBook,
  live: LivePrices,
): { readonly book: PriceBook; readonly missing: readonly Text[] } {
  const { region } = live;
  const fargate = live.fargate === undefined ? null : fargatePriceOf(live.fargate, live.asked);
  const instances = ofTypes(live.instances, live.asked);
  const volumes = ofTypes(live.volumes, live.asked);
  const perGb = new Map(
    Object.entries(live.perGb ?? {}).map(([what, prices]) => [what, single(prices, live.asked)]),
  );
  const here = <T>(asked: string, price: T | null | undefined, otherwise: T | null): T | null =>
    asked === region ? (price ?? otherwise) : otherwise;
  return {
    book: {
      ...book,
      fargate: (at) => here(at, fargate, book.fargate(at)),
      instance: (at, type) => {
        const price = instances.get(type);
        return here(at, price && { usdPerHour: price.usd, ...price.from }, book.instance(at, type));
      },
      volume: (at, type) => {
        const price = volumes.get(type);
        return here(at, price && { usdPerGbMonth: price.usd, ...price.from }, book.volume(at, type)); // prettier-ignore
      },
      perGb: (at, what) => {
        const price = perGb.get(what);
        return here(at, price && { usdPerGb: price.usd, ...price.from }, book.perGb(at, what));
      },
    },
    missing: [
      ...(live.fargate !== undefined && fargate === null
        ? [lacking('Fargate', book.fargate(region))]
        : []),
      ...lackingTypes(unpriced(live.instances, instances), (t) => book.instance(region, t), ''),
      ...lackingTypes(unpriced(live.volumes, volumes), (t) => book.volume(region, t), 'EBS '),
      ...[...perGb].flatMap(([what, price]) =>
        price === null ? [lacking(PER_GB[what as PerGb], book.perGb(region, what as PerGb))] : [],
      ),
    ],
  };
}

/** How sources of AWS' own list begin. */
export const PRICE_LIST = 'AWS Price List API';

const PER_GB: Readonly<Record<PerGb, string>> = { nat: 'NAT', efs: 'EFS', logs: 'CloudWatch Logs' };

const lacking = (what: string, dated: Provenance | null): Text =>
  dated
    ? text(
        `${what}: the Price List API gives no single price; the dated table’s is used (${dated.date})`,
        `${what}: Price List API가 가격을 하나로 알려 주지 않아 날짜가 적힌 표의 가격을 씁니다(${dated.date})`,
      )
    : text(
        `${what}: the Price List API gives no single price and no table has one: it is not known`,
        `${what}: Price List API가 가격을 하나로 알려 주지 않고 표에도 없어 알 수 없습니다`,
      );

/**
 * Types for which a table has to stand in, in one sentence. One that no table has either is named where
 * it is needed, by the line of the bill that has no price.
 */
function lackingTypes(
  types: readonly string[],
  dated: (type: string) => Provenance | null,
  kind: string,
): readonly Text[] {
  const standIns = types.flatMap((type) => {
    const from = dated(type);
    return from ? [{ type, date: from.date }] : [];
  });
  const oldest = standIns.map((s) => s.date).sort().at(0); // prettier-ignore
  if (oldest === undefined) return [];
  const names = standIns.map((s) => s.type);
  const some = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
  return [
    text(
      `${kind}${some}: the Price List API gives no single price; the dated table’s are used (${oldest})`,
      `${kind}${some}: Price List API가 가격을 하나로 알려 주지 않아 날짜가 적힌 표의 가격을 씁니다(${oldest})`,
    ),
  ];
}

interface LivePrice {
  readonly usd: number;
  readonly from: Provenance;
}

/** The one figure of an answer; null when there is none, or when there are two. */
function single(prices: readonly Price[], asked: string): LivePrice | null {
  const [first] = prices;
  if (!first || new Set(prices.map((p) => p.usd)).size !== 1) return null;
  return { usd: first.usd, from: provenanceOf([first], asked) };
}

const ofTypes = (typed: Typed | undefined, asked: string): ReadonlyMap<string, LivePrice | null> =>
  new Map(
    (typed?.types ?? []).map((type) => [
      type,
      single(
        (typed?.prices ?? []).filter((p) => p.type === type),
        asked,
      ),
    ]),
  );

const unpriced = (
  typed: Typed | undefined,
  found: ReadonlyMap<string, LivePrice | null>,
): readonly string[] => (typed?.types ?? []).filter((type) => !found.get(type));

function provenanceOf(rates: readonly Price[], asked: string): Provenance {
  const since = rates.map((p) => p.effectiveDate.slice(0, 10)).sort().at(-1) ?? ''; // prettier-ignore
  return {
    source: `${PRICE_LIST}: ${rates.map((p) => p.usageType).join(', ')}; in effect since ${since}`,
    date: asked,
  };
}

/** Without vCPU or memory there is no price; ephemeral storage alone may be unknown. */
function fargatePriceOf(prices: readonly Price[], asked: string): FargatePrice | null {
  const one = (usage: string): Price | null => {
    const found = prices.filter((p) => p.usageType === usage || p.usageType.endsWith(`-${usage}`));
    return new Set(found.map((p) => p.usd)).size === 1 ? (found[0] ?? null) : null;
  };
  const vcpu = one('Fargate-vCPU-Hours:perCPU');
  const gb = one('Fargate-GB-Hours');
  if (!vcpu || !gb) return null;
  const ephemeral = one('Fargate-EphemeralStorage-GB-Hours');
  const rates = [vcpu, gb, ...(ephemeral ? [ephemeral] : [])];
  return {
    vcpuHour: vcpu.usd,
    gbHour: gb.usd,
    ephemeralGbHour: ephemeral?.usd ?? null,
    ...provenanceOf(rates, asked),
  };
}
