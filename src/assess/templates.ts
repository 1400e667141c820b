import { isBuiltInGroup, makesPods, type KubeObject, type PodTemplate, type Text } from '../model/index.ts'; // prettier-ignore
import { isFields, partial, placing, type FoundTemplate } from './found-template.ts';
import { madePods } from './made-pods.ts';
import { misshapen } from './pod-shape.ts';

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
/** Deeper than any custom resource; a guard against cyclic or hostile input. */
const DEPTH = 64;

/** Custom controllers that make pods of the template as it stands, by API group. */
const FAITHFUL =
  /^(v1\/DeploymentConfig|argoproj\.io\/[^/]+\/Rollout|apps\.kruise\.io\/.*|serving\.knative\.dev\/.*|apps\.openshift\.io\/.*|keda\.sh\/[^/]+\/ScaledJob|kubeflow\.org\/.*|ray\.io\/.*|jobset\.x-k8s\.io\/.*|leaderworkerset\.x-k8s\.io\/.*|batch\.volcano\.sh\/.*)$/;

const known = new WeakMap<KubeObject, readonly FoundTemplate[]>();

/**
 * The pod templates of an object: one for the built-in kinds, any number for custom resources (a
 * Rollout has one, a RayCluster one for each group).
 */
export function templatesIn(object: KubeObject): readonly FoundTemplate[] {
  const before = known.get(object);
  if (before) return before;
  const templates = lookFor(object);
  // Every object is asked about more than once; those without a template are told at a glance.
  if (templates.length > 0) known.set(object, templates);
  return templates;
}

/** Whether `templatesIn` gives any; of the built-in kinds none is judged for that. */
export const holdsTemplate = (object: KubeObject): boolean =>
  isBuiltInGroup(object) && !isOldOpenShift(object)
    ? object.kind === 'Pod' || PATHS[object.kind] !== undefined
    : templatesIn(object).length > 0;

function lookFor(object: KubeObject): readonly FoundTemplate[] {
  if (object.kind === 'Pod' && isBuiltInGroup(object)) return [found('', object)];
  const path = isBuiltInGroup(object) ? PATHS[object.kind] : undefined;
  if (path !== undefined) {
    const template = path
      .split('.')
      .reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), object);
    return [found(path, template)];
  }
  if (INERT.has(object.kind) || INERT_GROUPS.test(object.apiVersion)) return [];
  return isBuiltInGroup(object) && !isOldOpenShift(object) ? [] : customTemplates(object);
}

/** OpenShift's kinds stood in Kubernetes' own group before they had groups of theirs. */
const isOldOpenShift = ({ apiVersion, kind }: KubeObject): boolean =>
  apiVersion === 'v1' && (kind === 'DeploymentConfig' || kind === 'Template');

/** Policies hold patterns of pods, compositions hold objects for other clusters; neither runs them. */
const INERT_GROUPS =
  /^(kyverno\.io|policies\.kyverno\.io|[a-z.]*gatekeeper\.sh|apiextensions\.crossplane\.io|work\.open-cluster-management\.io)\//;

function customTemplates(object: KubeObject): readonly FoundTemplate[] {
  const made = madePods(object);
  if (made) return made.map((t) => (t.wrong === undefined ? judged(t) : t));
  const all: FoundTemplate[] = [];
  search(object['spec'], 'spec', { depth: DEPTH, into: all });
  // A few have their pods beside the spec, such as OpenShift's Template in its objects.
  if (object['spec'] === undefined)
    for (const key of Object.keys(object)
      .filter((k) => k !== 'metadata' && k !== 'status')
      .sort())
      search(object[key], key, { depth: DEPTH, into: all });
  if (FAITHFUL.test(`${object.apiVersion}/${object.kind}`)) {
    if (object.apiVersion.startsWith('batch.volcano.sh/'))
      return all.map((t) => byVolcano(t, object));
    const template = isFields(object['spec']) ? object['spec']['template'] : undefined;
    return all.length === 0 && template !== undefined ? [found('spec.template', template)] : all;
  }
  if (all.length > 0) return all.map((t) => ({ ...t, partial: addedTo(object.kind) }));
  return makesPods(object) ? [partial('spec', {}, settingsOnly(object.kind))] : [];
}

