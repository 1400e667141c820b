import { z } from 'zod';
import { CloudError } from '../../errors/index.ts';
import { text, type Price } from '../../model/index.ts';

/** One product of a price list with its on-demand prices. */
export interface Product {
  readonly usageType: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly prices: readonly Price[];
}

const itemShape = z.object({
  product: z.object({ attributes: z.record(z.string(), z.string()) }),
  terms: z
    .object({
      OnDemand: z
        .record(
          z.string(),
          z.object({
            effectiveDate: z.string(),
            priceDimensions: z.record(
              z.string(),
              z.object({
                unit: z.string(),
                beginRange: z.string().optional(),
                pricePerUnit: z.object({ USD: z.string().optional() }),
              }),
            ),
          }),
        )
        .optional(),
    })
    .optional(),
});

/**
 * One text of a `PriceList`. Of prices in tiers only the first that costs anything is taken (what we
 * reckon is far below a second tier); a price in another currency than dollars is none (China's lists).
 */
export function productOf(written: string): Product {
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch {
    throw notAPriceList(written);
  }
  const read = itemShape.safeParse(json);
  if (!read.success) throw notAPriceList(written);
  const { attributes } = read.data.product;
  const usageType = attributes['usagetype'] ?? '';
  return {
    usageType,
    attributes,
    prices: Object.values(read.data.terms?.OnDemand ?? {}).flatMap((term) =>
      Object.values(term.priceDimensions)
        .map((d) => ({
          from: Number(d.beginRange ?? 0),
          unit: d.unit,
          usd: Number(d.pricePerUnit.USD),
        })) // prettier-ignore
        .filter((d) => d.usd > 0)
        .sort((a, b) => a.from - b.from)
        .slice(0, 1)
        .map(({ unit, usd }) => ({ usageType, unit, usd, effectiveDate: term.effectiveDate })),
    ),
  };
}

const notAPriceList = (written: string): Error =>
  CloudError({
    code: 'PRICE_LIST_UNREADABLE',
    message: text(
      `The Price List API gave an item that is no price list of the form aws_v1: ${written.slice(0, 60)}`,
      `Price List API가 aws_v1 형식이 아닌 항목을 주었습니다: ${written.slice(0, 60)}`,
    ),
    remedy: text(
      'Leave --live-prices out; the dated tables are used then: fargatectl size',
      '--live-prices를 빼면 날짜가 적힌 표를 씁니다: fargatectl size',
    ),
    call: {
      service: 'pricing',
      operation: 'GetProducts',
      status: 200,
      reason: 'unreadable answer',
      retryable: false,
      requestId: null,
    },
  });
