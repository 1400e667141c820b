import type { Price } from '../../model/index.ts';
import type { FargatePrice, PriceBook } from './price-book.ts';

/** The Price List API's answer for one Region, and the day it was given. */
export interface LivePrices {
  readonly region: string;
  readonly prices: readonly Price[];
  /** YYYY-MM-DD */
  readonly asked: string;
}

/**
 * The book with what AWS charges for Fargate today in one Region instead of the dated table. A rate
 * that AWS' answer lacks, or gives twice with different figures, is not guessed: without vCPU or
 * memory there is no live price and the answer is null; ephemeral storage alone may be unknown.
 */
export function withLivePrices(book: PriceBook, live: LivePrices): PriceBook | null {
  const price = fargatePriceOf(live);
  if (!price) return null;
  return {
    ...book,
    fargate: (region) => (region === live.region ? price : book.fargate(region)),
  };
}

function fargatePriceOf({ prices, asked }: LivePrices): FargatePrice | null {
  const one = (usage: string): Price | null => {
    const found = prices.filter((p) => p.usageType === usage || p.usageType.endsWith(`-${usage}`));
    return new Set(found.map((p) => p.usd)).size === 1 ? (found[0] ?? null) : null;
  };
  const vcpu = one('Fargate-vCPU-Hours:perCPU');
  const gb = one('Fargate-GB-Hours');
  if (!vcpu || !gb) return null;
  const ephemeral = one('Fargate-EphemeralStorage-GB-Hours');
  const rates = [vcpu, gb, ...(ephemeral ? [ephemeral] : [])];
  const since =
    rates
      .map((p) => p.effectiveDate.slice(0, 10))
      .sort()
      .at(-1) ?? '';
  return {
    vcpuHour: vcpu.usd,
    gbHour: gb.usd,
    ephemeralGbHour: ephemeral?.usd ?? null,
    source: `AWS Price List API: ${rates.map((p) => p.usageType).join(', ')}; in effect since ${since}`,
    date: asked,
  };
}
