import { isFargatectlError, UserError } from '../errors/index.ts';
import { text, type PerGb, type Snapshot, type Text } from '../model/index.ts';
import type { PriceBook } from '../size/index.ts';
import { clean } from './errors.ts';
import type { Io } from './io.ts';
import type { SizeFlags } from './size-flags.ts';

/** EBS' types that a claim may name. */
const VOLUME_TYPES = ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'];
const PER_GB: readonly PerGb[] = ['nat', 'efs', 'logs'];

/** The price book with what AWS' Price List API says today, and what it did not say. */
export interface LiveBook {
  readonly book: PriceBook;
  readonly said: readonly Text[];
}

/**
 * Asks for what this page may need: Fargate, the cluster's instance types (for advice also those of new
 * nodes), volumes, and gigabytes. A question that fails, denied or unreachable, is said on stderr and on
 * the page, and the dated tables stand for its answer.
 */
export async function livePriceBook(
  flags: SizeFlags,
  snapshot: Snapshot,
  io: Io,
): Promise<LiveBook> {
  const { region } = snapshot.cluster;
  if (region === null) throw noRegion();
  const [{ awsAdapter }, { systemClock }, size] = await Promise.all([
    import('../adapters/aws/index.ts'),
    import('../adapters/clock.ts'),
    import('../size/index.ts'),
  ]);
  const { profile } = flags;
  const { pricing } = awsAdapter({
    region,
    clock: systemClock,
    ...(profile === undefined ? {} : { profile }),
  });
  const dated = await size.loadPriceBook();
  const types = [
    ...size.instanceTypesIn(snapshot, dated),
    ...(flags.nodeType === undefined ? [] : [flags.nodeType]),
    ...(flags.advise === true ? size.NEW_NODE_TYPES : []),
  ];
  const failures = new Map<string, { readonly why: Text; readonly of: Set<string> }>();
  const ask = async <T>(what: string, question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      if (!isFargatectlError(error) || error.category === 'bug') throw error;
      const known = failures.get(error.message) ?? { why: error.text, of: new Set<string>() };
      failures.set(error.message, { ...known, of: known.of.add(what) });
      return undefined;
    }
  };
  const fargate = await ask('Fargate', pricing.fargatePrices(region));
  const [instances, volumes, ...perGb] = await Promise.all([
    ask('EC2', pricing.instancePrices(region, types)),
    ask('EBS', pricing.volumePrices(region, VOLUME_TYPES)),
    ...PER_GB.map((what) => ask(NAMES[what], pricing.perGbPrices(region, what))),
  ]);
  const { book, missing } = size.withLivePrices(dated, {
    region,
    asked: new Date(systemClock.now()).toISOString().slice(0, 10),
    fargate,
    instances: instances && { types, prices: instances },
    volumes: volumes && { types: VOLUME_TYPES, prices: volumes },
    perGb: Object.fromEntries(PER_GB.flatMap((what, i) => perGb[i] ? [[what, perGb[i]]] : [])), // prettier-ignore
  });
  const failed = [...failures.values()].map(({ why, of }) => unanswered(why, of));
  for (const f of failed) io.err(`${clean(f[io.lang])}\n`);
  return { book, said: [...failed, ...missing, NOT_LISTED] };
}

const NAMES: Readonly<Record<PerGb, string>> = { nat: 'NAT', efs: 'EFS', logs: 'CloudWatch Logs' };

/** Answers come in any order; what failed is named in one. */
const ORDER = ['Fargate', 'EC2', 'EBS', 'NAT', 'EFS', 'CloudWatch Logs'];

function unanswered(why: Text, of: ReadonlySet<string>): Text {
  const what = ORDER.filter((name) => of.has(name)).join(', ');
  const sentence = (s: string): string => (/[.!?]$/.test(s) ? s : `${s}.`);
  return text(
    `--live-prices had no answer for ${what}: ${sentence(why.en)} The dated tables are used for these.`,
    `--live-prices에서 ${what} 가격을 받지 못했습니다. ${sentence(why.ko)} 이 가격은 날짜가 적힌 표를 씁니다.`,
  );
}

const NOT_LISTED = text(
  'AWS’ price list holds on-demand prices alone: Savings Plans, reserved instances and Spot are as --assume gives them, and not known otherwise',
  'AWS 가격 목록에는 온디맨드 가격만 있습니다. Savings Plan, 예약 인스턴스, 스팟 가격은 --assume으로 준 값이고, 주지 않으면 알 수 없습니다',
);

const noRegion = (): Error =>
  UserError({
    code: 'REGION_UNKNOWN',
    message: text(
      '--live-prices needs a Region, and these files name none.',
      '--live-prices에는 리전이 필요한데, 이 파일에는 리전이 없습니다.',
    ),
    remedy: text(
      'Name it, or size the live cluster: fargatectl size --live-prices --region ap-northeast-2 --from FILE.',
      '리전을 지정하거나 실제 클러스터로 계산하세요: fargatectl size --live-prices --region ap-northeast-2 --from FILE.',
    ),
  });