const addedTo = (kind: string): Text => ({
  en: `the controller of ${kind} makes the pods and may add to this template; give the pods or what makes them too`,
  ko: `${kind}의 컨트롤러가 파드를 만들며 이 템플릿에 더할 수 있습니다. 파드나 파드를 만드는 객체도 함께 주십시오`,
});
const settingsOnly = (kind: string): Text => ({
  en: `the operator of ${kind} makes its pods from settings, and no pod is in the input; give the pods or what makes them too`,
  ko: `${kind}의 오퍼레이터가 설정으로 파드를 만들지만 입력에 파드가 없습니다. 파드나 파드를 만드는 객체도 함께 주십시오`,
});

/** Rules never see a template in which a field that they read has the wrong type. */
function found(path: string, template: unknown): FoundTemplate {
  return template === undefined || template === null
    ? { path, template: NONE, wrong: `${path} is not there, wanted a pod template` }
    : judged({ path, template: template as PodTemplate });
}
const NONE: PodTemplate = { spec: { containers: [] } };

function judged(t: FoundTemplate): FoundTemplate {
  const specField = t.path === '' ? 'spec' : `${t.path}.spec`;
  const wrong =
    misshapen(t.template, t.path) ??
    (t.template.spec.containers.length === 0 && t.partial === undefined
      ? `${specField}.containers is empty, wanted a container`
      : undefined);
  return wrong === undefined ? t : { ...t, template: NONE, wrong: t.place?.(wrong) ?? wrong };
}

interface Search {
  readonly depth: number;
  readonly into: FoundTemplate[];
}

/** Every mapping that lists containers is a pod spec, whatever the field is called that holds it. */
function search(value: unknown, path: string, { depth, into }: Search): void {
  if (depth === 0 || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    value.forEach((v: unknown, i) => search(v, `${path}[${i}]`, { depth: depth - 1, into }));
    return;
  }
  const fields = value as Record<string, unknown>;
  if (path !== 'spec' && isPodSpec(fields['spec'])) {
    into.push(found(path, { ...fields, spec: namedContainers(fields['spec']) }));
    return;
  }
  if (isPodSpec(fields) && fields.containers.length > 0) {
    const whole = path.endsWith('.spec') || path === 'spec';
    const at = whole ? path.replace(/\.?spec$/, '') : path;
    const t = found(at, { spec: namedContainers(fields) });
    if (whole) into.push(t);
    else {
      const place = (field: string): string => field.replace(`${path}.spec`, path);
      into.push({ ...t, place, ...(t.wrong !== undefined && { wrong: place(t.wrong) }) });
    }
    return;
  }
  for (const key of Object.keys(fields).sort())
    search(fields[key], `${path}.${key}`, { depth: depth - 1, into });
}

interface BarePodSpec extends Record<string, unknown> {
  readonly containers: readonly Record<string, unknown>[];
}
const isPodSpec = (value: unknown): value is BarePodSpec =>
  isFields(value) && Array.isArray(value['containers']) && value['containers'].every(isFields);

/** Knative and others name the only container themselves. */
const namedContainers = (spec: BarePodSpec): BarePodSpec => ({
  ...spec,
  containers: spec.containers.map((c) => (c['name'] === undefined ? { name: 'user-container', ...c } : c)),
}); // prettier-ignore

/** Volcano schedules the pods of its jobs itself, whatever their templates say. */
function byVolcano(t: FoundTemplate, { spec }: KubeObject): FoundTemplate {
  const name = isFields(spec) && typeof spec['schedulerName'] === 'string' ? spec['schedulerName'] : 'volcano';
  const template = { ...t.template, spec: { ...t.template.spec, schedulerName: name } };
  return { ...t, template, place: placing([[`${t.path}.spec.schedulerName`, 'spec.schedulerName']]) };
} // prettier-ignore
