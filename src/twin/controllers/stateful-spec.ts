import type { KubeObject, LabelSelector, PodTemplate } from '../../model/index.ts';

export interface StatefulSpec {
  readonly revisionHistoryLimit?: number;
  readonly replicas?: number;
  readonly serviceName?: string;
  readonly minReadySeconds?: number;
  readonly podManagementPolicy?: string;
  readonly ordinals?: { readonly start?: number };
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly volumeClaimTemplates?: readonly KubeObject[];
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly partition?: number };
  };
}

/** Names of the revision that all pods shall have, and of the one that they had before. */
export interface Revisions {
  readonly update: string;
  readonly current: string;
}

/** The label in which a pod carries its revision. */
export const REVISION = 'controller-revision-hash';

/** The number behind the set's name; -1 for what is not named so. */
export function ordinalOf(set: KubeObject, pod: KubeObject): number {
  const { name } = pod.metadata;
  const prefix = `${set.metadata.name}-`;
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : -1;
}
