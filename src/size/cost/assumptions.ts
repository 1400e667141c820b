import { UserError } from '../../errors/index.ts';
import { parseDecimal, text, type Text } from '../../model/index.ts';
import type { FargatePrice, PriceBook } from './price-book.ts';

type Unit = 'usd' | 'share' | 'amount';

interface Known {
  /** `spot.*`: the star is an instance or volume type. */
  readonly key: string;
  readonly unit: Unit;
  readonly means: Text;
}

/** Everything that `--assume KEY=VALUE` takes. What is not given and has no published price is unknown. */
export const ASSUMPTIONS: readonly Known[] = [
  { key: 'fargate.vcpu', unit: 'usd', means: text('Fargate, USD per vCPU-hour', 'Fargate vCPU 시간당 USD') },
  { key: 'fargate.gb', unit: 'usd', means: text('Fargate, USD per GB-hour', 'Fargate GB 시간당 USD') },
  { key: 'fargate.ephemeral', unit: 'usd', means: text('Fargate, USD per GB-hour of storage above 20 GB', 'Fargate 20GB 초과 임시 스토리지 GB 시간당 USD') },
  { key: 'fargate.savings-plan', unit: 'share', means: text('what a Compute Savings Plan takes off Fargate', 'Compute Savings Plan의 Fargate 할인율') },
  { key: 'ec2.savings-plan', unit: 'share', means: text('what Savings Plans or reserved instances take off EC2', 'Savings Plan이나 예약 인스턴스의 EC2 할인율') },
  { key: 'ec2.covered', unit: 'share', means: text('the part of on-demand hours that they cover (all, if not given)', '그것이 덮는 온디맨드 시간의 비율(기본값: 전부)') },
  { key: 'ec2.*', unit: 'usd', means: text('an instance type on demand, USD an hour', '인스턴스 유형의 온디맨드 시간당 USD') },
  { key: 'spot.discount', unit: 'share', means: text('what Spot takes off the on-demand price', '온디맨드 가격 대비 스팟 할인율') },
  { key: 'spot.*', unit: 'usd', means: text('an instance type on Spot, USD an hour', '인스턴스 유형의 스팟 시간당 USD') },
  { key: 'auto-mode.fee', unit: 'share', means: text('EKS Auto Mode’s fee as a part of the on-demand price', '온디맨드 가격 대비 EKS Auto Mode 요금 비율') },
  { key: 'ebs.*', unit: 'usd', means: text('an EBS volume type, USD per GB-month', 'EBS 볼륨 유형의 GB 월당 USD') },
  { key: 'efs.gb', unit: 'usd', means: text('EFS, USD per GB-month', 'EFS GB 월당 USD') },
  { key: 'nat.gb', unit: 'usd', means: text('NAT gateway, USD per GB', 'NAT 게이트웨이 GB당 USD') },
  { key: 'image.gb', unit: 'amount', means: text('GB pulled for one pod, where nodes do not tell', '노드에서 알 수 없을 때 파드 하나가 받는 이미지 GB') },
  { key: 'pod.starts', unit: 'amount', means: text('how often a month a pod starts', '파드 하나가 한 달에 시작되는 횟수') },
  { key: 'logs.gb', unit: 'usd', means: text('CloudWatch Logs, USD per GB ingested', 'CloudWatch Logs 수집 GB당 USD') },
  { key: 'logs.gb-per-pod', unit: 'amount', means: text('GB of logs of one pod a month', '파드 하나의 월간 로그 GB') },
  { key: 'job.hours', unit: 'amount', means: text('hours a month that the pods of a CronJob run', 'CronJob 파드가 한 달에 실행되는 시간') },
]; // prettier-ignore

export type Assumptions = ReadonlyMap<string, number>;
export const NOTHING_ASSUMED: Assumptions = new Map();

const bad = (message: Text, remedy: Text): Error =>
  UserError({ code: 'BAD_ASSUMPTION', message, remedy });

