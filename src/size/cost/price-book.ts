import type { PerGb } from '../../model/index.ts';

/** Where a figure comes from and when it held. Shown with every figure. */
export interface Provenance {
  readonly source: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

/** US dollars per hour on Linux x86, on demand; what EKS pods pay. */
export interface FargatePrice extends Provenance {
  readonly vcpuHour: number;
  readonly gbHour: number;
  /** Per GB above the 20 that every pod has; null where no source was found. */
  readonly ephemeralGbHour: number | null;
}

export interface InstancePrice extends Provenance {
  readonly usdPerHour: number;
}

export interface VolumePrice extends Provenance {
  readonly usdPerGbMonth: number;
}

export interface PerGbPrice extends Provenance {
  readonly usdPerGb: number;
}

export interface InstanceType {
  readonly name: string;
  readonly vcpu: number;
  readonly memoryMiB: number;
  readonly arch: string;
  readonly maxPods: number | null;
  readonly allocatableMilliCpu: number | null;
  readonly allocatableMemoryMiB: number | null;
}

/** Prices and capacities. `null` is "not known", never "free"; build one from live prices to override. */
export interface PriceBook {
  fargate(region: string): FargatePrice | null;
  /** On demand, Linux, shared tenancy. */
  instance(region: string, type: string): InstancePrice | null;
  /** EBS volumes by type: gp2, gp3, io1. */
  volume(region: string, type: string): VolumePrice | null;
  /** A GB through NAT, a GB-month in EFS, a GB into CloudWatch Logs. */
  perGb(region: string, what: PerGb): PerGbPrice | null;
  instanceType(type: string): InstanceType | null;
}

/**
 * A cluster's own fee, the same before and after.
 * @source https://aws.amazon.com/eks/pricing/ (read 2026-11-23)
 */
export const CONTROL_PLANE: InstancePrice = {
  usdPerHour: 0.1,
  source: 'https://aws.amazon.com/eks/pricing/',
  date: '2026-11-23',
};

interface FargateFile {
  readonly date: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly regions: Readonly<
    Record<string, Omit<FargatePrice, keyof Provenance> & { readonly source: readonly string[] }>
  >;
}
interface Ec2File {
  readonly source: string;
  readonly date: string;
  readonly dateByRegion: Readonly<Record<string, string>>;
  readonly prices: Readonly<Record<string, string>>;
}
interface EbsFile {
  readonly source: string;
  readonly date: string;
  readonly regions: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
type PerGbFigure = Provenance & { readonly usd: number };
interface PerGbFile {
  readonly regions: Readonly<Record<string, Readonly<Partial<Record<PerGb, PerGbFigure>>>>>;
}
interface TypesFile {
  readonly families: Readonly<Record<string, string>>;
}
interface Files {
  readonly fargate: FargateFile;
  readonly ec2: Ec2File;
  readonly ebs: EbsFile;
  readonly perGb: PerGbFile;
  readonly types: TypesFile;
}

/** The price book that ships with the tool, loaded when first asked for. */
export async function loadPriceBook(): Promise<PriceBook> {
  const [fargate, ec2, ebs, perGb, types] = await Promise.all([
    import('../data/fargate-usd.json', { with: { type: 'json' } }),
    import('../data/ec2-on-demand-usd.json', { with: { type: 'json' } }),
    import('../data/ebs-usd.json', { with: { type: 'json' } }),
    import('../data/per-gb-usd.json', { with: { type: 'json' } }),
    import('../data/ec2-instance-types.json', { with: { type: 'json' } }),
  ]);
  return priceBook({
    fargate: fargate.default,
    ec2: ec2.default,
    ebs: ebs.default,
    perGb: perGb.default,
    types: types.default,
  });
}

function priceBook(files: Files): PriceBook {
  const instances = new Map<string, ReadonlyMap<string, number>>();
  const instancesOf = (region: string): ReadonlyMap<string, number> => {
    let known = instances.get(region);
    if (!known) {
      known = new Map(
        (files.ec2.prices[region] ?? '').split(',').map((entry) => {
          const [type = '', usd = ''] = entry.split(' ');
          return [type, Number(usd)];
        }),
      );
      instances.set(region, known);
    }
    return known;
  };
  return {
    fargate: (region) => {
      const found = files.fargate.regions[region];
      if (!found) return null;
      const { vcpuHour, gbHour, ephemeralGbHour } = found;
      const source = found.source.map((key) => files.fargate.sources[key] ?? key).join('; ');
      return { vcpuHour, gbHour, ephemeralGbHour, source, date: files.fargate.date };
    },
    instance: (region, type) => {
      const usdPerHour = instancesOf(region).get(type);
      return usdPerHour === undefined
        ? null
        : {
            usdPerHour,
            source: files.ec2.source,
            date: files.ec2.dateByRegion[region] ?? files.ec2.date,
          };
    },
    volume: (region, type) => {
      const usdPerGbMonth = files.ebs.regions[region]?.[`${type}GBMonth`];
      return usdPerGbMonth === undefined
        ? null
        : { usdPerGbMonth, source: files.ebs.source, date: files.ebs.date };
    },
    perGb: (region, what) => {
      const found = files.perGb.regions[region]?.[what];
      return found ? { usdPerGb: found.usd, source: found.source, date: found.date } : null;
    },
    instanceType: (type) => {
      const family = files.types.families[type.split('.')[0] ?? ''] ?? '';
      const row = family.split(',').find((r) => r.startsWith(`${type} `));
      if (row === undefined) return null;
      const [name = '', vcpu, memory, arch = '', maxPods, cpu, mem] = row.split(' ');
      const number = (text: string | undefined): number | null =>
        text === undefined || text === '-' ? null : Number(text);
      return {
        name,
        vcpu: Number(vcpu),
        memoryMiB: Number(memory),
        arch,
        maxPods: number(maxPods),
        allocatableMilliCpu: number(cpu),
        allocatableMemoryMiB: number(mem),
      };
    },
  };
}
