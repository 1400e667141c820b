import { UserError } from '../errors/index.ts';
import { text } from '../model/index.ts';
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
      message: text(
        '--live-prices needs a Region, and these files name none.',
        '--live-prices에는 리전이 필요한데, 이 파일에는 리전이 없습니다.',
      ),
      remedy: text(
        'Size the live cluster, or a snapshot of it: fargatectl size --live-prices --from snapshot.json.',
        '실제 클러스터나 그 스냅샷으로 계산하세요: fargatectl size --live-prices --from snapshot.json.',
      ),
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
  if (book === null) {
    const given = prices.map((p) => p.usageType).join(', ');
    throw UserError({
      code: 'LIVE_PRICES_INCOMPLETE',
      message: text(
        `The Price List API gives no single Fargate price for vCPU and memory in ${region}; it gave ${given === '' ? 'nothing' : given}.`,
        `Price List API가 ${region}의 Fargate vCPU와 메모리 가격을 하나로 알려 주지 않았습니다. 받은 것: ${given === '' ? '없음' : given}.`,
      ),
      remedy: text(
        'Leave --live-prices out: fargatectl size uses its dated table and says the date.',
        '--live-prices를 빼세요. fargatectl size는 날짜가 적힌 내장 가격표를 쓰고 그 날짜를 알려 줍니다.',
      ),
    });
  }
  return book;
}
