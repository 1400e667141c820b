import { expect, it } from 'vitest';
import { aServer } from '../server-fixture.ts';

const PODS = '/api/v1/namespaces/default/pods';
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const self = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };

it('acts as the user whom an administrator names, with no more than his rights', async () => {
  const { send } = aServer();
  const answer = await send('GET', PODS, undefined, { 'impersonate-user': 'bob' });
  expect(answer.status).toBe(403);
  expect(answer.body.message).toBe(
    'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
  );
  const as = { 'impersonate-user': 'bob', 'impersonate-group': 'system:masters, dev' };
  expect((await send('GET', PODS, undefined, as)).status).toBe(200);
});

it('gives a service account its own groups', async () => {
  const { send } = aServer();
  const as = { 'impersonate-user': 'system:serviceaccount:default:robot' };
  const { body } = await send('POST', REVIEW, self, as);
  expect(body.status.userInfo.groups).toEqual([
    'system:serviceaccounts',
    'system:serviceaccounts:default',
    'system:authenticated',
  ]);
});

it('refuses those who may not impersonate, and groups without a user', async () => {
  const { send } = aServer();
  const jane = { authorization: 'Bearer jane', 'impersonate-user': 'bob' };
  const refused = await send('GET', PODS, undefined, jane);
  expect(refused.status).toBe(403);
  expect(refused.body.message).toContain('User "jane" cannot impersonate resource "users"');
  expect((await send('GET', PODS, undefined, { 'impersonate-group': 'dev' })).status).toBe(400);
});
