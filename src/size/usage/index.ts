import type { Snapshot } from '../../model/index.ts';
import { readCsv } from './csv.ts';
import { isPodMetrics, readPodMetrics, readVpas } from './kubernetes.ts';
import { isPrometheus, readPrometheus, type Resource } from './prometheus.ts';
import { badUsage, type UsageReading } from './series.ts';

export { percentile, type UsageReading, type UsageSeries } from './series.ts';
export { applyUsage, DEFAULT_USAGE, type UsagePolicy } from './apply.ts';

/** One `--usage`: a file's content, or `vpa` for what the snapshot's VerticalPodAutoscalers say. */
export type UsageInput =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly content: string;
      readonly resource?: Resource;
    }
  | { readonly kind: 'vpa' };

/** Reads any of the four forms, told apart by what is in them. Pure. */
export function readUsage(input: UsageInput, snapshot: Snapshot): UsageReading {
  if (input.kind === 'vpa') return readVpas(snapshot);
  const { name, content, resource } = input;
  if (!/^\s*[[{]/.test(content)) return readCsv(name, content);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw badUsage(name, `it begins like JSON and is none: ${(error as Error).message}`, 'Write the file anew; it may be cut off.'); // prettier-ignore
  }
  if (isPodMetrics(json)) return readPodMetrics(name, json);
  if (isPrometheus(json)) return readPrometheus(name, json, resource);
  throw badUsage(
    name,
    'it is neither the answer of a Prometheus range query nor a PodMetricsList.',
    'Give one of: a CSV; query_range JSON; kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods; the word vpa.',
  );
}
