import type { ResolvedSeed } from '../seed/index.ts';
import { ec2Products } from './ec2-products.ts';
import table from './fargate-usd.json' with { type: 'json' };
import { perGbProducts } from './per-gb-products.ts';
import { product, PUBLISHED, SOLD_IN, type Product, type SoldIn } from './product.ts';

type Row = [prefix: string, location: string, vcpu: number, gb: number, ephemeral: number | null];

/** AWS' price for x86 is what EKS pods pay; ECS alone has others, which look much alike. */
const ARM_SEOUL = { vcpuHour: 0.03725, gbHour: 0.00409 };
/** @source https://aws.amazon.com/eks/pricing/ (read 2026-11-23) */
const CLUSTER_HOUR = { standard: 0.1, extendedSupport: 0.6 };

/** Everything that the twin's price list holds. */
export const productsOf = (seed: ResolvedSeed, twinRegion: string): readonly Product[] => [
  ...fargateProducts(seed, twinRegion),
  ...ec2Products(),
  ...perGbProducts(),
];

/**
 * What AmazonEKS and AmazonECS sell for Fargate, in the Regions whose prices and usage prefixes are
 * known; the seed's own prices hold in the twin's Region. AmazonEKS has clusters, vCPU and memory;
 * ephemeral storage and Arm are in AmazonECS alone.
 * @source https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html (read 2026-11-24);
 *   the figures' own sources are in fargate-usd.json
 */
function fargateProducts(seed: ResolvedSeed, twinRegion: string): readonly Product[] {
  const rows = table.regions as unknown as Readonly<Record<string, Row>>;
  return SOLD_IN.flatMap((where) => {
    const { region } = where;
    const [, , vcpu, gb, ephemeral] = rows[region] as Row;
    const own = region === twinRegion ? seed.fargatePrices : undefined;
    const ephemeralGb = own?.ephemeralGbHour ?? ephemeral;
    const sells = (serviceCode: Service, usage: string, usd: number): Product =>
      sold({ serviceCode, usage, usd, where });
    const fargate = (service: Service): Product[] => [
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
  });
}

const SERVICE_NAMES = {
  AmazonEKS: 'Amazon Elastic Container Service for Kubernetes',
  AmazonECS: 'Amazon EC2 Container Service',
} as const;
type Service = keyof typeof SERVICE_NAMES;

const sold = (o: {
  readonly serviceCode: Service;
  readonly usage: string;
  readonly usd: number;
  readonly where: SoldIn;
}): Product =>
  product({
    serviceCode: o.serviceCode,
    serviceName: SERVICE_NAMES[o.serviceCode],
    family: 'Compute',
    where: o.where,
    usage: `${o.where.prefix}-${o.usage}`,
    unit: 'hours',
    description: `${o.usage} in ${o.where.location}`,
    usd: o.usd,
    since: PUBLISHED,
    more: {
      ...(o.usage.endsWith(':perCPU') ? { cputype: 'perCPU' } : {}),
      ...(o.usage.endsWith('-GB-Hours') ? { memorytype: 'perGB' } : {}),
    },
  });
