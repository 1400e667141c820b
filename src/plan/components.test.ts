import { expect, it } from 'vitest';
import { helmReleaseOf } from './components.ts';

const annotations = {
  'meta.helm.sh/release-name': 'autoscaler',
  'meta.helm.sh/release-namespace': 'kube-system',
};

it('takes what Helm made for the release’s, and not what a controller made of it', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', annotations } }; // prettier-ignore
  expect(helmReleaseOf(deployment)).toEqual({ name: 'autoscaler', namespace: 'kube-system' });
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'a',
    uid: 'u',
    controller: true,
  };
  const replicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'a-1', annotations, ownerReferences: [owner] } }; // prettier-ignore
  expect(helmReleaseOf(replicaSet)).toBeUndefined();
  expect(helmReleaseOf({ ...deployment, metadata: { name: 'a' } })).toBeUndefined();
});
