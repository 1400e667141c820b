import { HOURS_PER_MONTH, text, type PerGb, type Text } from '../../model/index.ts';
import { asGiven, NOTHING_ASSUMED, withAssumptions, type Assumptions } from './assumptions.ts';
import type { PerGbPrice, PriceBook, Provenance } from './price-book.ts';

/** What every figure of one run is reckoned with. */
export interface Terms {
  readonly region: string | null;
  /** Prices with what was given put in. */
  readonly prices: PriceBook;
  readonly given: Assumptions;
  readonly hoursPerMonth: number;
}

export function termsOf(o: {
  readonly region: string | null;
  readonly prices: PriceBook;
  readonly given?: Assumptions;
  readonly hoursPerMonth?: number;
}): Terms {
  const given = o.given ?? NOTHING_ASSUMED;
  return {
    region: o.region,
    prices: withAssumptions(o.prices, given),
    given,
    hoursPerMonth: o.hoursPerMonth ?? HOURS_PER_MONTH,
  };
}

/** What a gigabyte costs; where the Region is not known, only what was given counts. */
export const perGbPrice = ({ region, prices }: Terms, what: PerGb): PerGbPrice | null =>
  prices.perGb(region ?? '', what);

export interface HourlyPrice {
  /** Null when not known; `note` says why. */
  readonly usdPerHour: number | null;
  readonly provenance: Provenance | null;
  readonly note: Text | null;
}

/** What an instance costs an hour as it is bought: on demand, less what plans cover, or Spot. */
export function instancePrice(
  node: { readonly type: string | null; readonly lifecycle: 'on-demand' | 'spot' },
  terms: Terms,
): HourlyPrice {
  const { type, lifecycle } = node;
  const { region, prices, given } = terms;
  const unknown = (note: Text): HourlyPrice => ({ usdPerHour: null, provenance: null, note });
  if (type === null)
    return unknown(text('the instance type was not read', '인스턴스 유형을 읽지 못했습니다'));
  const stated = region === null ? null : prices.instance(region, type);
  const known = stated ?? (given.has(`ec2.${type}`) ? { usdPerHour: given.get(`ec2.${type}`) as number, ...asGiven(`ec2.${type}`) } : null); // prettier-ignore
  if (lifecycle === 'spot') return spotPrice(type, known, terms);
  if (!known)
    return unknown(
      region === null
        ? text('the Region is not known', '리전을 알 수 없습니다')
        : text(`no price of this type in ${region} is known here: --assume ec2.${type}=USD`, `${region}의 이 유형 가격을 모릅니다: --assume ec2.${type}=USD`),
    ); // prettier-ignore
  const off = given.get('ec2.savings-plan');
  if (off === undefined) return { usdPerHour: known.usdPerHour, provenance: known, note: null };
  const covered = given.get('ec2.covered') ?? 1;
  const percent = (n: number): string => `${Number((n * 100).toFixed(1))} %`;
  return {
    usdPerHour: known.usdPerHour * (1 - off * covered),
    provenance: known,
    note: text(
      `${percent(covered)} of the hours at ${percent(off)} off (plans, as given)`,
      `시간의 ${percent(covered)}에 ${percent(off)} 할인(주어진 플랜)`,
    ),
  };
}

function spotPrice(
  type: string,
  known: (Provenance & { readonly usdPerHour: number }) | null,
  { given }: Terms,
): HourlyPrice {
  const stated = given.get(`spot.${type}`);
  if (stated !== undefined)
    return { usdPerHour: stated, provenance: asGiven(`spot.${type}`), note: null };
  const off = given.get('spot.discount');
  if (off !== undefined && known)
    return { usdPerHour: known.usdPerHour * (1 - off), provenance: asGiven('spot.discount'), note: null }; // prettier-ignore
  const onDemand = known
    ? text(`; on demand it is $${known.usdPerHour} an hour`, `; 온디맨드는 시간당 $${known.usdPerHour}입니다`)
    : text('', ''); // prettier-ignore
  return {
    usdPerHour: null,
    provenance: null,
    note: text(
      `Spot prices change by the hour: --assume spot.${type}=USD or spot.discount=60%${onDemand.en}`,
      `스팟 가격은 시간마다 바뀝니다: --assume spot.${type}=USD 또는 spot.discount=60%${onDemand.ko}`,
    ),
  };
}
