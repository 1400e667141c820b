import type { KubeObject, PodTemplate } from '../model/index.ts';
import { misshapen } from './pod-shape.ts';

export interface FoundTemplate {
  /** Path inside the object: `spec.template`; '' for a Pod, which is its own template. */
  readonly path: string;
  readonly template: PodTemplate;
  /** A field has the wrong type, which one and how; the template is an empty one then. */
  readonly wrong?: string;
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
  if (object.kind === 'Pod') return [found('', object)];
  const path = isBuiltIn(object) ? PATHS[object.kind] : undefined;
  if (path !== undefined) {
    const template = path
      .split('.')
      .reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), object);
    return [found(path, template)];
  }
  if (INERT.has(object.kind) || INERT_GROUPS.test(object.apiVersion) || isBuiltIn(object))
    return [];
  const all: FoundTemplate[] = [];
  search(object['spec'], 'spec', DEPTH, all);
  return all;
}

/** Policies hold patterns of pods, compositions hold objects for other clusters; neither runs them. */
const INERT_GROUPS =
  /^(kyverno\.io|policies\.kyverno\.io|[a-z.]*gatekeeper\.sh|apiextensions\.crossplane\.io|work\.open-cluster-management\.io)\//;

const isBuiltIn = ({ apiVersion }: KubeObject): boolean =>
  !apiVersion.includes('/') ||
  !apiVersion.split('/')[0]?.includes('.') ||
  /\.k8s\.io\//.test(apiVersion);

/** Rules never see a template in which a field that they read has the wrong type. */
function found(path: string, template: unknown): FoundTemplate {
  const wrong = template === undefined || template === null ? `${path} is not there, wanted a pod template` : misshapen(template, path);
  return wrong === undefined
    ? { path, template: template as PodTemplate }
    : { path, template: { spec: { containers: [] } }, wrong };
} // prettier-ignore

function search(value: unknown, path: string, depth: number, into: FoundTemplate[]): void {
  if (depth === 0 || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    value.forEach((v: unknown, i) => search(v, `${path}[${i}]`, depth - 1, into));
    return;
  }
  if (isTemplate(value) && path !== 'spec') {
    into.push(found(path, value));
    return;
  }
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields).sort())
    search(fields[key], `${path}.${key}`, depth - 1, into);
}

const isTemplate = (value: unknown): value is PodTemplate =>
  isFields(value) &&
  isFields(value['spec']) &&
  Array.isArray(value['spec']['containers']) &&
  value['spec']['containers'].every(isFields);

const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
