import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aServer, CONFIG_MAPS } from '../apiserver/server-fixture.ts';
import { serve } from './bridge.ts';

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer();
  const { handle } = aServer().server;
  serve(server, { handle, connect: () => Promise.reject(new TypeError('not asked for here')) });
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Got {
  readonly status: number | undefined;
  readonly body: { readonly kind?: string; readonly reason?: string; readonly message?: string };
}

/** One request; an answer that comes before all was sent counts. */
const ask = (
  method: string,
  path: string,
  body: string | Buffer = '',
  headers: Record<string, string> = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const r = request({ host: '127.0.0.1', port, method, path, headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (t: string) => (text += t));
      answer.on('end', () => {
        let parsed: Got['body'] = {};
        try {
          parsed = JSON.parse(text) as Got['body'];
        } catch {
          // Not every refusal is JSON.
        }
        resolve({ status: answer.statusCode, body: parsed });
      });
    }); // prettier-ignore
    let answered = false;
    r.on('response', () => (answered = true));
    r.on('error', (error) => (answered ? undefined : reject(error)));
    r.end(body);
  });
const sound = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sound' } };

describe('a server that gets what no client should send', () => {
  const cases: readonly (readonly [what: string, ask: () => Promise<Got>, status: number, reason: string])[] = [
    ['JSON that is cut off', () => ask('POST', CONFIG_MAPS, '{"kind":"ConfigMap"'), 400, 'BadRequest'],
    ['no body', () => ask('POST', CONFIG_MAPS), 400, 'BadRequest'],
    ['NUL bytes', () => ask('POST', CONFIG_MAPS, Buffer.alloc(64)), 400, 'BadRequest'],
    ['a body in a language it does not speak', () => ask('POST', CONFIG_MAPS, 'x', { 'content-type': 'text/csv' }), 415, 'UnsupportedMediaType'],
    ['a body of more than 3 MiB', () => ask('POST', CONFIG_MAPS, Buffer.alloc(8 * 1024 * 1024, 32)), 413, 'RequestEntityTooLarge'],
    ['a token of nobody', () => ask('GET', CONFIG_MAPS, '', { authorization: 'Bearer nobody' }), 401, 'Unauthorized'],
  ]; // prettier-ignore
  for (const [what, send, status, reason] of cases)
    it(`answers ${what} with ${status} ${reason}, and goes on serving`, async () => {
      const got = await send();
      expect({ status: got.status, reason: got.body.reason }).toEqual({ status, reason });
      expect((await ask('GET', CONFIG_MAPS)).status).toBe(200);
    });

  it('outlives sockets that are half closed, cut in a body, or speak no HTTP', async () => {
    for (const bytes of [
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half`,
      'GET / HTTP/1.1\r\n',
      '\u0016\u0003\u0001 this is no HTTP',
    ])
      await new Promise<void>((done) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(bytes);
          setTimeout(() => socket.destroy(), 20);
        });
        socket.on('error', () => undefined);
        socket.on('close', () => done());
      });
    const made = await ask('POST', CONFIG_MAPS, JSON.stringify(sound));
    expect({ status: made.status, name: made.body.kind }).toEqual({ status: 201, name: 'ConfigMap' }); // prettier-ignore
  });
});
