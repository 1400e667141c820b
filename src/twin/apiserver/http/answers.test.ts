import { describe, expect, it } from 'vitest';
import { aConfigMap, aPod, aServer, CONFIG_MAPS as MAPS, PODS } from '../server-fixture.ts';

describe('answers that clients go by', () => {
  it('an expired list hands out a token with which it can go on', async () => {
    const { server, send } = aServer();
    for (const name of ['a', 'b', 'c']) await server.api.create(aConfigMap(name, {}));
    const first = await send('GET', `${MAPS}?limit=1`);
    await server.api.create(aConfigMap('bb', {}));
    server.compact();
    const next = `${MAPS}?limit=9&continue=`;
    const expired = await send('GET', `${next}${first.body.metadata.continue}`);
    expect([expired.status, expired.body.reason]).toEqual([410, 'Expired']);
    const rest = await send('GET', `${next}${expired.body.metadata.continue}`);
    expect(rest.status).toBe(200);
    expect(rest.body.items.map((i: { metadata: { name: string } }) => i.metadata.name)).toEqual([
      'b',
      'bb',
      'c',
    ]);
  });

  it('a watch from a forgotten version says 410 inside its stream', async () => {
    const { server, stream } = aServer();
    await server.api.create(aConfigMap('a', {}));
    server.compact();
    const lines = await stream(`${MAPS}?watch=1&resourceVersion=1`);
    const { value } = await lines.next();
    expect(value).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect((await lines.next()).done).toBe(true);
  });

  it('a watch with its initial state sends that, marks its end, and goes on', async () => {
    const { server, stream } = aServer();
    for (const name of ['a', 'b']) await server.api.create(aConfigMap(name, {}));
    const lines = await stream(
      `${MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    await server.api.create(aConfigMap('c', {}));
    const told: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const { type, object } = (await lines.next()).value as { type: string; object: { metadata: { name?: string; annotations?: object } } }; // prettier-ignore
      told.push(`${type} ${object.metadata.name ?? Object.keys(object.metadata.annotations ?? {}).join()}`);
    } // prettier-ignore
    expect(told).toEqual(['ADDED a', 'ADDED b', 'BOOKMARK k8s.io/initial-events-end', 'ADDED c']);
  });

  it('warnings come with failures too', async () => {
    const { send } = aServer();
    const answer = await send('POST', MAPS, { ...aConfigMap('Bad_Name', {}), colour: 'blue' });
    expect(answer.status).toBe(422);
    expect(answer.headers['warning']).toBe(String.raw`299 - "unknown field \"colour\""`);
  });

  it('a JSON patch that does not fit names no object', async () => {
    const { server, patch } = aServer();
    await server.api.create(aConfigMap('a', { k: 'v' }));
    const { status, body } = await patch('json-patch', `${MAPS}/a`, [
      { op: 'test', path: '/data/k', value: 'w' },
    ]);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    });
  });

  it('decode errors name the kind and the Go type', async () => {
    const { send } = aServer();
    const spec = (container: object) => ({ ...aPod('p'), spec: { containers: [container] } });
    const message = async (container: object): Promise<unknown> =>
      (await send('POST', PODS, spec(container))).body.message;
    expect(await message({ name: 'a', image: 'x', env: 5 })).toBe(
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.env of type []v1.EnvVar',
    );
    expect(await message({ name: 'a', image: 'x', resources: { limits: { cpu: 'abc' } } })).toMatch(
      /^Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression/,
    );
  });

  it('the OpenAPI document is there in protobuf, for clients that read nothing else', async () => {
    const { server } = aServer();
    const accept = 'application/com.github.proto-openapi.spec.v2.v1.0@v1.0+protobuf';
    const answer = await server.handle({
      method: 'GET',
      origin: 'https://x',
      path: '/openapi/v2',
      headers: { accept },
      body: new Uint8Array(),
    });
    expect(answer.status).toBe(200);
    const body = Buffer.from(answer.body as Uint8Array);
    // Field 1 of the document: `swagger: "2.0"`.
    expect(body.subarray(0, 5)).toEqual(Buffer.from([0x0a, 3, 0x32, 0x2e, 0x30]));
    expect(body.includes('io.k8s.api.core.v1.PodSpec')).toBe(true);
  });

  it('health can be asked for in detail', async () => {
    const { server } = aServer();
    const ask = async (path: string): Promise<[number, string]> => {
      const answer = await server.handle({ method: 'GET', origin: 'https://x', path, headers: {}, body: new Uint8Array() }); // prettier-ignore
      return [answer.status, Buffer.from(answer.body as Uint8Array).toString()];
    };
    expect(await ask('/livez')).toEqual([200, 'ok']);
    expect((await ask('/readyz?verbose'))[1]).toMatch(/^\[\+\]ping ok\n[^]*readyz check passed\n$/);
    expect((await ask('/readyz/etcd'))[0]).toBe(200);
    expect((await ask('/readyz/nope'))[0]).toBe(404);
  });
});

describe('debug containers', () => {
  const debug = (containers: readonly object[]) => ({ spec: { ephemeralContainers: containers } });
  const PATH = `${PODS}/p/ephemeralcontainers`;

  it('are added with all their fields and what the server fills in', async () => {
    const { server, patch } = aServer();
    await server.api.create(aPod('p'));
    const { status, body } = await patch('strategic-merge-patch', PATH, debug([{ name: 'd', image: 'busybox', command: ['sh'], stdin: true }])); // prettier-ignore
    expect(status).toBe(200);
    expect(body.spec.ephemeralContainers).toEqual([
      expect.objectContaining({ name: 'd', image: 'busybox', command: ['sh'], stdin: true, imagePullPolicy: 'Always' }),
    ]); // prettier-ignore
  });

  it('are refused when they could not work', async () => {
    const { server, patch } = aServer();
    await server.api.create(aPod('p'));
    const { body } = await patch(
      'strategic-merge-patch',
      PATH,
      debug([{ name: 'd', targetContainerName: 'nope', ports: [{ containerPort: 80 }] }]),
    );
    expect(body.details.causes.map((c: { field: string }) => c.field)).toEqual([
      'spec.ephemeralContainers[0].image',
      'spec.ephemeralContainers[0].targetContainerName',
      'spec.ephemeralContainers[0].ports',
    ]);
  });

  it('are never changed or taken away', async () => {
    const { server, patch } = aServer();
    await server.api.create(aPod('p'));
    await patch('strategic-merge-patch', PATH, debug([{ name: 'd', image: 'busybox' }]));
    for (const [change, word] of [
      [[{ op: 'remove', path: '/spec/ephemeralContainers' }], 'removed'],
      [[{ op: 'replace', path: '/spec/ephemeralContainers/0/image', value: 'x' }], 'changed'],
    ] as const) {
      const { status, body } = await patch('json-patch', PATH, change);
      expect([status, body.message]).toEqual([
        422,
        `Pod "p" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be ${word}`,
      ]);
    }
  });
});

it('a pod that is bound keeps its generation; a change of its image counts', async () => {
  const { api } = aServer().server;
  await api.create(aPod('p'));
  await api.bind({ namespace: 'default', name: 'p' }, 'node-1');
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p' };
  expect((await api.get('v1/Pod', 'default', 'p'))?.metadata.generation).toBe(1);
  await api.mergePatch(ref, { metadata: { labels: { a: 'b' } } });
  expect((await api.get('v1/Pod', 'default', 'p'))?.metadata.generation).toBe(1);
});
