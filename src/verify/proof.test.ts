import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectRef } from '../model/index.ts';
import type { AwsCloud, Kubernetes } from '../ports/index.ts';
import { prove } from './proof.ts';

const WEB: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'web' };

const aPod = (name: string, node: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'app', labels: { app: 'web' }, annotations: { CapacityProvisioned: '0.25vCPU 0.5GB' } },
  spec: { nodeName: node, containers: [] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
}); // prettier-ignore

/** What is seen of a Deployment with so many replicas and these pods. */
async function seen(replicas: number, pods: readonly KubeObject[]) {
  const nodes: readonly KubeObject[] = [
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'fargate-1', labels: { 'eks.amazonaws.com/compute-type': 'fargate' } } },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'ip-1' } },
  ]; // prettier-ignore
  const web: KubeObject = {
    ...WEB,
    metadata: { name: 'web', namespace: 'app' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } } },
  };
  const kube: Partial<Kubernetes> = {
    list: ({ kind }) => Promise.resolve(kind === 'Node' ? nodes : pods),
    get: () => Promise.resolve(web),
  };
  const aws = { elb: { describeTargetGroups: () => Promise.resolve([]) } };
  const checks = await prove({ kube: kube as Kubernetes, aws: aws as unknown as AwsCloud, vpcId: 'vpc-1', moved: [WEB], lookups: [] }); // prettier-ignore
  return checks.map((c) => [c.state, c.evidence.en]);
}

describe('the proof of a moved workload', () => {
  it('is its pods, Ready on Fargate', async () => {
    expect(await seen(1, [aPod('web-1', 'fargate-1')])).toEqual([
      ['ok', '1/1 pods Ready on Fargate (0.25vCPU 0.5GB)'],
    ]);
  });

  it('fails by a pod that is elsewhere', async () => {
    expect(await seen(1, [aPod('web-1', 'ip-1')])).toEqual([
      ['failed', '0/1 pods Ready on Fargate; 1 elsewhere or not Ready'],
    ]);
  });

  it('is not given where nothing runs: scaled to 0, nothing to see', async () => {
    expect(await seen(0, [])).toEqual([['nothing', 'scaled to 0, nothing to see']]);
  });

  it('fails by a pod on a node although it is scaled to 0', async () => {
    expect((await seen(0, [aPod('web-1', 'ip-1')]))[0]?.[0]).toBe('failed');
  });
});
