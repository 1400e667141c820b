import {
  formatRef,
  type Container,
  type Fix,
  type JsonPatchOp,
  type PodSpec,
  type Workload,
} from '../model/index.ts';
import type { FoundTemplate } from './found-template.ts';

export interface PlacedContainer {
  readonly container: Container;
  /** `spec.template.spec.initContainers[0]` */
  readonly field: string;
  readonly kind: 'init' | 'sidecar' | 'main' | 'ephemeral';
}

/** One pod template of one workload, laid out for rules. */
export interface Subject {
  readonly workload: Workload;
  /** `Deployment app/web` */
  readonly name: string;
  readonly namespace: string;
  readonly spec: PodSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly PlacedContainer[];
  /** `spec.template.spec`; `spec` for a Pod. */
  readonly specField: string;
  /** Whether Kubernetes lets anybody change the template of the object that stands. */
  readonly patchable: boolean;
}

export function subjectOf(workload: Workload, found: FoundTemplate): Subject {
  const { template, path } = found;
  const specField = path === '' ? 'spec' : `${path}.spec`;
  const place = (list: readonly Container[] | undefined, key: string, kind?: PlacedContainer['kind']) =>
    (list ?? []).map((container, i): PlacedContainer => ({
      container,
      field: `${specField}.${key}[${i}]`,
      kind: kind ?? (container.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    }));
  return {
    workload,
    name: formatRef(workload.ref),
    namespace: workload.ref.namespace ?? 'default',
    spec: template.spec,
    labels: template.metadata?.labels ?? {},
    annotations: template.metadata?.annotations ?? {},
    containers: [
      ...place(template.spec.initContainers, 'initContainers'),
      ...place(template.spec.containers, 'containers', 'main'),
      ...place(template.spec.ephemeralContainers, 'ephemeralContainers', 'ephemeral'),
    ],
    specField,
    patchable: workload.object.kind !== 'Pod' && workload.object.kind !== 'Job',
  };
} // prettier-ignore

/** A patch of the workload's own object; null where Kubernetes would refuse it (pods and jobs are replaced, not changed). */
export const templatePatch = (s: Subject, ...patch: readonly JsonPatchOp[]): Fix | null =>
  s.patchable ? { type: 'json-patch', patch } : null;

/** Containers that keep running beside each other. */
export const running = (s: Subject): readonly PlacedContainer[] =>
  s.containers.filter((c) => c.kind === 'main' || c.kind === 'sidecar');

/** The service account of its pods; `serviceAccount` is the field's old name, and still read. */
export const accountOf = (s: Subject): string =>
  [s.spec.serviceAccountName, s.spec.serviceAccount].find((name) => name !== undefined && name !== '') ??
  'default'; // prettier-ignore

export const isDaemonSet = (s: Subject): boolean => s.workload.ref.kind === 'DaemonSet';
/** Serves requests for as long as it lives, so that its absence is felt. */
export const isService = (s: Subject): boolean =>
  !['Job', 'CronJob', 'DaemonSet', 'Pod'].includes(s.workload.ref.kind);
