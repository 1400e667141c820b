import type { KubeObject, LabelSelector, PodTemplate } from '../../../model/index.ts';
import type { ControllerContext } from '../../runtime/index.ts';
import { share, type Condition } from '../pods.ts';

export const HASH = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';

export interface Spec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly paused?: boolean;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: {
      readonly maxSurge?: number | string;
      readonly maxUnavailable?: number | string;
    };
  };
}
interface SetStatus {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}
export const specOf = (d: KubeObject): Spec => d['spec'] as Spec;
/** Replicas that a set was told to have. */
export const wanted = (rs: KubeObject): number =>
  (rs['spec'] as { replicas?: number }).replicas ?? 1;
export const statusOf = (rs: KubeObject): SetStatus => (rs['status'] ?? {}) as SetStatus;
export const revisionOf = (o: KubeObject): number =>
  Number(o.metadata.annotations?.[REVISION] ?? 0);
export const sum = (sets: readonly KubeObject[], of: (rs: KubeObject) => number): number =>
  sets.reduce((n, rs) => n + of(rs), 0);

export const refTo = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  namespace: o.metadata.namespace ?? '',
  name: o.metadata.name,
});

/**
 * Tells a set how many pods to have, notes the size it was part of, and says so on the Deployment.
 * True: something was written.
 */
export async function resize(
  c: ControllerContext,
  d: KubeObject,
  rs: KubeObject,
  replicas: number,
): Promise<boolean> {
  const was = wanted(rs);
  if (was === replicas) return false;
  await c.api.mergePatch(refTo(rs), {
    metadata: { annotations: sizeNotes(specOf(d)) },
    spec: { replicas },
  });
  await tellScaled(c, d, { name: rs.metadata.name, from: was, to: replicas });
  return true;
}

/** Keeps a set's notes about its Deployment's size, though its own does not change. */
export async function noteSize(c: ControllerContext, d: KubeObject, rs: KubeObject): Promise<void> {
  const notes = sizeNotes(specOf(d));
  if (Object.entries(notes).some(([k, v]) => rs.metadata.annotations?.[k] !== v))
    await c.api.mergePatch(refTo(rs), { metadata: { annotations: notes } });
}

export const tellScaled = (
  c: ControllerContext,
  d: KubeObject,
  o: { readonly name: string; readonly from: number; readonly to: number },
): Promise<void> =>
  c.events.record(d, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${o.to > o.from ? 'up' : 'down'} replica set ${o.name} from ${o.from} to ${o.to}`,
    component: 'deployment-controller',
  });

/** The controller's own notes, which a set has for itself, and kubectl's copy of the manifest. */
const NOT_COPIED =
  /^(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/(revision|revision-history|desired-replicas|max-replicas)|deprecated\.deployment\.rollback\.to)$/;

/**
 * A Deployment's annotations stand on its current ReplicaSet too. Seen on Kubernetes 1.35's own
 * controller (testbed/control-plane).
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/deployment/util/deployment_util.go (annotationsToSkip; known, not read again)
 */
export const copiedNotes = (d: KubeObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(d.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.test(key)),
  );

const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** The Deployment's size when a set was last resized; shares are computed from it. */
export const sizeNotes = (spec: Spec): Readonly<Record<string, string>> => ({
  [DESIRED_REPLICAS]: String(spec.replicas ?? 1),
  [MAX_REPLICAS]: String((spec.replicas ?? 1) + limits(spec).maxSurge),
});
export const notedMax = (rs: KubeObject): number => Number(rs.metadata.annotations?.[MAX_REPLICAS]);
/** NaN when nobody noted it. */
export const notedSize = (rs: KubeObject): number =>
  Number(rs.metadata.annotations?.[DESIRED_REPLICAS]);

/**
 * Pods above and below the wanted number that a rollout may have. A Recreate has neither, and nothing
 * can be unavailable of nothing.
 */
export function limits(spec: Spec): { readonly maxSurge: number; readonly maxUnavailable: number } {
  if (spec.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = spec.replicas ?? 1;
  const maxSurge = share(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil);
  const asked = share(spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
  // Both rounding to 0 would never move; Kubernetes then lets one be unavailable.
  const maxUnavailable = maxSurge === 0 && asked === 0 ? 1 : asked;
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

/** Older first; of one second, by name. */
export const byAge = (a: KubeObject, b: KubeObject): number => {
  const key = (o: KubeObject): string => `${o.metadata.creationTimestamp ?? ''}/${o.metadata.name}`;
  return key(a) < key(b) ? -1 : 1;
};
