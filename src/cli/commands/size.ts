import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { text } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { spoken } from '../lang.ts';
import type { SizeFlags } from '../size-flags.ts';
import { unknownFormat } from './assess.ts';

/** `fargatectl size`: Fargate size, waste and money for each workload; the bill before and after. */
export async function run(io: Io, flags: SizeFlags): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'json', 'yaml'].includes(format)) throw unknownFormat(format, 'table, json, yaml');
  const modes = ['mix', 'advise', 'actual'] as const;
  const asked = modes.filter((m) => flags[m] === true);
  if (asked.length > 1)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `${asked.map((m) => `--${m}`).join(' and ')} are given together; each is a page of its own.`,
        `${asked.map((m) => `--${m}`).join(', ')}가 함께 주어졌습니다. 각각 따로 보는 화면입니다.`,
      ),
      remedy: text(
        `Give one of them: fargatectl size --${asked[0] ?? 'mix'}.`,
        `하나만 지정하십시오: fargatectl size --${asked[0] ?? 'mix'}.`,
      ),
    });
  const [{ readSource }, { analyze }, { sizingInput }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
    import('../sizing-input.ts'),
  ]);
  const read = await readSource(flags, io);
  // Manifests name no Region; for files --region says where to price them.
  const region =
    flags.from === undefined ? read.cluster.region : (flags.region ?? read.cluster.region);
  if (region !== null && !REGION.test(region)) throw noRegion(region);
  const snapshot = { ...read, cluster: { ...read.cluster, region } };
  const live =
    flags.livePrices === true
      ? await (await import('../live-prices.ts')).livePriceBook(flags, snapshot, io)
      : undefined;
  const analysis = await analyze(snapshot, io.lang, live?.book);
  const input = await sizingInput(flags, analysis, { io, ofPrices: live?.said ?? [] });
  const page = await (async (): Promise<Page> => {
    switch (asked[0]) {
      case 'mix':
        return (await import('../size-mix.ts')).mixPage(input, flags, io);
      case 'advise':
        return (await import('../size-advice.ts')).advicePage(input, flags, io);
      case 'actual':
        return (await import('../size-actual.ts')).actualPage(input, io);
      default:
        return (await import('../size-bills.ts')).billsPage(input, io);
    }
  })();
  if (format === 'table') io.out(page.text());
  else {
    const report = spoken(page.report, io.lang);
    io.out(
      format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : (await import('../render/yaml.ts')).stringify(report),
    );
  }
  return EXIT.done;
}

/** `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`: whether it exists, tables and AWS know. */
const REGION = /^[a-z]+(?:-[a-z]+)+-\d+$/;

const noRegion = (region: string): Error =>
  UserError({
    code: 'BAD_FLAG',
    message: text(
      `--region is "${region}", wanted the name of an AWS Region.`,
      `--region이 "${region}"입니다. AWS 리전 이름이어야 합니다.`,
    ),
    remedy: text('As in --region ap-northeast-2.', '예: --region ap-northeast-2.'),
  });

/** One page of `size`: for people, and for scripts. Texts in the report are in both languages until printed. */
export interface Page {
  readonly text: () => string;
  readonly report: unknown;
}
