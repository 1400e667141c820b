/** A kind of pod as selectors see it: its namespace, its labels. Pods with the same are one. */
export interface PodShape {
  readonly namespace: string;
  /** Only labels that a selector may rest on: see `lastingLabels`. */
  readonly labels: ReadonlyMap<string, string>;
  /** Who has such pods: workload keys. */
  readonly workloads: readonly string[];
}

/**
 * Labels that change with a release, a revision or a single pod. A selector that named one would
 * lose its pods at the next deployment.
 */
const PASSING = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'rollouts-pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'chart',
  'version',
]);

/** Labels that a pod of the workload will also have tomorrow, by key. An empty value cannot stand in a selector. */
export const lastingLabels = (labels: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(
    Object.entries(labels)
      .filter(([key, value]) => value !== '' && !PASSING.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Pods that no selector could tell apart, once each, in a fixed order. */
export function shapesOf(
  pods: readonly {
    readonly workload: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  }[],
): readonly PodShape[] {
  const shapes = new Map<string, { namespace: string; labels: Map<string, string>; workloads: string[] }>(); // prettier-ignore
  for (const pod of pods) {
    const labels = lastingLabels(pod.labels);
    const key = shapeKey(pod.namespace, labels);
    const shape = shapes.get(key);
    if (shape) shape.workloads.push(pod.workload);
    else shapes.set(key, { namespace: pod.namespace, labels, workloads: [pod.workload] });
  }
  return [...shapes.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, shape]) => ({ ...shape, workloads: [...new Set(shape.workloads)].sort() }));
}

const shapeKey = (namespace: string, labels: ReadonlyMap<string, string>): string =>
  JSON.stringify([namespace, ...labels]);
