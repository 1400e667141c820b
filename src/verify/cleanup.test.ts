import { describe, expect, it } from 'vitest';
import type { AwsFacts, FargateProfile, KubeObject, Role, Snapshot } from '../model/index.ts';
import { cleanupPlan, leftOvers } from './index.ts';

const OURS = { 'fargatectl.io/managed-by': 'fargatectl' };
const ROLE = 'fargatectl-demo-pod-execution';
const STRAY = { name: ROLE, policyArns: ['arn:aws:iam::aws:policy/Some'] };
const read = <T>(value: T) => ({ state: 'read' as const, value });

const profile = (name: string, tags: Record<string, string>, role = ROLE): FargateProfile => ({
  name,
  arn: `arn:aws:eks:eu-west-1:111122223333:fargateprofile/demo/${name}/1`,
  podExecutionRoleArn: `arn:aws:iam::111122223333:role/${role}`,
  subnetIds: ['subnet-1'],
  selectors: [{ namespace: 'app' }],
  status: 'ACTIVE',
  healthIssues: [],
  tags,
});
const role: Role = {
  name: ROLE,
  arn: `arn:aws:iam::111122223333:role/${ROLE}`,
  path: '/',
  trustPolicy: {},
  attachedPolicyArns: ['arn:aws:iam::aws:policy/Some'],
  tags: OURS,
};
const podOn = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'app', labels: { 'eks.amazonaws.com/fargate-profile': name } },
}); // prettier-ignore
const logging: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'aws-observability', labels: OURS } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'aws-logging', namespace: 'aws-observability', labels: OURS } },
]; // prettier-ignore

const inUseOf = (
  objects: readonly KubeObject[],
  aws: Partial<AwsFacts>,
  everything = false,
): Readonly<Record<string, boolean>> => {
  const unread = { state: 'unknown' as const, reason: 'not asked' };
  const facts = new Proxy(aws, { get: (o, part) => Reflect.get(o, part) ?? unread });
  const snapshot = { objects, aws: facts, cluster: { name: 'demo' } } as unknown as Snapshot;
  const owned = leftOvers(snapshot, { everything, cluster: 'demo', strayRoles: [STRAY] });
  const kept = cleanupPlan(snapshot, 'sha256:0', owned).steps.length;
  expect(kept).toBe(owned.filter((o) => o.inUse === null).length);
  return Object.fromEntries(owned.map((o) => [`${o.group} ${o.effects.at(-1)?.kind ?? ''}`, o.inUse !== null]));
}; // prettier-ignore

describe('cleanup leaves what profiles in use stand on', () => {
  const aws = { fargateProfiles: read([profile('app', OURS)]), roles: read([role]) };

  it('keeps the pod execution role and the log routing while pods run by our profile', () => {
    expect(inUseOf([podOn('app'), ...logging], aws)).toEqual({
      'profile eks-delete-fargate-profile': true,
      'kubernetes kube-delete': true,
      'role iam-delete-role': true,
    });
  });

  it('lets all of it go when no pod runs by it, or when everything is to go', () => {
    const gone = {
      'profile eks-delete-fargate-profile': false,
      'kubernetes kube-delete': false,
      'role iam-delete-role': false,
    };
    expect(inUseOf(logging, aws)).toEqual(gone);
    expect(inUseOf([podOn('app'), ...logging], aws, true)).toEqual(gone);
  });

  it('keeps a role that a profile of somebody else uses, also when the snapshot did not read roles', () => {
    const theirs = { fargateProfiles: read([profile('theirs', {})]) };
    expect(inUseOf([], { ...theirs, roles: read([role]) }, true)['role iam-delete-role']).toBe(true);
    expect(inUseOf([], theirs, true)['role iam-delete-role']).toBe(true);
    const another = { fargateProfiles: read([profile('theirs', {}, 'another')]) };
    expect(inUseOf([], another, true)['role iam-delete-role']).toBe(false);
  });

  it('removes no role while it is unknown which profiles there are', () => {
    expect(inUseOf([], { roles: read([role]) }, true)['role iam-delete-role']).toBe(true);
  });
}); // prettier-ignore
