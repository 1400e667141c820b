import shapes from '../ec2/instance-types.json' with { type: 'json' };
import table from './ec2-usd.json' with { type: 'json' };
import { product, SOLD_IN, type Product, type SoldIn } from './product.ts';

type Usd = Readonly<Record<string, string>>;
const HOURS: Usd = table.instances.usdPerHour;
const SINCE: Usd = table.instances.dateByRegion;
const GB_MONTHS: Usd = table.volumes.usdPerGbMonth;
const SHAPES = shapes.types as unknown as Readonly<Record<string, readonly [number, number]>>;

/** `m5.large 0.118,m5.xlarge 0.236` */
const pairs = (written: string | undefined): readonly (readonly [string, number])[] =>
  (written ?? '').split(',').flatMap((entry) => {
    const [name, usd] = entry.split(' ');
    return name !== undefined && usd !== undefined ? [[name, Number(usd)] as const] : [];
  });

/** AmazonEC2 alone writes no prefix in us-east-1. */
const prefixed = ({ region, prefix }: SoldIn, usage: string): string =>
  region === 'us-east-1' ? usage : `${prefix}-${usage}`;

/**
 * What AmazonEC2 sells: Linux instances on demand, and EBS volumes. As in AWS' list an instance stands
 * there three times, for each state of a capacity reservation; only `Used` is what a running node costs.
 * @source https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-pricing-billing.html (read 2026-11-25);
 *   attributes as in AWS' offer file of 2023-03-22
 */
export const ec2Products = (): readonly Product[] =>
  SOLD_IN.flatMap((where) => [
    ...pairs(HOURS[where.region]).flatMap(([type, usd]) => instance(where, type, usd)),
    ...pairs(GB_MONTHS[where.region]).map(([type, usd]) => volume(where, type, usd)),
  ]);

const STATES = [
  ['Used', 'BoxUsage', 1],
  ['UnusedCapacityReservation', 'UnusedBox', 1],
  // Paid for as the reservation that it fills.
  ['AllocatedCapacityReservation', 'Reservation', 0],
] as const;

function instance(where: SoldIn, type: string, usd: number): readonly Product[] {
  const shape = SHAPES[type];
  if (!shape) return [];
  const [vcpu, memoryMiB] = shape;
  return STATES.map(([capacitystatus, usage, share]) =>
    product({
      serviceCode: 'AmazonEC2',
      serviceName: 'Amazon Elastic Compute Cloud',
      family: 'Compute Instance',
      where,
      usage: prefixed(where, `${usage}:${type}`),
      operation: 'RunInstances',
      unit: 'Hrs',
      description: `$${usd * share} per On Demand Linux ${type} Instance Hour`,
      usd: usd * share,
      since: SINCE[where.region] ?? table.instances.date,
      more: {
        instanceType: type,
        vcpu: String(vcpu),
        memory: `${memoryMiB / 1024} GiB`,
        storage: 'EBS only',
        tenancy: 'Shared',
        operatingSystem: 'Linux',
        licenseModel: 'No License required',
        preInstalledSw: 'NA',
        capacitystatus,
        marketoption: 'OnDemand',
        availabilityzone: 'NA',
      },
    }),
  );
}

const VOLUMES: Readonly<Record<string, readonly [usage: string, volumeType: string]>> = {
  gp2: ['gp2', 'General Purpose'],
  gp3: ['gp3', 'General Purpose'],
  io1: ['piops', 'Provisioned IOPS'],
};

function volume(where: SoldIn, type: string, usd: number): Product {
  const [usage, volumeType] = VOLUMES[type] ?? [type, type];
  return product({
    serviceCode: 'AmazonEC2',
    serviceName: 'Amazon Elastic Compute Cloud',
    family: 'Storage',
    where,
    usage: prefixed(where, `EBS:VolumeUsage.${usage}`),
    unit: 'GB-Mo',
    description: `$${usd} per GB-month of ${volumeType} (${type}) provisioned storage - ${where.location}`,
    usd,
    since: table.volumes.date,
    more: { volumeApiName: type, volumeType, storageMedia: 'SSD-backed' },
  });
}
