import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { spoken } from '../lang.ts';
import { unknownFormat } from './assess.ts';

/** `fargatectl size`: Fargate size, waste and money for each workload; the bill before and after. */
export async function run(
  io: Io,
  flags: SourceFlags & { readonly output?: string; readonly livePrices?: boolean },
): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'json', 'yaml'].includes(format)) throw unknownFormat(format, 'table, json, yaml');
  const [{ readSource }, { analyze }, { costAfter, costToday }, { workloadKey }] =
    await Promise.all([
      import('../world.ts'),
      import('../analysis.ts'),
      import('../../size/index.ts'),
      import('../../model/index.ts'),
    ]);
  const snapshot = await readSource(flags, io);
  const book =
    flags.livePrices === true
      ? await (await import('../live-prices.ts')).livePriceBook(flags, snapshot.cluster.region)
      : undefined;
  const a = await analyze(snapshot, io.lang, book);
  const goes = new Set(
    a.assessment.workloads
      .filter((w) => w.verdict === 'ready' || w.verdict === 'ready-with-changes')
      .map((w) => workloadKey(w.ref)),
  );
  const before = costToday(a.snapshot, { prices: a.prices });
  const after = costAfter(a.snapshot, { prices: a.prices, workloads: a.workloads, moved: goes });
  if (format === 'table') {
    const [{ billsText, sizesText }, { sourcesText }] = await Promise.all([
      import('../render/money.ts'),
      import('../render/sources.ts'),
    ]);
    io.out(sizesText(a.sizing, io));
    io.out(`\n${billsText(before, after, io)}`);
    io.out(`\n${sourcesText([before, after], io)}`);
    return EXIT.done;
  }
  const report = spoken(
    { apiVersion: 'fargatectl/v1', kind: 'Sizing', ...a.sizing, bill: { before, after } },
    io.lang,
  );
  io.out(
    format === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : (await import('../render/yaml.ts')).stringify(report),
  );
  return EXIT.done;
}
