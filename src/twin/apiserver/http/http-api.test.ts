import { describe, expect, it } from 'vitest';
import {
  aConfigMap,
  aDeployment,
  aPod,
  aServer,
  CONFIG_MAPS,
  DEPLOYMENTS,
  PODS,
} from '../server-fixture.ts';

describe('CRUD over HTTP', () => {
  it('answers in the words of a real server', async () => {
    const { send } = aServer();
    expect((await send('GET', `${DEPLOYMENTS}/web`)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'deployments.apps "web" not found',
      reason: 'NotFound',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
      code: 404,
    });
    await send('POST', CONFIG_MAPS, aConfigMap('a'));
    expect((await send('POST', CONFIG_MAPS, aConfigMap('a'))).body).toMatchObject({
      message: 'configmaps "a" already exists',
      code: 409,
    });
    expect((await send('GET', '/api/v1/nothing')).status).toBe(404);
    expect((await send('POST', `${CONFIG_MAPS}/a`, aConfigMap('a'))).status).toBe(405);
    expect(
      (await send('GET', CONFIG_MAPS, undefined, { authorization: 'Bearer nobody' })).body,
    ).toMatchObject({ code: 401, reason: 'Unauthorized' });
  });

  it('stores nothing on a dry run', async () => {
    const { send } = aServer();
    const dry = await send('POST', `${CONFIG_MAPS}?dryRun=All`, aConfigMap('a'));
    expect(dry.status).toBe(201);
    expect(dry.body.metadata.resourceVersion).toBeUndefined();
    expect((await send('GET', `${CONFIG_MAPS}/a`)).status).toBe(404);
  });

  it('refuses an update of an old version', async () => {
    const { send } = aServer();
    const { body } = await send('POST', CONFIG_MAPS, aConfigMap('a'));
    await send('PUT', `${CONFIG_MAPS}/a`, { ...body, data: { x: '1' } });
    expect(
      (await send('PUT', `${CONFIG_MAPS}/a`, { ...body, data: { x: '2' } })).body,
    ).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it('refuses, warns of or ignores unknown fields as asked', async () => {
    const { send } = aServer();
    const odd = { ...aConfigMap('a'), dat: { k: 'v' } };
    expect((await send('POST', `${CONFIG_MAPS}?fieldValidation=Strict`, odd)).body.message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"',
    );
    const warned = await send('POST', `${CONFIG_MAPS}?fieldValidation=Warn`, odd);
    expect(warned.headers['warning']).toBe('299 - "unknown field \\"dat\\""');
    expect(warned.body.dat).toBeUndefined();
  });

  it('reads YAML and refuses what it cannot read', async () => {
    const { server, send } = aServer();
    const response = await server.handle({
      method: 'POST',
      path: CONFIG_MAPS,
      origin: 'https://twin',
      headers: { 'content-type': 'application/yaml' },
      body: Buffer.from('metadata: {name: a}\ndata: {k: v}\n'),
    });
    expect(response.status).toBe(201);
    const bad = await send('POST', CONFIG_MAPS, {}, { 'content-type': 'application/cbor' });
    expect(bad.status).toBe(415);
    expect((await send('GET', CONFIG_MAPS, undefined, { accept: 'application/cbor' })).status).toBe(
      406,
    );
  });

  it('reads the protobuf that kubectl sends', async () => {
    const { server, send } = aServer();
    // `kubectl create configmap x --from-literal=a=b`
    const body = Buffer.from(
      '6b3873000a0f0a0276311209436f6e6669674d6170121b0a110a017812001a0022002a0032003800420012060a01611201621a002200',
      'hex',
    );
    const response = await server.handle({
      method: 'POST',
      path: CONFIG_MAPS,
      origin: 'https://twin',
      headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
      body,
    });
    expect(response.status).toBe(201);
    expect((await send('GET', `${CONFIG_MAPS}/x`)).body.data).toEqual({ a: 'b' });
  });

  it('deletes a collection by label', async () => {
    const { send } = aServer();
    await send('POST', PODS, aPod('p1'));
    await send('POST', PODS, { ...aPod('p2'), metadata: { name: 'p2', labels: { app: 'other' } } });
    await send('DELETE', `${PODS}?labelSelector=app%3Dweb`);
    const left = await send('GET', PODS);
    expect(left.body.items.map((i: { metadata: { name: string } }) => i.metadata.name)).toEqual([
      'p2',
    ]);
  });

  it('scales what has a scale', async () => {
    const { send, patch } = aServer();
    await send('POST', DEPLOYMENTS, aDeployment('web'));
    expect((await send('GET', `${DEPLOYMENTS}/web/scale`)).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=web' },
    });
    const scaled = await patch('merge-patch', `${DEPLOYMENTS}/web/scale`, {
      spec: { replicas: 5 },
    });
    expect(scaled.body.spec.replicas).toBe(5);
    expect((await send('GET', `${DEPLOYMENTS}/web`)).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
    });
  });
});

