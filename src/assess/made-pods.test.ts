import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { aContainer, anObject, aSnapshot } from './fixtures.test-data.ts';
import { assess } from './index.ts';

const judged = (...objects: KubeObject[]) =>
  assess({ snapshot: aSnapshot(objects), digest: '' }).workloads.map((w) => ({
    name: w.ref.name,
    verdict: w.verdict,
    found: w.findings.filter((f) => f.severity === 'blocker').map((f) => `${f.rule} ${f.field ?? ''}`),
    unknown: w.unknown.map((u) => u.rule),
  })); // prettier-ignore
const only = (object: KubeObject) => judged(object)[0];
const asking = { resources: { requests: { cpu: '250m', memory: '256Mi' } } };
const argo = (spec: object, kind = 'Workflow') => anObject('argoproj.io/v1alpha1', kind, 'x', { ...spec }); // prettier-ignore
const tekton = (kind: string, spec: object) => anObject('tekton.dev/v1', kind, 'x', { ...spec });
const spark = (spec: object) => anObject('sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'x', { ...spec }); // prettier-ignore

describe('pods of Argo Workflows', () => {
  it('are judged template by template, where the workflow has them', () => {
    const templates = [
      { name: 'main', steps: [[{ name: 'a', template: 'build' }]] },
      { name: 'clean', container: { image: 'x', ...asking } },
      { name: 'build', container: { image: 'docker:24', ...asking, securityContext: { privileged: true }, volumeMounts: [{ name: 'sock', mountPath: '/s' }] } },
    ]; // prettier-ignore
    const volumes = [{ name: 'sock', hostPath: { path: '/var/run/docker.sock' } }];
    expect(only(argo({ templates, volumes }))).toMatchObject({
      verdict: 'stays',
      found: [
        'privileged-container spec.templates[2].container.securityContext.privileged',
        'host-path-volume spec.volumes[0].hostPath',
      ],
    });
  });
  it('leave out volumes of the workflow that no template mounts', () => {
    const spec = { volumes: [{ name: 'h', hostPath: { path: '/h' } }], templates: [{ name: 'm', script: { image: 'x', source: '1', ...asking } }] }; // prettier-ignore
    expect(only(argo(spec))).toMatchObject({ verdict: 'ready', found: [] });
  });
  it('take the workflow’s settings where the template has none, in CronWorkflows too', () => {
    const workflowSpec = { nodeSelector: { pool: 'ci' }, templates: [{ name: 'm', containerSet: { containers: [{ name: 'a', image: 'x', ...asking }] } }] }; // prettier-ignore
    expect(only(argo({ workflowSpec }, 'CronWorkflow'))).toMatchObject({
      verdict: 'needs-work',
      found: ['node-selector-conflict spec.workflowSpec.nodeSelector["pool"]'],
    });
  });
  it('are unknown where their templates are another object’s', () => {
    expect(only(argo({ workflowTemplateRef: { name: 't' } }))).toMatchObject({ verdict: 'unknown', unknown: ['pod-spec'] }); // prettier-ignore
  });
});

describe('pods of Tekton', () => {
  it('have steps and sidecars for containers', () => {
    const task = tekton('Task', {
      steps: [{ image: 'x', computeResources: asking.resources }],
      sidecars: [{ image: 'docker:dind', computeResources: asking.resources, securityContext: { privileged: true } }],
      volumes: [{ name: 'v', hostPath: { path: '/v' } }],
    }); // prettier-ignore
    expect(only(task)).toMatchObject({
      verdict: 'stays',
      found: [
        'privileged-container spec.sidecars[0].securityContext.privileged',
        'host-path-volume spec.volumes[0].hostPath',
      ],
    });
  });
  it('have the run’s pod template, and are unknown where the task is another object', () => {
    const run = tekton('PipelineRun', { pipelineRef: { name: 'p' }, taskRunTemplate: { podTemplate: { hostNetwork: true } } }); // prettier-ignore
    expect(only(run)).toMatchObject({
      verdict: 'needs-work',
      found: ['host-network spec.taskRunTemplate.podTemplate.hostNetwork'],
      unknown: ['pod-spec'],
    });
    expect(only(tekton('TaskRun', { taskRef: { name: 't' } }))).toMatchObject({ verdict: 'unknown' }); // prettier-ignore
    const inline = { tasks: [{ name: 'a', taskSpec: { steps: [{ image: 'x', computeResources: asking.resources }] } }] }; // prettier-ignore
    expect(only(tekton('PipelineRun', { pipelineSpec: inline }))).toMatchObject({ verdict: 'ready' }); // prettier-ignore
  });
});

describe('pods of Spark', () => {
  it('are the driver’s and the executors’, with what they mount and ask for', () => {
    const app = spark({
      image: 'spark:3.5',
      volumes: [{ name: 'scratch', hostPath: { path: '/mnt' } }],
      driver: { memory: '1g' },
      executor: { cores: 8, memory: '64g', gpu: { name: 'nvidia.com/gpu', quantity: 1 }, volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }] },
    }); // prettier-ignore
    expect(only(app)).toMatchObject({
      verdict: 'stays',
      found: ['gpu-request spec.executor.gpu', 'host-path-volume spec.volumes[0].hostPath'],
    });
    expect(only(spark({ image: 's', driver: { memory: '1g' }, executor: { memory: '112g', cores: 16 } }))).toMatchObject({ found: ['pod-too-large spec.executor'] }); // prettier-ignore
    expect(only(spark({ image: 's', driver: { memory: '1g' }, executor: { memory: '2g' } }))).toMatchObject({ verdict: 'ready' }); // prettier-ignore
  });
  it('are unknown where sparkConf puts volumes or templates into them', () => {
    const sparkConf = { 'spark.kubernetes.executor.volumes.hostPath.a.mount.path': '/a' };
    expect(only(spark({ image: 's', sparkConf, driver: {}, executor: {} }))).toMatchObject({ verdict: 'unknown' }); // prettier-ignore
  });
});

