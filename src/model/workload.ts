import type { KubeObject, ObjectRef, PodTemplate } from './kubernetes.ts';

/** What a person deployed: the top owner of pods, or a template inside a custom resource. */
export interface Workload {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly template: PodTemplate;
  /** JSON path of the template inside `object`, e.g. `spec.template` or `spec.jobTemplate.spec.template`; '' for a bare Pod. */
  readonly templatePath: string;
  /** Pods wanted at the same time; null when the kind does not say (CronJob, unknown controllers). */
  readonly replicas: number | null;
  /** Pods of the same owner that are made differently than `object`, which is then one of its pods. */
  readonly others?: readonly KubeObject[];
  /** Where the object was read: file and line, for findings on manifests. */
  readonly origin?: { readonly file: string; readonly line: number };
}

/** Sorts and compares workloads: `apps/v1/Deployment/app/web`. */
export const workloadKey = (ref: ObjectRef): string =>
  `${ref.apiVersion}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