describe('lists', () => {
  it('shows later pages as of the first, and 410 once that is forgotten', async () => {
    const { send, server } = aServer();
    for (const name of ['a', 'b', 'c', 'd']) await send('POST', CONFIG_MAPS, aConfigMap(name));
    const first = (await send('GET', `${CONFIG_MAPS}?limit=2`)).body;
    expect(first.metadata.remainingItemCount).toBe(2);
    await send('DELETE', `${CONFIG_MAPS}/c`);
    await send('POST', CONFIG_MAPS, aConfigMap('cc'));
    const next = `${CONFIG_MAPS}?limit=2&continue=${first.metadata.continue}`;
    const names = (body: { items: { metadata: { name: string } }[] }): string[] =>
      body.items.map((i) => i.metadata.name);
    expect(names((await send('GET', next)).body)).toEqual(['c', 'd']);
    server.compact();
    expect((await send('GET', next)).body).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('selects by fields, and refuses fields that cannot be selected by', async () => {
    const { send } = aServer();
    await send('POST', PODS, aPod('p1', { nodeName: 'n1' }));
    await send('POST', PODS, aPod('p2'));
    const found = await send(
      'GET',
      '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1,status.phase!%3DFailed',
    );
    expect(found.body.items).toHaveLength(1);
    expect((await send('GET', '/api/v1/pods?fieldSelector=spec.image%3Dx')).body.message).toBe(
      'field label not supported: spec.image',
    );
  });
});

describe('watches', () => {
  it('tell of past and new changes from a version on', async () => {
    const { send, stream } = aServer();
    const { body } = await send('POST', CONFIG_MAPS, aConfigMap('a'));
    await send('POST', CONFIG_MAPS, aConfigMap('b'));
    const abort = new AbortController();
    const lines = await stream(
      `${CONFIG_MAPS}?watch=true&resourceVersion=${body.metadata.resourceVersion}`,
      abort.signal,
    );
    await send('DELETE', `${CONFIG_MAPS}/a`);
    const seen = [(await lines.next()).value, (await lines.next()).value];
    expect(seen.map((l) => [l?.type, l?.object.metadata.name])).toEqual([
      ['ADDED', 'b'],
      ['DELETED', 'a'],
    ]);
    abort.abort();
    expect((await lines.next()).done).toBe(true);
  });

  it('say DELETED of objects that leave the selector', async () => {
    const { send, stream, patch } = aServer();
    await send('POST', PODS, aPod('p'));
    const lines = await stream(`${PODS}?watch=1&labelSelector=app%3Dweb`);
    expect((await lines.next()).value?.type).toBe('ADDED');
    await patch('merge-patch', `${PODS}/p`, { metadata: { labels: { app: 'other' } } });
    expect((await lines.next()).value?.type).toBe('DELETED');
    await patch('merge-patch', `${PODS}/p`, { metadata: { labels: { app: 'web' } } });
    expect((await lines.next()).value?.type).toBe('ADDED');
    await lines.return?.();
  });

  it('begin with the state and mark its end when asked to', async () => {
    const { send, stream } = aServer();
    await send('POST', CONFIG_MAPS, aConfigMap('a'));
    const lines = await stream(
      `${CONFIG_MAPS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    expect((await lines.next()).value?.type).toBe('ADDED');
    expect((await lines.next()).value).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    await lines.return?.();
  });

  it('say 410 in the stream when the version is forgotten', async () => {
    const { send, stream, server } = aServer();
    await send('POST', CONFIG_MAPS, aConfigMap('a'));
    server.compact();
    const lines = await stream(`${CONFIG_MAPS}?watch=true&resourceVersion=2`);
    expect((await lines.next()).value).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    expect((await lines.next()).done).toBe(true);
  });

  it('send bookmarks and end after their timeout', async () => {
    const { clock, stream } = aServer();
    const lines = await stream(
      `${CONFIG_MAPS}?watch=true&allowWatchBookmarks=true&timeoutSeconds=90`,
    );
    await clock.sleep(100_000);
    const types: (string | undefined)[] = [];
    for (let l = await lines.next(); !l.done; l = await lines.next()) types.push(l.value.type);
    expect(types).toEqual(['BOOKMARK', 'BOOKMARK']);
  });
});
