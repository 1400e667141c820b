import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { aContainer, aDeployment, anObject, aSnapshot } from './fixtures.test-data.ts';
import { workloadsOf } from './workloads.ts';

const template = { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [aContainer()] } } }; // prettier-ignore
const owner = (apiVersion: string, kind: string, name: string) => ({
  ownerReferences: [{ apiVersion, kind, name, uid: name, controller: true }],
});
const replicaSet = anObject('apps/v1', 'ReplicaSet', 'web-1', { replicas: 2, ...template }, owner('apps/v1', 'Deployment', 'web')); // prettier-ignore
const pod = (name: string, phase = 'Running'): KubeObject => ({
  ...anObject('v1', 'Pod', name, { containers: [aContainer()] }, owner('apps/v1', 'ReplicaSet', 'web-1')), // prettier-ignore
  status: { phase },
});
const listed = (...objects: KubeObject[]) =>
  workloadsOf(aSnapshot(objects)).map((w) => `${w.ref.kind} ${w.ref.name} ${w.replicas} ${w.templatePath}`); // prettier-ignore

describe('workloadsOf', () => {
  it('names the topmost owner, once', () => {
    expect(listed(pod('b'), replicaSet, pod('a'), aDeployment())).toEqual([
      'Deployment web 2 spec.template',
    ]);
  });
  it('gathers pods whose owner was not read under the owner’s name', () => {
    expect(listed(pod('a'), pod('b'), pod('c', 'Failed'))).toEqual(['ReplicaSet web-1 2 ']);
    expect(listed(replicaSet, pod('a'))).toEqual(['Deployment web 2 spec.template']);
  });
  it('takes a CronJob for its jobs, and a job of nobody for itself', () => {
    const cron = anObject('batch/v1', 'CronJob', 'nightly', { jobTemplate: { spec: template } });
    const run = anObject('batch/v1', 'Job', 'nightly-1', template, owner('batch/v1', 'CronJob', 'nightly')); // prettier-ignore
    const once = anObject('batch/v1', 'Job', 'once', { parallelism: 3, ...template });
    expect(listed(cron, run, once)).toEqual([
      'CronJob nightly null spec.jobTemplate.spec.template',
      'Job once 3 spec.template',
    ]);
  });
  it('finds templates in custom resources, and not in those that only describe', () => {
    const rollout = anObject('argoproj.io/v1alpha1', 'Rollout', 'r', { replicas: 5, ...template });
    const scaled = anObject('keda.sh/v1alpha1', 'ScaledJob', 's', { jobTargetRef: template });
    const knative = anObject('serving.knative.dev/v1', 'Service', 'k', template);
    const unused = anObject('v1', 'PodTemplate', 'p', template);
    expect(listed(rollout, scaled, knative, unused)).toEqual([
      'Rollout r 5 spec.template',
      'ScaledJob s null spec.jobTargetRef.template',
      'Service k null spec.template',
    ]);
  });
  it('finds them in OpenShift’s old kinds, and in templates that hold whole objects', () => {
    const config = anObject('v1', 'DeploymentConfig', 'd', { replicas: 2, ...template });
    const held = { ...anObject('template.openshift.io/v1', 'Template', 't', {}), spec: undefined, objects: [config] }; // prettier-ignore
    expect(listed(config, held)).toEqual([
      'Template t null objects[0].spec.template',
      'DeploymentConfig d 2 spec.template',
    ]);
  });
  it('counts the pods that an autoscaler will run where the manifest says none', () => {
    const hpa = anObject('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 4,
    });
    expect(listed(aDeployment({}, { replicas: undefined }), hpa)).toEqual([
      'Deployment web 4 spec.template',
    ]);
  });
  it('takes an owner that names no apiVersion, as files may have it', () => {
    const lost = anObject('v1', 'Pod', 'p', { containers: [aContainer()] }, { ownerReferences: [{ kind: 'ReplicaSet', name: 'x', controller: true }] }); // prettier-ignore
    expect(listed(lost)).toEqual(['ReplicaSet x 1 ']);
  });
  it('leaves out a static pod’s node, and pods that are over count for none', () => {
    const mirror = anObject('v1', 'Pod', 'm', { containers: [aContainer()] }, owner('v1', 'Node', 'n')); // prettier-ignore
    const done: KubeObject = { ...anObject('v1', 'Pod', 'done', { containers: [aContainer()] }), status: { phase: 'Succeeded' } }; // prettier-ignore
    expect(listed(mirror, done)).toEqual(['Pod done 0 ', 'Pod m 1 ']);
  });
});
