import { Agent, request } from 'node:https';
import { createApiServer } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import { listen, makeCertificates } from '../../src/twin/server/index.ts';
import type { OddRequest } from './odd-requests.ts';

/** A server at the other end of a TCP connection. */
export interface RawPeer {
  readonly origin: string;
  readonly token: string;
  readonly stop: () => Promise<void>;
}
export interface RawAnswer {
  readonly status: number | undefined;
  readonly type: string;
  readonly text: string;
}

/** The twin's API server as the lab opens it, without controllers. */
export async function twinRawPeer(): Promise<RawPeer> {
  const server = createApiServer({
    clock: new RealClock(),
    random: seededRandom(7),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
    admission: [],
    authenticate: (authorization) =>
      authorization === 'Bearer administrator'
        ? { username: 'kubernetes-admin', groups: ['system:masters'] }
        : undefined,
    nodeProxy: {
      logs: () => Buffer.alloc(0),
      exec: () => Promise.reject(new TypeError('nothing runs here')),
    },
  });
  const listening = await listen({ certificates: await makeCertificates() });
  listening.attach(server);
  return { origin: listening.kubeUrl, token: 'administrator', stop: listening.close };
}

const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
/** An answer that streams on without an end is cut here. */
const PATIENCE_MS = 3000;

/** Sends exactly these bytes of a path; an answer that comes before the body is sent whole counts. */
export function sendRaw(peer: RawPeer, odd: OddRequest): Promise<RawAnswer> {
  const body = Array.isArray(odd.body) ? (odd.body as readonly Buffer[]) : [odd.body ?? ''];
  const { authorization = `Bearer ${peer.token}`, ...headers } = odd.headers ?? {};
  const { hostname, port } = new URL(peer.origin);
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const r = request(
      {
        agent,
        hostname,
        port,
        method: odd.method,
        path: odd.path,
        headers: {
          accept: 'application/json',
          'user-agent': 'odd',
          ...(authorization === '' ? {} : { authorization }),
          ...headers,
          ...(body.length === 1 && body[0] !== '' ? { 'content-length': String(Buffer.byteLength(body[0] as string)) } : {}), // prettier-ignore
        },
      },
      (answer) => {
        isAnswered = true;
        let text = '';
        const done = (): void => {
          clearTimeout(timer);
          resolve({
            status: answer.statusCode,
            type: (answer.headers['content-type'] ?? '').replace(/\s/g, ''),
            text,
          });
        };
        const timer = setTimeout(() => {
          done();
          answer.destroy();
        }, PATIENCE_MS);
        answer.setEncoding('utf8').on('data', (t: string) => (text += t));
        answer.on('end', done).on('error', done);
      },
    );
    r.on('error', (error) => (isAnswered ? undefined : reject(error)));
    for (const chunk of body) r.write(chunk);
    r.end();
  });
}
