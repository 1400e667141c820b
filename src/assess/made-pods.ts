import { groupOf, type KubeObject, type PodTemplate, type Text } from '../model/index.ts';
import {
  fieldsAt,
  fieldsIn,
  partial,
  placing,
  type Fields,
  type FoundTemplate,
} from './found-template.ts';
import { misshapenParts } from './pod-shape.ts';
import { sparkPods } from './spark-pods.ts';

const MADE =
  /^(argoproj\.io\/(Cron|Cluster)?Workflow(Template)?|tekton\.dev\/(Task|ClusterTask|TaskRun|PipelineRun)|sparkoperator\.k8s\.io\/(Scheduled)?SparkApplication)$/;

/**
 * The pods that Argo Workflows, Tekton and Spark make, put together as their controllers do: these
 * spell containers in words of their own. Undefined for every other object.
 */
export function madePods(object: KubeObject): readonly FoundTemplate[] | undefined {
  const wrong = MADE.test(`${groupOf(object)}/${object.kind}`) ? misshapenParts(object) : undefined;
  if (wrong !== undefined) return [{ path: 'spec', template: { spec: { containers: [] } }, wrong }];
  const spec = fieldsAt(object, 'spec') ?? {};
  const group = groupOf(object);
  if (group === 'argoproj.io')
    switch (object.kind) {
      case 'Workflow':
      case 'WorkflowTemplate':
      case 'ClusterWorkflowTemplate':
        return workflowPods(spec, 'spec');
      case 'CronWorkflow':
        return workflowPods(fieldsAt(spec, 'workflowSpec') ?? {}, 'spec.workflowSpec');
      default:
        return undefined;
    }
  if (group === 'tekton.dev')
    switch (object.kind) {
      case 'Task':
      case 'ClusterTask':
        return [taskPod(spec, 'spec', NO_POD)];
      case 'TaskRun':
        return [taskRunPod(spec)];
      case 'PipelineRun':
        return pipelinePods(spec);
      default:
        return undefined;
    }
  return group === 'sparkoperator.k8s.io' ? sparkPods(object) : undefined;
}

const ELSEWHERE: Text = {
  en: 'it runs templates of another object, or patches them; give the pods or that object too',
  ko: '다른 객체의 템플릿을 실행하거나 템플릿을 패치합니다. 파드나 그 객체도 함께 주십시오',
};

/**
 * Each template of a workflow that has containers is a pod of its own; the workflow's settings stand
 * in for what the template leaves out.
 * @source https://argo-workflows.readthedocs.io/en/latest/fields/#template (read 2026-11-25)
 */
function workflowPods(spec: Fields, path: string): readonly FoundTemplate[] {
  const templates = fieldsIn(spec['templates']);
  const borrowed =
    spec['workflowTemplateRef'] !== undefined ||
    spec['podSpecPatch'] !== undefined ||
    spec['templateDefaults'] !== undefined ||
    JSON.stringify(templates).match(/"(templateRef|podSpecPatch)":/) !== null;
  const found = templates.flatMap((t, i) => {
    const pod = workflowPod(spec, path, { t, i });
    return pod ? [borrowed ? { ...pod, partial: ELSEWHERE } : pod] : [];
  });
  return found.length > 0 || !borrowed ? found : [partial(path, {}, ELSEWHERE)];
}

function workflowPod(spec: Fields, path: string, { t, i }: { readonly t: Fields; readonly i: number }): FoundTemplate | undefined {
  const here = `${path}.templates[${i}]`;
  const places: (readonly [string, string])[] = [
    [`${here}.spec`, here],
    [`${here}.spec.containers`, here],
  ];
  const containers: Fields[] = [];
  const take = (container: Fields, where: string): void => {
    places.push([`${here}.spec.containers[${containers.length}]`, where]);
    containers.push({ name: 'main', ...container });
  };
  for (const key of ['container', 'script'] as const) {
    const one = fieldsAt(t, key);
    if (one) take(one, `${here}.${key}`);
  }
  fieldsIn(fieldsAt(t, 'containerSet')?.['containers']).forEach((c, j) => take(c, `${here}.containerSet.containers[${j}]`));
  if (containers.length === 0) return undefined;
  fieldsIn(t['sidecars']).forEach((c, j) => take(c, `${here}.sidecars[${j}]`));
  const initContainers = fieldsIn(t['initContainers']);
  const mounted = new Set([...containers, ...initContainers].flatMap((c) => fieldsIn(c['volumeMounts']).map((m) => m['name'])));
  const volumes: Fields[] = [];
  for (const [source, where] of [[t, here], [spec, path]] as const)
    fieldsIn(source['volumes']).forEach((v, j) => {
      // A workflow's volumes are in those pods only that mount them.
      if (!mounted.has(v['name'])) return;
      places.push([`${here}.spec.volumes[${volumes.length}]`, `${where}.volumes[${j}]`]);
      volumes.push(v);
    });
  const settings: Record<string, unknown> = {};
  for (const key of ['nodeSelector', 'affinity', 'tolerations', 'schedulerName', 'serviceAccountName', 'securityContext', 'hostNetwork', 'dnsConfig', 'dnsPolicy', 'automountServiceAccountToken'])
    for (const [source, where] of [[t, here], [spec, path]] as const) {
      if (source[key] === undefined || settings[key] !== undefined) continue;
      settings[key] = source[key];
      places.push([`${here}.spec.${key}`, `${where}.${key}`]);
    }
  const metadata = { ...fieldsAt(spec, 'podMetadata'), ...fieldsAt(t, 'metadata') };
  return {
    path: here,
    template: { metadata, spec: { ...settings, containers, initContainers, volumes } } as unknown as PodTemplate,
    place: placing(places),
  };
} // prettier-ignore

