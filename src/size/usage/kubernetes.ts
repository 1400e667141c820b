import { counted, parseQuantity, text, type Snapshot, type Text } from '../../model/index.ts';
import { runningPods } from '../cost/pods.ts';
import { SeriesBook, badUsage, type UsageReading, type UsageSeries } from './series.ts';

interface PodMetricsList {
  readonly kind?: string;
  readonly items?: readonly {
    readonly metadata?: { readonly namespace?: string; readonly name?: string };
    readonly containers?: readonly {
      readonly name: string;
      readonly usage?: { readonly cpu?: string; readonly memory?: string };
    }[];
  }[];
}

export const isPodMetrics = (json: unknown): json is PodMetricsList =>
  (json as PodMetricsList | null)?.kind === 'PodMetricsList';

/** What metrics-server answers at `/apis/metrics.k8s.io/v1beta1/pods`: one moment. */
export function readPodMetrics(
  file: string,
  json: PodMetricsList,
  snapshot: Snapshot,
): UsageReading {
  const book = new SeriesBook();
  for (const { metadata, containers = [] } of json.items ?? [])
    for (const { name, usage } of containers) {
      const cpu = parseQuantity(usage?.cpu ?? '');
      const memory = parseQuantity(usage?.memory ?? '');
      if (cpu === undefined || memory === undefined || cpu < 0 || memory < 0)
        throw badUsage(
          file,
          text(
            `pod ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}, container ${name} has usage ${JSON.stringify(usage)}, wanted two quantities.`,
            `파드 ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}의 컨테이너 ${name} 사용량이 ${JSON.stringify(usage)}입니다. 수량 두 개여야 합니다.`,
          ),
          text(
            'Write the file anew: kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods > usage.json',
            '파일을 다시 만드십시오: kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods > usage.json',
          ),
        );
      book.add(
        {
          namespace: metadata?.namespace ?? '',
          of: { kind: 'pod', name: metadata?.name ?? '' },
          container: name,
        },
        { milliCpu: cpu * 1000, memoryMiB: memory / 2 ** 20 },
      );
    }
  return {
    source: file,
    series: book.list(),
    gaps: [
      text(
        `${file}: metrics-server tells one moment only; peaks before and after it are not seen`,
        `${file}: metrics-server는 한순간의 값만 알려 주므로 그 전후의 최고치는 보이지 않습니다`,
      ),
      ...unmeasured(file, json, snapshot),
    ],
  };
}

/** Pods that run and have no metrics: just started, or on a node whose kubelet metrics-server cannot read. */
function unmeasured(file: string, json: PodMetricsList, snapshot: Snapshot): readonly Text[] {
  const running = (runningPods(snapshot) ?? []).filter((p) => p.pod.status?.phase === 'Running');
  const measured = new Set(
    (json.items ?? []).map(
      ({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`,
    ),
  );
  const names = running
    .map(({ pod }) => `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`)
    .filter((name) => !measured.has(name));
  if (names.length === 0) return [];
  const some = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  return [
    text(
      `${file}: no metrics of ${names.length} of ${counted(running.length, 'running pod')}: ${some}`,
      `${file}: 실행 중인 파드 ${running.length}개 중 ${names.length}개의 지표가 없습니다: ${some}`,
    ),
  ];
}

interface Vpa {
  readonly spec?: { readonly targetRef?: { readonly name?: string } };
  readonly status?: {
    readonly recommendation?: {
      readonly containerRecommendations?: readonly {
        readonly containerName: string;
        readonly target?: { readonly cpu?: string; readonly memory?: string };
      }[];
    };
  };
}

/** The targets that VerticalPodAutoscalers recommend, as the snapshot holds them. */
export function readVpas(snapshot: Snapshot): UsageReading {
  const series: UsageSeries[] = [];
  const gaps: Text[] = [];
  const unread = snapshot.unreadKinds.find((k) => k.kind === '*' || k.kind.endsWith('/VerticalPodAutoscaler')); // prettier-ignore
  if (unread)
    gaps.push(text(`VerticalPodAutoscalers were not read: ${unread.reason.en}`, `VerticalPodAutoscaler를 읽지 못했습니다: ${unread.reason.ko}`)); // prettier-ignore
  for (const object of snapshot.objects) {
    if (object.kind !== 'VerticalPodAutoscaler') continue;
    const { spec, status } = object as Vpa;
    const namespace = object.metadata.namespace ?? '';
    const name = spec?.targetRef?.name ?? '';
    const given = status?.recommendation?.containerRecommendations ?? [];
    if (given.length === 0)
      gaps.push(text(`VerticalPodAutoscaler ${namespace}/${object.metadata.name} recommends nothing yet`, `VerticalPodAutoscaler ${namespace}/${object.metadata.name}에는 아직 권장값이 없습니다`)); // prettier-ignore
    for (const { containerName, target } of given) {
      const cpu = parseQuantity(target?.cpu ?? '');
      const memory = parseQuantity(target?.memory ?? '');
      series.push({
        namespace,
        of: { kind: 'workload', name },
        container: containerName,
        cpu: cpu === undefined ? [] : [cpu * 1000],
        memoryMiB: memory === undefined ? [] : [memory / 2 ** 20],
        isRecommendation: true,
      });
    }
  }
  return { source: 'VerticalPodAutoscaler', series, gaps };
}