describe('pods that are put together from parts', () => {
  const whole: readonly (readonly [string, string, object])[] = [
    ['argoproj.io/v1alpha1', 'Workflow', { volumes: [{ name: 'v', emptyDir: {} }], nodeSelector: { 'kubernetes.io/os': 'linux' }, templates: [{ name: 'm', container: { image: 'x', ...asking, volumeMounts: [{ name: 'v', mountPath: '/v' }] }, sidecars: [{ name: 's', image: 'x', ...asking }], metadata: { labels: { a: 'b' } } }] }],
    ['argoproj.io/v1alpha1', 'CronWorkflow', { workflowSpec: { templates: [{ name: 'm', script: { image: 'x', ...asking } }] } }],
    ['tekton.dev/v1', 'TaskRun', { taskSpec: { steps: [{ name: 's', image: 'x', computeResources: asking.resources }], volumes: [{ name: 'v', emptyDir: {} }] }, podTemplate: { nodeSelector: { 'kubernetes.io/os': 'linux' } } }],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', { image: 's', driver: { memory: '1g', volumeMounts: [{ name: 'v', mountPath: '/v' }] }, executor: { memory: '1g', sidecars: [{ name: 'x', image: 'x', ...asking }] }, volumes: [{ name: 'v', emptyDir: {} }] }],
  ]; // prettier-ignore
  /** Every place in a spec but names and free text, which no rule reads. */
  const placesIn = (value: unknown, path: readonly string[]): (readonly string[])[] => [
    ...(path.length === 0 || /\.(name|image|mountPath|memory|cpu|a|kubernetes.io\/os)$/.test(`.${path.join('.')}`) ? [] : [path]),
    ...(value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([k, v]) => placesIn(v, [...path, k])) : []),
  ]; // prettier-ignore

  it.each(whole)('%s %s is ready when all is right, and never when a mapping or list is something else', (apiVersion, kind, spec) => {
    expect(only(anObject(apiVersion, kind, 'x', { ...spec }))?.verdict).toBe('ready');
    for (const path of placesIn(spec, []))
      for (const value of ['text', 7]) {
        const broken = structuredClone(spec) as Record<string, unknown>;
        const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, broken);
        parent[path.at(-1) ?? ''] = value;
        expect([path.join('.'), value, only(anObject(apiVersion, kind, 'x', broken))?.verdict]).not.toContain('ready');
      }
  }); // prettier-ignore
});