/** Settings of a run that every pod of it gets. */
interface RunPod {
  readonly fields: Fields;
  readonly path: string;
}
const NO_POD: RunPod = { fields: {}, path: '' };

/**
 * A task is one pod: its steps, one after the other in containers that all stand there, and sidecars.
 * @source https://tekton.dev/docs/pipelines/tasks/ (read 2026-11-25)
 */
function taskPod(task: Fields, path: string, run: RunPod): FoundTemplate {
  const places: (readonly [string, string])[] = [
    [`${path}.spec`, path],
    [`${path}.spec.containers`, path],
  ];
  const containers: Fields[] = [];
  for (const key of ['steps', 'sidecars'] as const)
    fieldsIn(task[key]).forEach((c, i) => {
      places.push([`${path}.spec.containers[${containers.length}]`, `${path}.${key}[${i}]`]);
      const resources = c['computeResources'] ?? c['resources'];
      containers.push({
        name: `${key === 'steps' ? 'step' : 'sidecar'}-${i}`,
        ...(key === 'steps' && fieldsAt(task, 'stepTemplate')),
        ...c,
        ...(resources !== undefined && { resources }),
      });
    });
  const volumes: Fields[] = [];
  for (const [source, where] of [[task, path], [run.fields, run.path]] as const)
    fieldsIn(source['volumes']).forEach((v, i) => {
      places.push([`${path}.spec.volumes[${volumes.length}]`, `${where}.volumes[${i}]`]);
      volumes.push(v);
    });
  const { volumes: _, ...settings } = run.fields;
  for (const key of Object.keys(settings)) places.push([`${path}.spec.${key}`, `${run.path}.${key}`]);
  const spec = { ...settings, containers, volumes };
  const found = { path, template: { spec } as unknown as PodTemplate, place: placing(places) };
  return containers.length > 0 ? found : { ...found, partial: ELSEWHERE };
} // prettier-ignore

function taskRunPod(spec: Fields): FoundTemplate {
  const run = { fields: fieldsAt(spec, 'podTemplate') ?? {}, path: 'spec.podTemplate' };
  const task = fieldsAt(spec, 'taskSpec');
  return taskPod(task ?? {}, task ? 'spec.taskSpec' : 'spec', run);
}

/** A pod for each task that stands in the run itself; those named by reference are elsewhere. */
function pipelinePods(spec: Fields): readonly FoundTemplate[] {
  const newer = fieldsAt(fieldsAt(spec, 'taskRunTemplate'), 'podTemplate');
  const run = newer
    ? { fields: newer, path: 'spec.taskRunTemplate.podTemplate' }
    : { fields: fieldsAt(spec, 'podTemplate') ?? {}, path: 'spec.podTemplate' };
  const pipeline = fieldsAt(spec, 'pipelineSpec');
  const inline = (['tasks', 'finally'] as const).flatMap((key) =>
    fieldsIn(pipeline?.[key]).flatMap((t, i) => {
      const task = fieldsAt(t, 'taskSpec');
      return task ? [taskPod(task, `spec.pipelineSpec.${key}[${i}].taskSpec`, run)] : [];
    }),
  );
  const whole = inline.length > 0 && !JSON.stringify(pipeline).includes('"taskRef":');
  return whole ? inline : [...inline, taskPod({}, 'spec', run)];
}
