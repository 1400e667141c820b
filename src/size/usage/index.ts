import { text, type Snapshot } from '../../model/index.ts';
import { readCsv } from './csv.ts';
import { isPodMetrics, readPodMetrics, readVpas } from './kubernetes.ts';
import { isPrometheus, readPrometheus, type Matrix, type Resource } from './prometheus.ts';
import { badUsage, type UsageReading } from './series.ts';

export { percentile, type UsageReading, type UsageSeries } from './series.ts';
export { usageQueries, type UsageQuery } from './queries.ts';
export { applyUsage, DEFAULT_USAGE, type UsagePolicy } from './apply.ts';

/** One `--usage`: a file's content, or `vpa` for what the snapshot's VerticalPodAutoscalers say. */
export type UsageInput =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly content: string;
      readonly resource?: Resource;
    }
  | {
      readonly kind: 'prometheus';
      readonly name: string;
      readonly resource: Resource;
      /** The texts that range queries were answered with; together they are one reading. */
      readonly answers: readonly string[];
      /** Unix time from which samples were asked for; first ones that are much later are named. */
      readonly fromSeconds: number;
    }
  | { readonly kind: 'vpa' };

/** Reads any of the four forms, told apart by what is in them. Pure. */
export function readUsage(input: UsageInput, snapshot: Snapshot): UsageReading {
  if (input.kind === 'vpa') return readVpas(snapshot);
  if (input.kind === 'prometheus') {
    const { name, answers, ...asked } = input;
    return readPrometheus(
      name,
      answers.map((a) => JSON.parse(a) as Matrix),
      asked,
    );
  }
  const { name, content } = input;
  if (!/^\s*[[{]/.test(content)) return readCsv(name, content);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw badUsage(name, text(`it begins like JSON and is none: ${(error as Error).message}`, `JSON처럼 시작하지만 JSON이 아닙니다: ${(error as Error).message}`), text('Write the file anew; it may be cut off.', '파일이 잘렸을 수 있으니 다시 만드십시오.')); // prettier-ignore
  }
  if (isPodMetrics(json)) return readPodMetrics(name, json, snapshot);
  if (isPrometheus(json)) return readPrometheus(name, [json], input);
  throw badUsage(
    name,
    text(
      'it is neither the answer of a Prometheus range query nor a PodMetricsList.',
      'Prometheus 범위 쿼리의 응답도 PodMetricsList도 아닙니다.',
    ),
    text(
      'Give one of: a CSV; query_range JSON; kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods; the word vpa.',
      '다음 중 하나를 주십시오: CSV; query_range JSON; kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods; vpa.',
    ),
  );
}