/** Reads `KEY=VALUE`s; shares are `30%` or `0.3`. An unknown key, an absurd value and a key with two values are errors. */
export function parseAssumptions(given: readonly string[]): Assumptions {
  const out = new Map<string, number>();
  for (const entry of given) {
    const [key = '', written = '', ...rest] = entry.split('=');
    const known =
      ASSUMPTIONS.find((a) => a.key === key) ??
      ASSUMPTIONS.find((a) => a.key.endsWith('*') && key.startsWith(a.key.slice(0, -1)) && key.includes('.')); // prettier-ignore
    if (!known || rest.length > 0 || key.endsWith('.'))
      throw bad(
        text(
          `--assume ${entry}: there is no such assumption.`,
          `--assume ${entry}: 그런 가정이 없습니다.`,
        ),
        text(
          `Give one of ${ASSUMPTIONS.map((a) => a.key).join(', ')}, as in --assume nat.gb=0.059.`,
          `다음 중 하나를 주십시오: ${ASSUMPTIONS.map((a) => a.key).join(', ')}. 예: --assume nat.gb=0.059.`,
        ),
      );
    const value = known.unit === 'share' ? parseShare(written) : parseDecimal(written);
    if (!Number.isFinite(value) || value < 0 || (known.unit === 'share' && value > 1)) {
      const wanted =
        known.unit === 'share'
          ? text('a share from 0% to 100%', '0%에서 100% 사이의 비율')
          : text('a number of 0 or more, in US dollars where it is money', '0 이상의 수(돈이면 미국 달러)'); // prettier-ignore
      const example = known.unit === 'share' ? `${key}=30%` : `${key.replace('*', 'gp3')}=0.05`;
      throw bad(
        text(`--assume ${entry}: "${written}" is wanted as ${wanted.en}.`, `--assume ${entry}: "${written}"는 ${wanted.ko}여야 합니다.`), // prettier-ignore
        text(`As in --assume ${example}.`, `예: --assume ${example}.`),
      );
    }
    const earlier = out.get(key);
    if (earlier !== undefined && earlier !== value)
      throw bad(
        text(
          `${key} is given twice, as ${earlier} and as ${value}.`,
          `${key} 값이 ${earlier}와 ${value}로 두 번 주어졌습니다.`,
        ),
        text(`Give it once: --assume ${entry}.`, `한 번만 주십시오: --assume ${entry}.`),
      );
    out.set(key, value);
  }
  return out;
}

/** `30%` → 0.3, `0.3` → 0.3; NaN for anything else. */
export function parseShare(written: string): number {
  const m = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(written.trim());
  if (!m) return NaN;
  return m[2] === '%' ? Number(m[1]) / 100 : Number(m[1]);
}

/** Where a figure on the command line stands instead of one in the book. */
export const asGiven = (key: string): { readonly source: string; readonly date: string } => ({
  source: `--assume ${key}`,
  date: 'as given',
});

/** The book with the prices that were given, and the Savings Plan taken off Fargate's vCPU and GB. */
export function withAssumptions(book: PriceBook, given: Assumptions): PriceBook {
  const usd = (key: string): number | undefined => given.get(key);
  return {
    fargate: (region) => fargateOf(book.fargate(region), given),
    instance: (region, type) => {
      const usdPerHour = usd(`ec2.${type}`);
      return usdPerHour === undefined
        ? book.instance(region, type)
        : { usdPerHour, ...asGiven(`ec2.${type}`) };
    },
    volume: (region, type) => {
      const usdPerGbMonth = usd(`ebs.${type}`);
      return usdPerGbMonth === undefined
        ? book.volume(region, type)
        : { usdPerGbMonth, ...asGiven(`ebs.${type}`) };
    },
    perGb: (region, what) => {
      const usdPerGb = usd(`${what}.gb`);
      return usdPerGb === undefined
        ? book.perGb(region, what)
        : { usdPerGb, ...asGiven(`${what}.gb`) };
    },
    instanceType: (type) => book.instanceType(type),
  };
}

function fargateOf(known: FargatePrice | null, given: Assumptions): FargatePrice | null {
  const vcpuHour = given.get('fargate.vcpu') ?? known?.vcpuHour;
  const gbHour = given.get('fargate.gb') ?? known?.gbHour;
  if (vcpuHour === undefined || gbHour === undefined) return null;
  const off = given.get('fargate.savings-plan') ?? 0;
  const keys = ['fargate.vcpu', 'fargate.gb', 'fargate.ephemeral', 'fargate.savings-plan'].filter((k) => given.has(k)); // prettier-ignore
  return {
    vcpuHour: vcpuHour * (1 - off),
    gbHour: gbHour * (1 - off),
    // No statement of AWS' was found that a Savings Plan covers storage: it stays at its price.
    ephemeralGbHour: given.get('fargate.ephemeral') ?? known?.ephemeralGbHour ?? null,
    source: [...(known ? [known.source] : []), ...keys.map((k) => `--assume ${k}`)].join('; '),
    date: known?.date ?? 'as given',
  };
}