describe('pods of other custom resources', () => {
  it('are found at any depth and under any name', () => {
    const gpu = { name: 'c', image: 'x', resources: { limits: { 'nvidia.com/gpu': 1 } } };
    const at = (spec: object, kind = 'Thing') =>
      only(anObject('example.com/v1', kind, 'x', { ...spec }))?.found;
    expect(at({ a: { b: [{ c: { d: { e: { f: { g: { h: { template: { spec: { containers: [gpu] } } } } } } } } }] } })).toEqual(['gpu-request spec.a.b[0].c.d.e.f.g.h.template.spec.containers[0].resources.limits["nvidia.com/gpu"]']); // prettier-ignore
    expect(at({ predictor: { containers: [gpu] } })).toEqual(['gpu-request spec.predictor.containers[0].resources.limits["nvidia.com/gpu"]']); // prettier-ignore
    expect(at({ containers: [gpu] })).toEqual(['gpu-request spec.containers[0].resources.limits["nvidia.com/gpu"]']); // prettier-ignore
  });
  it('are not called ready when their controller may add to them, nor when only settings stand there', () => {
    const template = { spec: { containers: [aContainer()] } };
    const unknown = { verdict: 'unknown', unknown: ['pod-spec'] };
    expect(only(anObject('example.com/v1', 'Thing', 'x', { template }))).toMatchObject(unknown);
    expect(only(anObject('kafka.strimzi.io/v1beta2', 'Kafka', 'x', { kafka: { replicas: 3 } }))).toMatchObject(unknown); // prettier-ignore
    expect(only(anObject('argoproj.io/v1alpha1', 'Rollout', 'x', { template }))).toMatchObject({ verdict: 'ready' }); // prettier-ignore
  });
  it('are unknown where a controller that adds nothing has no template to show', () => {
    const rollout = anObject('argoproj.io/v1alpha1', 'Rollout', 'x', { template: { spec: { containers: 'web' } } }); // prettier-ignore
    expect(only(rollout)).toMatchObject({ verdict: 'unknown', unknown: ['pod-spec'] });
  });
  it('wait for volumes that claim templates further down ask for', () => {
    const nodeSets = [{ name: 'a', podTemplate: { spec: { containers: [aContainer()] } }, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'gp3' } }] }]; // prettier-ignore
    expect(only(anObject('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'es', { nodeSets }))).toMatchObject({ found: ['ebs-volume spec.nodeSets[0].volumeClaimTemplates[0]'] }); // prettier-ignore
  });
  it('are scheduled by Volcano where they are jobs of its', () => {
    const tasks = [{ name: 't', template: { spec: { containers: [aContainer()] } } }];
    expect(only(anObject('batch.volcano.sh/v1alpha1', 'Job', 'v', { tasks }))).toMatchObject({ found: ['custom-scheduler spec.schedulerName'] }); // prettier-ignore
  });
});

describe('pods that others made', () => {
  const owner = (apiVersion: string, kind: string, name: string) => ({
    ownerReferences: [{ apiVersion, kind, name, uid: name, controller: true }],
  });
  const pod = (name: string, by: object, spec: object = {}) =>
    anObject('v1', 'Pod', name, { containers: [aContainer()], ...spec }, by as never);

  it('are judged in every shape that one owner gives them', () => {
    const by = owner('argoproj.io/v1alpha1', 'Workflow', 'build');
    const [w] = judged(pod('a', by, { hostNetwork: true }), pod('b', by), pod('c', by));
    expect(w).toMatchObject({ name: 'build', verdict: 'needs-work', found: ['host-network spec.hostNetwork'] }); // prettier-ignore
  });
  it('count to the pod that made them, or to its owner: Spark’s executors', () => {
    const executor = pod('exec-1', owner('v1', 'Pod', 'driver'), { volumes: [{ name: 'h', hostPath: { path: '/mnt' } }] }); // prettier-ignore
    expect(judged(pod('driver', {}), executor)).toMatchObject([
      { name: 'driver', verdict: 'needs-work', found: ['host-path-volume spec.volumes[0].hostPath'] },
    ]); // prettier-ignore
    const driver = pod('driver', owner('sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'pi'));
    expect(judged(driver, executor)).toMatchObject([{ name: 'pi', verdict: 'needs-work' }]);
  });
  it('stand for the custom resource that made them, and its own word is not counted twice', () => {
    const template = { spec: { containers: [aContainer()] } };
    const es = anObject('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'es', { nodeSets: [{ podTemplate: template }] }); // prettier-ignore
    const set = anObject('apps/v1', 'StatefulSet', 'es-0', { replicas: 3, template }, owner('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'es')); // prettier-ignore
    expect(judged(es, set).map((w) => w.name)).toEqual(['es-0']);
    const kafka = anObject('kafka.strimzi.io/v1beta2', 'Kafka', 'k', {});
    expect(judged(kafka, pod('k-0', owner('core.strimzi.io/v1beta2', 'StrimziPodSet', 'k-kafka'))).map((w) => [w.name, w.verdict])).toEqual([['k-kafka', 'ready'], ['k', 'unknown']]); // prettier-ignore
  });
  it('of a Knative Service are its Deployment’s', () => {
    const template = { spec: { containers: [{ image: 'x' }] } };
    const service = anObject('serving.knative.dev/v1', 'Service', 'hello', { template });
    const deployment = anObject('apps/v1', 'Deployment', 'hello-00001-deployment', { replicas: 1, template: { spec: { containers: [aContainer()] } } }, { labels: { 'serving.knative.dev/service': 'hello' } }); // prettier-ignore
    expect(judged(service).map((w) => w.name)).toEqual(['hello']);
    expect(judged(service, deployment).map((w) => w.name)).toEqual(['hello-00001-deployment']);
  });
});
