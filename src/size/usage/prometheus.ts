import { agree, counted, text, type Text } from '../../model/index.ts';
import { SeriesBook, badUsage, type UsageReading } from './series.ts';

export type Resource = 'cpu' | 'memory';

/** The answer of a range query. */
export interface Matrix {
  readonly status?: string;
  readonly error?: string;
  readonly data?: { readonly resultType?: string; readonly result?: readonly Row[] };
}
interface Row {
  readonly metric?: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
}

export const isPrometheus = (json: unknown): json is Matrix =>
  typeof json === 'object' && json !== null && 'status' in json && ('data' in json || 'error' in json); // prettier-ignore

/**
 * Answers of `/api/v1/query_range`: matrices with the labels namespace, pod and container. CPU in
 * cores (a rate) or as the counter container_cpu_usage_seconds_total; memory in bytes.
 * @source https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries (read 2026-11-24)
 */
export function readPrometheus(
  file: string,
  answers: readonly Matrix[],
  asked: { readonly resource?: Resource; readonly fromSeconds?: number },
): UsageReading {
  const { resource, fromSeconds } = asked;
  const rows = answers.flatMap((json) => rowsOf(file, json));
  const book = new SeriesBook();
  const gaps: Text[] = [];
  const series = new Map<string, number>();
  const spans: Span[] = [];
  for (const { metric = {}, values = [] } of rows) {
    const { namespace, pod, container } = metric;
    const label = `${namespace ?? '?'}/${pod ?? '?'} ${container ?? '?'}`;
    if (namespace === undefined || pod === undefined || container === undefined) {
      gaps.push(text(`${file}: a series without namespace, pod or container was left out (${label})`, `${file}: namespace, pod, container 레이블이 없는 시계열은 뺐습니다(${label})`)); // prettier-ignore
      continue;
    }
    // The pause container and the pod's own cgroup are not containers of the pod.
    if (container === '' || container === 'POD') continue;
    const name = metric['__name__'] ?? '';
    const kind = resource ?? measuredBy(file, name);
    const key = { namespace, of: { kind: 'pod' as const, name: pod }, container };
    const points = values.map(([at, v]) => [at, Number(v)] as const);
    const usable = points.filter(([, v]) => Number.isFinite(v) && v >= 0);
    const holes = points.length - usable.length + missingSteps(points.map(([at]) => at));
    if (holes > 0)
      gaps.push(text(`${file}: ${label} lacks ${counted(holes, 'sample')}`, `${file}: ${label}에 표본 ${holes}개가 빠져 있습니다`)); // prettier-ignore
    const id = `${kind} ${label}`;
    series.set(id, (series.get(id) ?? 0) + 1);
    const [first, last] = [usable[0], usable.at(-1)];
    if (first && last) spans.push({ start: first[0], end: last[0] });
    const isCounter = kind === 'cpu' && /_total$/.test(name);
    const amounts = isCounter ? rates(usable) : usable.map(([, v]) => v);
    for (const amount of amounts)
      book.add(key, kind === 'cpu' ? { milliCpu: amount * 1000 } : { memoryMiB: amount / 2 ** 20 });
  }
  return {
    source: file,
    series: book.list(),
    gaps: [
      ...gaps,
      ...seriesGaps(
        file,
        series,
        spans.map((s) => s.end),
      ),
      ...(fromSeconds === undefined ? [] : lateStart(file, spans, fromSeconds)),
    ],
  };
}

/** From the first sample of a series to its last; Unix times. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const HOUR_SECONDS = 3600;

/** Samples that begin long after the time asked for: Prometheus keeps less, or was not there yet. */
function lateStart(file: string, spans: readonly Span[], fromSeconds: number): readonly Text[] {
  if (spans.length === 0)
    return [text(`${file}: no samples at all`, `${file}: 표본이 하나도 없습니다`)];
  const first = spans.reduce((least, s) => Math.min(least, s.start), Infinity);
  const last = spans.reduce((most, s) => Math.max(most, s.end), 0);
  if (first - fromSeconds < HOUR_SECONDS) return [];
  const hours = (seconds: number): string => (seconds / HOUR_SECONDS).toFixed(1);
  const [had, wanted] = [hours(last - first), hours(last - fromSeconds)];
  return [
    text(
      `${file}: the oldest sample is ${had} hours before the newest, ${wanted} were asked for; earlier peaks are not seen`,
      `${file}: 가장 오래된 표본이 마지막 표본의 ${had}시간 전입니다. ${wanted}시간을 물었으므로 그 전의 최고치는 보이지 않습니다`,
    ),
  ];
}

