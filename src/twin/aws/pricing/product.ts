import { digest } from '../context.ts';
import fargate from './fargate-usd.json' with { type: 'json' };

/** One row of a price list: what is sold, and its one on-demand price. */
export interface Product {
  readonly serviceCode: string;
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly description: string;
  readonly usd: number;
  /** Since when it holds, as far as the figure's source says: YYYY-MM-DD. */
  readonly since: string;
}

/** A Region that the price list knows, with the letters that its usage types begin with. */
export interface SoldIn {
  readonly region: string;
  readonly prefix: string;
  readonly location: string;
}

type Row = [prefix: string, location: string, ...prices: (number | null)[]];

/** The Regions whose usage types and names are known. */
export const SOLD_IN: readonly SoldIn[] = Object.entries(
  fargate.regions as unknown as Readonly<Record<string, Row>>,
).map(([region, [prefix, location]]) => ({ region, prefix, location }));

/** The day on which AWS published the list that Fargate's figures are from. */
export const PUBLISHED = fargate.published;

export const product = (o: {
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly family: string;
  readonly where: SoldIn;
  /** Whole, with its prefix. */
  readonly usage: string;
  readonly unit: string;
  readonly description: string;
  readonly usd: number;
  readonly since: string;
  readonly operation?: string;
  readonly more?: Readonly<Record<string, string>>;
}): Product => ({
  serviceCode: o.serviceCode,
  family: o.family,
  attributes: {
    servicecode: o.serviceCode,
    servicename: o.serviceName,
    location: o.where.location,
    locationType: 'AWS Region',
    regionCode: o.where.region,
    usagetype: o.usage,
    operation: o.operation ?? '',
    ...o.more,
  },
  unit: o.unit,
  description: o.description,
  usd: o.usd,
  since: o.since,
});

/** As the Price List API writes it: one JSON text for each product. Codes are made up, but stable. */
export function priceListItem(p: Product): string {
  const code = (what: string, length: number): string => digest(what, length).toUpperCase();
  const sku = code(`${p.serviceCode} ${p.attributes['usagetype'] ?? ''}`, 16);
  const term = `${sku}.JRTCKXETXF`;
  const rateCode = `${term}.6YS6EN2CT7`;
  return JSON.stringify({
    product: { productFamily: p.family, attributes: p.attributes, sku },
    serviceCode: p.serviceCode,
    terms: {
      OnDemand: {
        [term]: {
          priceDimensions: {
            [rateCode]: {
              unit: p.unit,
              endRange: 'Inf',
              description: p.description,
              appliesTo: [],
              rateCode,
              beginRange: '0',
              pricePerUnit: { USD: p.usd.toFixed(10) },
            },
          },
          sku,
          effectiveDate: `${p.since}T00:00:00Z`,
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
    version: PUBLISHED.replaceAll('-', '') + '000000',
    publicationDate: `${PUBLISHED}T00:00:00Z`,
  });
}
