import { UserError } from '../errors/index.ts';
import type { PriceBook } from '../size/index.ts';
import type { ClusterFlags } from './flags.ts';

/** The price book with what AWS' Price List API says today of Fargate in the Region. */
export async function livePriceBook(
  flags: ClusterFlags,
  region: string | null,
): Promise<PriceBook> {
  if (region === null)
    throw UserError({
      code: 'REGION_UNKNOWN',
      message: '--live-prices needs a Region, and these files name none.',
      remedy:
        'Size the live cluster, or a snapshot of it: fargatectl size --live-prices --from snapshot.json.',
    });
  const [{ awsAdapter }, { systemClock }, { loadPriceBook, withLivePrices }] = await Promise.all([
    import('../adapters/aws/index.ts'),
    import('../adapters/clock.ts'),
    import('../size/index.ts'),
  ]);
  const { profile } = flags;
  const aws = awsAdapter({
    region,
    clock: systemClock,
    ...(profile === undefined ? {} : { profile }),
  });
  const prices = await aws.pricing.fargatePrices(region);
  const asked = new Date(systemClock.now()).toISOString().slice(0, 10);
  const book = withLivePrices(await loadPriceBook(), { region, prices, asked });
  if (book === null)
    throw UserError({
      code: 'LIVE_PRICES_INCOMPLETE',
      message: `The Price List API gives no single Fargate price for vCPU and memory in ${region}; it gave ${prices.length === 0 ? 'nothing' : prices.map((p) => p.usageType).join(', ')}.`,
      remedy: 'Leave --live-prices out: fargatectl size uses its dated table and says the date.',
    });
  return book;
}