function measuredBy(file: string, metric: string): Resource {
  if (/memory/.test(metric)) return 'memory';
  if (/cpu/.test(metric)) return 'cpu';
  throw badUsage(
    file,
    text(
      'its series carry no metric name, so that it is not clear whether they are CPU or memory.',
      '시계열에 지표 이름이 없어 CPU인지 메모리인지 알 수 없습니다.',
    ),
    text(
      `Say which: --usage cpu=${file} (or memory=${file}).`,
      `밝혀 주십시오: --usage cpu=${file} (또는 memory=${file}).`,
    ),
  );
}

/** What can be wrong with series that are each in order: the same one twice, or one that has ended. */
function seriesGaps(
  file: string,
  series: ReadonlyMap<string, number>,
  ends: readonly number[],
): readonly Text[] {
  const twice = [...series].filter(([, n]) => n > 1);
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  const stale = ends.filter((end) => end < last - STALE_SECONDS).length;
  const first = twice[0]?.[0] ?? '';
  return [
    ...(twice.length === 0 ? [] : [text(`${file}: ${counted(twice.length, 'container has', 'containers have')} several series (${first}); all their samples were used: sum them in the query if they are parts`, `${file}: 컨테이너 ${twice.length}개에 시계열이 여럿입니다(${first}). 표본을 모두 썼습니다. 나뉜 값이면 쿼리에서 합치십시오`)]),
    ...(stale === 0 ? [] : [text(`${file}: ${stale} of ${ends.length} series ${agree(stale, 'ends', 'end')} more than 5 minutes before the last sample; ${agree(stale, 'its pod is', 'those pods are')} gone or ${agree(stale, 'was', 'were')} not scraped`, `${file}: 시계열 ${ends.length}개 중 ${stale}개가 마지막 표본보다 5분 넘게 먼저 끝납니다. 파드가 없어졌거나 수집되지 않았습니다`)]),
  ]; // prettier-ignore
}

/**
 * After so long without a sample Prometheus itself calls a series stale.
 * @source https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness (read 2026-11-25)
 */
const STALE_SECONDS = 300;

/** How many steps of the usual length lie between the samples without a sample. */
function missingSteps(times: readonly number[]): number {
  const steps = times.slice(1).map((t, i) => t - (times[i] ?? t));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  if (usual <= 0) return 0;
  return steps.reduce((sum, step) => sum + Math.max(0, Math.round(step / usual) - 1), 0);
}

/** A counter's growth per second; a fall is a restart, after which counting begins anew. */
function rates(points: readonly (readonly [number, number])[]): readonly number[] {
  return points.slice(1).flatMap(([at, v], i) => {
    const [before, was] = points[i] ?? [at, v];
    return at <= before ? [] : [(v >= was ? v - was : v) / (at - before)];
  });
}

function rowsOf(file: string, json: Matrix): readonly Row[] {
  if (json.status !== 'success' || json.data?.resultType !== 'matrix')
    throw badUsage(
      file,
      json.status === 'success'
        ? text(
            `the result is a "${json.data?.resultType ?? 'nothing'}", wanted a "matrix".`,
            `결과가 "${json.data?.resultType ?? '없음'}"입니다. "matrix"여야 합니다.`,
          )
        : text(
            `Prometheus answered ${json.status ?? 'without a status'}: ${json.error ?? ''}`,
            `Prometheus의 응답: ${json.status ?? '상태 없음'}: ${json.error ?? ''}`,
          ),
      text(
        'Ask for a range: curl -G $PROMETHEUS/api/v1/query_range --data-urlencode query=… -d start=… -d end=… -d step=5m',
        '범위로 물으십시오: curl -G $PROMETHEUS/api/v1/query_range --data-urlencode query=… -d start=… -d end=… -d step=5m',
      ),
    );
  return json.data.result ?? [];
}
