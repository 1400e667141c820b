import type { KubeObject, LabelSelector, Pod, PodTemplate } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { isAvailable } from './pods.ts';

/** The label in which a pod carries its template's hash. */
export const REVISION = 'controller-revision-hash';

export interface DaemonSpec {
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: {
      readonly maxUnavailable?: number | string;
      readonly maxSurge?: number | string;
    };
  };
}

/** A DaemonSet with its pods by node. */
export interface DaemonState {
  readonly key: string;
  readonly ds: KubeObject;
  readonly spec: DaemonSpec;
  readonly hash: string;
  /** Nodes that shall have a pod. */
  readonly nodes: readonly KubeObject[];
  /** Its pods on each node that has some, oldest first, those on their way out too. */
  readonly byNode: ReadonlyMap<string, readonly Pod[]>;
}
export const isNew = (s: DaemonState, p: Pod): boolean => p.metadata.labels?.[REVISION] === s.hash;
export const isLeaving = (p: Pod): boolean => p.metadata.deletionTimestamp !== undefined;
export const serves = (c: ControllerContext, s: DaemonState, p: Pod): boolean =>
  isAvailable(p, s.spec.minReadySeconds ?? 0, c.clock);

/** What is to be made and to go. */
export interface Change {
  readonly make: readonly string[];
  readonly remove: readonly Pod[];
}
