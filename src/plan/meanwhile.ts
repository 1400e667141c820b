import type { KubeObject, Workload, WorkloadAssessment } from '../model/index.ts';
import { heldSeconds } from '../steps/index.ts';

/** How long a rollout to Fargate may go without a new Ready pod: node, image and start take minutes at worst. */
const PATIENCE_SECONDS = 1200;
/** A deadline that a slow but sound start on Fargate does not meet. @source facts: starts of 5 minutes reported (read 2026-11-25) */
const IMPATIENT_SECONDS = 600;

/** A field that has another value while the workload moves, and what stands there now. */
export interface MeanwhileSetting {
  readonly path: string[];
  readonly value: unknown;
  readonly was?: unknown;
}

interface RolloutSpec {
  readonly progressDeadlineSeconds?: number;
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly partition?: number };
  };
}

/**
 * Settings that a workload has for as long as its move lasts, because its own would keep pods from
 * being replaced: a StatefulSet's `OnDelete` or partition, a Deployment's short progress deadline.
 * The move puts back what was there.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#partitions (read 2026-11-25)
 */
export function meanwhileFor({ ref, object }: Workload): readonly MeanwhileSetting[] {
  const spec = object['spec'] as RolloutSpec | undefined;
  if (ref.kind === 'StatefulSet') {
    if (spec?.updateStrategy?.type === 'OnDelete')
      return [
        {
          path: ['spec', 'updateStrategy'],
          value: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
          was: spec.updateStrategy,
        },
      ];
    const partition = partitionOf(object);
    return partition > 0
      ? [
          {
            path: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
            value: 0,
            was: partition,
          },
        ]
      : [];
  }
  const deadline = spec?.progressDeadlineSeconds;
  return ref.kind === 'Deployment' && deadline !== undefined && deadline < IMPATIENT_SECONDS
    ? [
        {
          path: ['spec', 'progressDeadlineSeconds'],
          value: PATIENCE_SECONDS,
          was: deadline,
        },
      ]
    : [];
}

/**
 * Behind a load balancer without pod readiness gates old pods stay until it sends requests to the
 * new, which is later than these are ready. Only while the workload moves, and on the way back.
 */
export function holdFor(m: {
  readonly workload: Workload;
  readonly assessment: WorkloadAssessment;
}): readonly MeanwhileSetting[] {
  if (!m.assessment.findings.some((f) => f.rule === 'readiness-gate-missing')) return [];
  const spec = (m.workload.object['spec'] ?? {}) as Parameters<typeof heldSeconds>[0];
  const value = heldSeconds(spec);
  const { minReadySeconds: was } = spec;
  return value === null
    ? []
    : [{ path: ['spec', 'minReadySeconds'], value, ...(was === undefined ? {} : { was }) }];
}

/** From which ordinal on a StatefulSet's pods follow its template; 0 when all do. */
const partitionOf = (object: KubeObject): number =>
  (object['spec'] as RolloutSpec | undefined)?.updateStrategy?.rollingUpdate?.partition ?? 0;

/** A partition that keeps two revisions side by side: somebody's canary, which a move would finish for them. */
export function isHalfRolledOut({ ref, object }: Workload): boolean {
  const { currentRevision, updateRevision } = (object['status'] ?? {}) as {
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
  return (
    ref.kind === 'StatefulSet' && partitionOf(object) > 0 && currentRevision !== updateRevision
  );
}
