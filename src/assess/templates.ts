import type { KubeObject, PodTemplate } from '../model/index.ts';

export interface FoundTemplate {
  /** Path inside the object: `spec.template`; '' for a Pod, which is its own template. */
  readonly path: string;
  readonly template: PodTemplate;
}

const PATHS: Readonly<Record<string, string>> = {
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  ReplicaSet: 'spec.template',
  ReplicationController: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};
/** Hold templates and run nothing, or nothing by themselves. */
const INERT = new Set(['PodTemplate', 'CustomResourceDefinition', 'Application', 'HelmRelease']);
/** Deep enough for every custom resource seen; a guard against cyclic or hostile input. */
const DEPTH = 8;

/**
 * The pod templates of an object: one for the built-in kinds, any number for custom resources (a
 * Rollout has one, a RayCluster one for each group).
 */
export function templatesIn(object: KubeObject): readonly FoundTemplate[] {
  if (object.kind === 'Pod')
    return isTemplate(object) ? [{ path: '', template: object as unknown as PodTemplate }] : [];
  const path = isBuiltIn(object) ? PATHS[object.kind] : undefined;
  if (path !== undefined) {
    const template = path
      .split('.')
      .reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), object);
    return isTemplate(template) ? [{ path, template }] : [];
  }
  if (INERT.has(object.kind) || INERT_GROUPS.test(object.apiVersion) || isBuiltIn(object))
    return [];
  const found: FoundTemplate[] = [];
  search(object['spec'], 'spec', DEPTH, found);
  return found;
}

/** Policies hold patterns of pods, compositions hold objects for other clusters; neither runs them. */
const INERT_GROUPS =
  /^(kyverno\.io|policies\.kyverno\.io|[a-z.]*gatekeeper\.sh|apiextensions\.crossplane\.io|work\.open-cluster-management\.io)\//;

const isBuiltIn = ({ apiVersion }: KubeObject): boolean =>
  !apiVersion.includes('/') ||
  !apiVersion.split('/')[0]?.includes('.') ||
  /\.k8s\.io\//.test(apiVersion);

function search(value: unknown, path: string, depth: number, found: FoundTemplate[]): void {
  if (depth === 0 || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    value.forEach((v: unknown, i) => search(v, `${path}[${i}]`, depth - 1, found));
    return;
  }
  if (isTemplate(value) && path !== 'spec') {
    found.push({ path, template: value });
    return;
  }
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields).sort())
    search(fields[key], `${path}.${key}`, depth - 1, found);
}

const isTemplate = (value: unknown): value is PodTemplate =>
  isFields(value) &&
  isFields(value['spec']) &&
  Array.isArray(value['spec']['containers']) &&
  value['spec']['containers'].every(isFields);

const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
