import { digest } from '../context.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import table from './fargate-usd.json' with { type: 'json' };

/** One row of a price list: what is sold, and its one on-demand price. */
export interface Product {
  readonly serviceCode: string;
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly description: string;
  readonly usd: number;
}

type Row = [prefix: string, location: string, vcpu: number, gb: number, ephemeral: number | null];

/** AWS' price for x86 is what EKS pods pay; ECS alone has others, which look much alike. */
const ARM_SEOUL = { vcpuHour: 0.03725, gbHour: 0.00409 };
/** @source https://aws.amazon.com/eks/pricing/ (read 2026-11-23) */
const CLUSTER_HOUR = { standard: 0.1, extendedSupport: 0.6 };

/** The day on which AWS published the list that the figures are from. */
export const PUBLISHED = table.published;

/**
 * What AmazonEKS and AmazonECS sell for Fargate, in the Regions whose prices and usage prefixes are
 * known; the seed's own prices hold in the twin's Region. AmazonEKS has clusters, vCPU and memory;
 * ephemeral storage and Arm are in AmazonECS alone.
 * @source https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html (read 2026-11-24);
 *   the figures' own sources are in fargate-usd.json
 */
export function productsOf(seed: ResolvedSeed, twinRegion: string): readonly Product[] {
  return Object.entries(table.regions as unknown as Readonly<Record<string, Row>>).flatMap(
    ([region, [prefix, location, vcpu, gb, ephemeral]]) => {
      const own = region === twinRegion ? seed.fargatePrices : undefined;
      const ephemeralGb = own?.ephemeralGbHour ?? ephemeral;
      const sells = (serviceCode: string, usage: string, usd: number): Product =>
        product({ serviceCode, usage, usd, prefix, region, location });
      const fargate = (service: string): Product[] => [
        sells(service, 'Fargate-vCPU-Hours:perCPU', own?.vcpuHour ?? vcpu),
        sells(service, 'Fargate-GB-Hours', own?.gbHour ?? gb),
      ];
      return [
        sells('AmazonEKS', 'AmazonEKS-Hours:perCluster', CLUSTER_HOUR.standard),
        sells('AmazonEKS', 'AmazonEKS-Hours:extendedSupport', CLUSTER_HOUR.extendedSupport),
        ...fargate('AmazonEKS'),
        ...fargate('AmazonECS'),
        ...(ephemeralGb === null
          ? []
          : [sells('AmazonECS', 'Fargate-EphemeralStorage-GB-Hours', ephemeralGb)]),
        ...(region === 'ap-northeast-2'
          ? [
              sells('AmazonECS', 'Fargate-ARM-vCPU-Hours:perCPU', ARM_SEOUL.vcpuHour),
              sells('AmazonECS', 'Fargate-ARM-GB-Hours', ARM_SEOUL.gbHour),
            ]
          : []),
      ];
    },
  );
}

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  AmazonEKS: 'Amazon Elastic Container Service for Kubernetes',
  AmazonECS: 'Amazon EC2 Container Service',
};

const product = (o: {
  readonly serviceCode: string;
  readonly usage: string;
  readonly usd: number;
  readonly prefix: string;
  readonly region: string;
  readonly location: string;
}): Product => ({
  serviceCode: o.serviceCode,
  family: 'Compute',
  attributes: {
    servicecode: o.serviceCode,
    servicename: SERVICE_NAMES[o.serviceCode] ?? o.serviceCode,
    location: o.location,
    locationType: 'AWS Region',
    regionCode: o.region,
    usagetype: `${o.prefix}-${o.usage}`,
    operation: '',
    ...(o.usage.endsWith(':perCPU') ? { cputype: 'perCPU' } : {}),
    ...(o.usage.endsWith('-GB-Hours') ? { memorytype: 'perGB' } : {}),
  },
  unit: 'hours',
  description: `${o.usage} in ${o.location}`,
  usd: o.usd,
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
          effectiveDate: `${PUBLISHED}T00:00:00Z`,
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
    },
    version: PUBLISHED.replaceAll('-', '') + '000000',
    publicationDate: `${PUBLISHED}T00:00:00Z`,
  });
}
