import { isFargatectlError, UserError } from '../errors/index.ts';
import { text, type Snapshot, type Text } from '../model/index.ts';
import type { UsageReading } from '../size/index.ts';
import { numberOf } from './flag-values.ts';
import type { Io } from './io.ts';
import type { SizeFlags } from './size-flags.ts';

type Size = Pick<typeof import('../size/index.ts'), 'readUsage' | 'usageQueries'>;

/** What each `--usage` says: a file, what the snapshot's VPAs recommend, metrics-server, or Prometheus over HTTP. */
export async function usageReadings(
  flags: SizeFlags,
  snapshot: Snapshot,
  { io, size }: { readonly io: Io; readonly size: Size },
): Promise<readonly UsageReading[]> {
  const days = numberOf('--usage-days', flags.usageDays ?? '7', { above: 0, most: 30 });
  const readings: UsageReading[] = [];
  for (const written of flags.usage ?? []) {
    const address = /^prometheus=(.*)$/s.exec(written)?.[1];
    if (written === 'vpa') readings.push(size.readUsage({ kind: 'vpa' }, snapshot));
    else if (written === 'metrics-server')
      readings.push(await ofMetricsServer(flags, snapshot, { io, size }));
    else if (address !== undefined)
      readings.push(...(await ofPrometheus({ address, days }, snapshot, size)));
    else readings.push(size.readUsage(await fileOf(written), snapshot));
  }
  return readings;
}

const METRICS_API = 'metrics.k8s.io/v1beta1';

/** What metrics-server says now of the live cluster's pods; a cluster that does not answer it is a gap, no failure. */
async function ofMetricsServer(
  flags: SizeFlags,
  snapshot: Snapshot,
  { io, size }: { readonly io: Io; readonly size: Size },
): Promise<UsageReading> {
  if (flags.from !== undefined && flags.from.length > 0)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        '--usage metrics-server asks the live cluster, and --from reads files.',
        '--usage metrics-server는 실제 클러스터에 묻는데, --from은 파일을 읽습니다.',
      ),
      remedy: text(
        'Leave --from out, or give a file: kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods > usage.json, then --usage usage.json.',
        '--from을 빼거나 파일을 주십시오: kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods > usage.json, 그다음 --usage usage.json.',
      ),
    });
  const { openWorld } = await import('./world.ts');
  const { kube } = await openWorld(flags, io);
  const name = 'metrics-server';
  try {
    const items = await kube.list({ apiVersion: METRICS_API, kind: 'PodMetrics' });
    const content = JSON.stringify({ kind: 'PodMetricsList', items });
    return size.readUsage({ kind: 'file', name, content }, snapshot);
  } catch (error) {
    if (!isFargatectlError(error) || error.code === 'BAD_USAGE_FILE') throw error;
    return { source: name, series: [], gaps: [unread(error.text)] };
  }
}

const unread = (why: Text): Text =>
  text(
    `metrics-server was not read, so that the stated requests stand: ${why.en}`,
    `metrics-server를 읽지 못해 적힌 요청량을 그대로 씁니다: ${why.ko}`,
  );

/** Prometheus records every few seconds; its queries here take one sample in so many. */
const STEP_SECONDS = 300;
const DAY_SECONDS = 86_400;

/** CPU and memory over the last days, one namespace after the other. */
async function ofPrometheus(
  { address, days }: { readonly address: string; readonly days: number },
  snapshot: Snapshot,
  size: Size,
): Promise<readonly UsageReading[]> {
  const [{ prometheusAdapter }, { systemClock }] = await Promise.all([
    import('../adapters/prometheus.ts'),
    import('../adapters/clock.ts'),
  ]);
  const prometheus = prometheusAdapter(address);
  const toSeconds = Math.floor(systemClock.now() / 1000);
  const fromSeconds = Math.floor(toSeconds - days * DAY_SECONDS);
  const answers: Record<'cpu' | 'memory', string[]> = { cpu: [], memory: [] };
  for (const { resource, query } of size.usageQueries(snapshot))
    answers[resource].push(
      await prometheus.queryRange(query, { fromSeconds, toSeconds, stepSeconds: STEP_SECONDS }),
    );
  return (['cpu', 'memory'] as const).map((resource) =>
    size.readUsage(
      { kind: 'prometheus', name: `prometheus ${resource}`, resource, answers: answers[resource], fromSeconds },
      snapshot,
    ),
  ); // prettier-ignore
}

async function fileOf(written: string): Promise<{
  readonly kind: 'file';
  readonly name: string;
  readonly content: string;
  readonly resource?: 'cpu' | 'memory';
}> {
  const m = /^(cpu|memory)=(.+)$/.exec(written);
  const name = m?.[2] ?? written;
  const { readFile } = await import('node:fs/promises');
  let content: string;
  try {
    content = await readFile(name, 'utf8');
  } catch (error) {
    throw UserError({
      code: 'FILE_UNREADABLE',
      message: text(
        `--usage ${written} cannot be read: ${(error as Error).message}`,
        `--usage ${written}를 읽을 수 없습니다: ${(error as Error).message}`,
      ),
      remedy: text(
        'Give the path of a CSV or JSON file, vpa, metrics-server, or prometheus=http://localhost:9090.',
        'CSV나 JSON 파일 경로, vpa, metrics-server, prometheus=http://localhost:9090 가운데 하나를 주십시오.',
      ),
      cause: error,
    });
  }
  const resource = m?.[1] as 'cpu' | 'memory' | undefined;
  return { kind: 'file', name, content, ...(resource && { resource }) };
}
