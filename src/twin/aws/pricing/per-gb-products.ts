import table from './per-gb-usd.json' with { type: 'json' };
import { product, SOLD_IN, type Product } from './product.ts';

type Row = readonly [
  natHour: number,
  natGb: number,
  efs: number | null,
  efsOneZone: number | null,
  logs: number | null,
  logsInfrequent: number | null,
  date: string,
];

const NAT = {
  serviceCode: 'AmazonEC2',
  serviceName: 'Amazon Elastic Compute Cloud',
  family: 'NAT Gateway',
  operation: 'NatGateway',
  more: { group: 'NGW:NatGateway' },
};
const EFS = {
  serviceCode: 'AmazonEFS',
  serviceName: 'Amazon Elastic File System',
  family: 'Storage',
  unit: 'GB-Mo',
};
const LOGS = {
  serviceCode: 'AmazonCloudWatch',
  serviceName: 'AmazonCloudWatch',
  family: 'Data Payload',
  operation: 'PutLogEvents',
  unit: 'GB',
  more: { group: 'Ingested Logs' },
};

/**
 * NAT gateways (of AmazonEC2, not AmazonVPC), EFS storage and the ingestion of logs, where figures are
 * known. Beside each that the tool wants stands one that looks much alike.
 * @source usage types, families, groups and operations as public records of the offer files of 2026-07 to 2026-10 quote them
 */
export const perGbProducts = (): readonly Product[] =>
  SOLD_IN.flatMap((where) => {
    const row = (table.regions as unknown as Readonly<Record<string, Row>>)[where.region];
    if (!row) return [];
    const [natHour, natGb, efs, oneZone, logs, infrequent, since] = row;
    const ec2 = where.region === 'us-east-1' ? '' : `${where.prefix}-`;
    const usage = (name: string): string => `${where.prefix}-${name}`;
    type Sale = Omit<Parameters<typeof product>[0], 'where' | 'since' | 'usd'>;
    const sale = (usd: number | null, o: Sale): Product[] =>
      usd === null ? [] : [product({ ...o, usd, where, since })];
    return [
      ...sale(natHour, { ...NAT, unit: 'Hrs', usage: `${ec2}NatGateway-Hours`, description: `$${natHour} per NAT Gateway Hour` }),
      ...sale(natGb, { ...NAT, unit: 'GB', usage: `${ec2}NatGateway-Bytes`, description: `$${natGb} per GB Data Processed by NAT Gateways` }),
      ...sale(efs, { ...EFS, usage: usage('TimedStorage-ByteHrs'), description: `$${efs} per GB-Mo for Standard storage (${where.prefix})`, more: { storageClass: 'General Purpose' } }),
      ...sale(oneZone, { ...EFS, usage: usage('TimedStorage-Z-ByteHrs'), description: `$${oneZone} per GB-Mo for One Zone Storage (${where.prefix})`, more: { storageClass: 'One Zone-General Purpose' } }),
      ...sale(logs, { ...LOGS, usage: usage('DataProcessing-Bytes'), description: `$${logs} per GB custom log data ingested in Standard log class - ${where.location}` }),
      ...sale(infrequent, { ...LOGS, usage: usage('DataProcessingIA-Bytes'), description: `$${infrequent} per GB custom log data ingested in Infrequent Access log class - ${where.location}` }),
    ]; // prettier-ignore
  });
