import { expect, it } from 'vitest';
import { aServer, CONFIG_MAPS } from '../server-fixture.ts';

const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'here' } };
const anonymous = { authorization: 'Basic YTpi' };

/** A pick of the table that test/differential compares with kube-apiserver, for machines without it. */
it.each([
  ['an unknown resource', 'GET', '/api/v1/namespaces/default/nonsenses', {}, 404, 'NotFound'],
  ['an unknown version', 'GET', '/apis/apps/v9/deployments', {}, 404, 'NotFound'],
  ['a namespaced object without its namespace', 'GET', '/api/v1/configmaps/here', {}, 404, 'NotFound'],
  ['a cluster-wide kind in a namespace', 'GET', '/api/v1/namespaces/default/nodes', {}, 404, 'NotFound'],
  ['DELETE across namespaces', 'DELETE', '/api/v1/configmaps', {}, 405, 'MethodNotAllowed'],
  ['PATCH of a collection', 'PATCH', CONFIG_MAPS, {}, 405, 'MethodNotAllowed'],
  ['HEAD', 'HEAD', `${CONFIG_MAPS}/here`, {}, 405, 'MethodNotAllowed'],
  ['an Accept of HTML', 'GET', CONFIG_MAPS, { accept: 'text/html' }, 406, 'NotAcceptable'],
  ['a limit beyond 64 bits', 'GET', `${CONFIG_MAPS}?limit=99999999999999999999`, {}, 400, 'BadRequest'],
  ['a continue token that leaves its collection', 'GET', `${CONFIG_MAPS}?continue=${Buffer.from('{"v":"meta.k8s.io/v1","rv":1,"start":"../x"}').toString('base64url')}`, {}, 400, 'BadRequest'],
  ['sendInitialEvents on a list', 'GET', `${CONFIG_MAPS}?sendInitialEvents=true`, {}, 422, 'Invalid'],
] as const)('refuses %s', async (_what, method, path, headers, status, reason) => {
  const { send } = aServer();
  await send('POST', CONFIG_MAPS, map);
  const answer = await send(method, path, undefined, headers);
  expect({ status: answer.status, reason: answer.body.reason }).toEqual({ status, reason });
}); // prettier-ignore

it('deletes nothing when the body of a DELETE asks for a dry run', async () => {
  const { send } = aServer();
  await send('POST', CONFIG_MAPS, map);
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'] };
  expect((await send('DELETE', `${CONFIG_MAPS}/here`, options)).status).toBe(200);
  expect((await send('GET', `${CONFIG_MAPS}/here`)).status).toBe(200);
});

it('takes who brings no token for system:anonymous, who may see the version and nothing else', async () => {
  const { send } = aServer({ authenticate: () => undefined });
  expect((await send('GET', '/version', undefined, anonymous)).status).toBe(200);
  const refused = await send('GET', CONFIG_MAPS, undefined, anonymous);
  expect(refused.body.message).toBe(
    'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
  );
  const path = await send('GET', '/api', undefined, anonymous);
  expect(path.body.message).toBe('forbidden: User "system:anonymous" cannot get path "/api"');
});

it('refuses JSON that is nested too deeply, and goes on serving', async () => {
  const { server } = aServer();
  const body = Buffer.from(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  const request = { method: 'POST', origin: 'https://x', path: CONFIG_MAPS, headers: {}, body };
  expect((await server.handle(request)).status).toBe(400);
});
