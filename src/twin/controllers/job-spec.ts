import type { KubeObject, Pod, PodTemplate } from '../../model/index.ts';

export interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly completionMode?: string;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
  readonly podFailurePolicy?: { readonly rules: readonly FailureRule[] };
  readonly template: PodTemplate;
}
export interface FailureRule {
  readonly action: string;
  readonly onExitCodes?: {
    readonly containerName?: string;
    readonly operator: string;
    readonly values: readonly number[];
  };
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
}
export interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastProbeTime?: string;
  readonly lastTransitionTime?: string;
}
export interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly completedIndexes?: string;
  readonly conditions?: readonly JobCondition[];
}

export const statusOf = (job: KubeObject): JobStatus => (job['status'] ?? {}) as JobStatus;
export const finishedOf = (job: KubeObject): 'Complete' | 'Failed' | undefined =>
  (statusOf(job).conditions ?? []).find(
    (x) => x.status === 'True' && (x.type === 'Complete' || x.type === 'Failed'),
  )?.type as 'Complete' | undefined;

/** Holds a pod until its Job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';
export const isTracked = (p: KubeObject): boolean =>
  p.metadata.finalizers?.includes(TRACKING) ?? false;

const INDEX = 'batch.kubernetes.io/job-completion-index';
export const isIndexed = (spec: JobSpec): boolean => spec.completionMode === 'Indexed';
export const indexOf = (p: Pod): number => Number(p.metadata.annotations?.[INDEX] ?? -1);

/** Only pods that have failed are made anew, not those that are on their way out. */
export const waitsForTheEnd = (spec: JobSpec): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

/** `0-2,5` */
export function parseIndexes(text: string | undefined): readonly number[] {
  return (text ?? '')
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
}

/** The shortest way to write them: `0,1,4-6`. */
export function formatIndexes(indexes: readonly number[]): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const i of sorted) {
    const run = runs.at(-1);
    if (run?.at(-1) === i - 1) run.push(i);
    else runs.push([i]);
  }
  return runs
    .map((r) => (r.length === 1 ? `${r[0]}` : `${r[0]}${r.length === 2 ? ',' : '-'}${r.at(-1)}`))
    .join(',');
}

const completionIndex = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } },
};
/** What an indexed pod has beside its template. */
export function indexedTemplate(
  job: KubeObject,
  template: PodTemplate,
  index: number,
): PodTemplate {
  const containers = template.spec.containers.map((c) =>
    c.env?.some((e) => e.name === completionIndex.name)
      ? c
      : { ...c, env: [...(c.env ?? []), completionIndex] },
  );
  return {
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata?.labels, [INDEX]: String(index) },
      annotations: { ...template.metadata?.annotations, [INDEX]: String(index) },
    },
    spec: { ...template.spec, containers, hostname: `${job.metadata.name}-${index}` },
  };
}
