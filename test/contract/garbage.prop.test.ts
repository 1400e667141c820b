import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBody, type HttpRequest } from '../../src/model/index.ts';
import { aServer } from '../../src/twin/apiserver/server-fixture.ts';
import { openAccount } from './aws-account.ts';

const RUNS = { numRuns: 400, seed: 11 };
const bytes = (text: string): Uint8Array => Buffer.from(text);
/** What JSON can hold, and what only looks like it. */
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc.json().map((text) => text.slice(0, -1)),
  fc.constantFrom('', 'null', '[]', '{"a":', '\u0000', '{"__proto__":{"x":1}}'),
);
const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('..', '%', '%zz', '%00', '%2f', '//', '?', '__proto__', 'constructor', 'toString', 'é'), // prettier-ignore
);

const world = openAccount().world;
const services = [...new Set(world.operations.map((o) => o.split(':')[0] ?? ''))];

describe('garbage', () => {
  it('signed for AWS gets a refusal or an answer, never a failure of the server', async () => {
    const request = fc.record({
      service: fc.constantFrom(...services),
      operation: fc.oneof(word, fc.constantFrom(...world.operations.map((o) => o.split(':')[1] ?? ''))), // prettier-ignore
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'),
      path: fc.array(fc.oneof(word, fc.constantFrom('clusters', 'Migration-EKS', 'fargate-profiles', 'tags', '2015-02-01', 'file-systems')), { maxLength: 5 }).map((p) => `/${p.join('/')}`), // prettier-ignore
      parameters: fc.array(fc.tuple(word, word), { maxLength: 4 }),
      type: fc.constantFrom('application/json', 'application/x-amz-json-1.1', 'application/x-www-form-urlencoded', 'text/html', ''), // prettier-ignore
      body,
    });
    await fc.assert(
      fc.asyncProperty(request, async (r) => {
        const form = [['Action', r.operation], ...r.parameters].map((p) => p.join('=')).join('&');
        const isForm = r.type === 'application/x-www-form-urlencoded';
        const sent: HttpRequest = {
          method: r.method,
          origin: 'https://aws',
          path: `${r.path}?${form}`,
          headers: {
            authorization: `AWS4-HMAC-SHA256 Credential=K/20261125/ap-northeast-2/${r.service}/aws4_request, SignedHeaders=host, Signature=0`,
            'content-type': r.type,
            'x-amz-target': `Any.${r.operation}`,
          },
          body: bytes(isForm ? form : r.body),
        };
        const answer = await world.handle(sent);
        const text = Buffer.from(await readBody(answer)).toString();
        expect({ status: answer.status < 500, text }).toMatchObject({ status: true });
      }),
      RUNS,
    );
  });

  it('for the Kubernetes API gets a Status or an answer, never a failure of the server', async () => {
    const { server } = aServer();
    const segment = fc.oneof(word, fc.constantFrom('api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'configmaps', 'deployments', 'watch', 'status', 'scale', 'a')); // prettier-ignore
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
      path: fc.oneof(
        fc.array(segment, { maxLength: 8 }).map((p) => `/${p.join('/')}`),
        fc.constantFrom('/api/v1/namespaces/default/configmaps', '/api/v1/namespaces/default/pods/a', '/apis/apps/v1/namespaces/default/deployments'), // prettier-ignore
      ),
      parameters: fc.array(fc.tuple(fc.oneof(word, fc.constantFrom('limit', 'continue', 'labelSelector', 'fieldSelector', 'dryRun', 'fieldValidation', 'resourceVersionMatch', 'timeoutSeconds')), word), { maxLength: 3 }), // prettier-ignore
      type: fc.constantFrom('application/json', 'application/yaml', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/vnd.kubernetes.protobuf', 'text/html', ''), // prettier-ignore
      accept: fc.constantFrom('application/json', 'application/yaml', 'application/json;as=Table;v=v1;g=meta.k8s.io', '*/*', 'text/html', ''), // prettier-ignore
      body: fc.oneof(body, fc.json().map((value) => `{"kind":"ConfigMap","apiVersion":"v1","metadata":${value},"data":${value}}`)), // prettier-ignore
    });
    await fc.assert(
      fc.asyncProperty(request, async (r) => {
        const query = r.parameters.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`); // prettier-ignore
        const answer = await server.handle({
          method: r.method,
          origin: 'https://kube',
          path: `${r.path}?${query.join('&')}`,
          headers: { 'content-type': r.type, accept: r.accept },
          body: bytes(r.body),
        });
        if (!(answer.body instanceof Uint8Array)) return;
        const text = Buffer.from(answer.body).toString();
        expect({ isFailure: answer.status >= 500, text }).toMatchObject({ isFailure: false });
      }),
      RUNS,
    );
  });
});
