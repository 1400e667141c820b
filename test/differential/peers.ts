import { readBody, type HttpRequest, type HttpResponse } from '../../src/model/index.ts';
import { createApiServer } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import type { ControlPlane } from '../control-plane/processes.ts';
import type { ApiCall } from './calls.ts';

export interface Answer {
  readonly status: number;
  // Answers are read freely.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}
/** One API server without controllers: nothing changes but by what is sent. */
export interface Peer {
  readonly name: string;
  send(namespace: string, call: ApiCall): Promise<Answer>;
  /** Events of a collection after a version; the watch ends by itself when it is quiet. */
  history(namespace: string, at: { group: string; plural: string }, after: string): Promise<readonly Answer['body'][]>;
} // prettier-ignore

type Send = (request: HttpRequest) => Promise<HttpResponse>;

export function twinPeer(): Peer {
  const server = createApiServer({
    clock: new RealClock(),
    random: seededRandom(7),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
    admission: [],
    authenticate: () => ({ username: 'kubernetes-admin', groups: ['system:masters'] }),
    nodeProxy: {
      logs: () => Buffer.alloc(0),
      exec: () => Promise.reject(new TypeError('nothing runs here')),
    },
  });
  return peer('twin', 'https://twin', (r) => server.handle(r));
}

export const realPeer = (control: ControlPlane): Peer =>
  peer('real', control.endpoint, control.transport);

function peer(name: string, origin: string, transport: Send): Peer {
  const request = (method: string, path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    method,
    origin,
    path,
    headers: { accept: 'application/json', 'user-agent': 'differential' },
    body: new Uint8Array(),
    ...more,
  });
  const base = (namespace: string, group: string): string =>
    `${group === 'v1' ? '/api/v1' : `/apis/${group}`}/namespaces/${namespace}`;
  const text = async (response: HttpResponse): Promise<string> =>
    Buffer.from(await readBody(response)).toString('utf8');
  return {
    name,
    async send(namespace, call) {
      const path =
        call.path === '' ? `/api/v1/namespaces` : `${base(namespace, call.group)}/${call.path}`;
      const body = call.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(call.body)); // prettier-ignore
      const headers = {
        accept: 'application/json',
        'user-agent': 'differential',
        ...(call.body === undefined ? {} : { 'content-type': call.type ?? 'application/json' }),
      };
      const response = await transport(request(call.method, path, { body, headers }));
      return { status: response.status, body: JSON.parse(await text(response)) as unknown };
    },
    async history(namespace, { group, plural }, after) {
      const path = `${base(namespace, group)}/${plural}?watch=true&timeoutSeconds=1&resourceVersion=${after}`;
      const response = await transport(request('GET', path));
      return (await text(response))
        .split('\n')
        .filter((l) => l !== '')
        .map((l) => JSON.parse(l) as Answer['body']);
    },
  };
}
