import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import {
  UpgradeRefused,
  type Channel,
  type ChannelTransport,
  type HttpTransport,
} from '../../model/index.ts';

/** How to reach and convince one API server; the parts of a kubeconfig that matter on the wire. */
export interface Credentials {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
  /** Asked before each request: exec plugins hand out tokens that expire. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
}

/** Silence after which a plain request is given up. Watches are longer-lived and say so by their query. */
const IDLE_TIMEOUT_MS = 60_000;

/** Requests over TCP and TLS with kept-alive connections. */
export function networkTransport(credentials: Credentials): HttpTransport {
  const { headers, ...tls } = credentials;
  const agents = {
    https: new Agent({ keepAlive: true, maxSockets: 32, ...tls }),
    http: new HttpAgent({ keepAlive: true, maxSockets: 32 }),
  };
  return async (r) => {
    const url = new URL(r.path, r.origin);
    const isWatch = /[?&](watch|follow)=(1|true)/.test(r.path);
    const options: RequestOptions = {
      method: r.method,
      headers: {
        ...r.headers,
        ...(await headers()),
        ...(r.body.length === 0 ? {} : { 'content-length': String(r.body.length) }),
      },
      agent: url.protocol === 'https:' ? agents.https : agents.http,
      ...(r.signal === undefined ? {} : { signal: r.signal }),
      ...(isWatch ? {} : { timeout: IDLE_TIMEOUT_MS }),
    };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(url, options, (response) => {
        const flat = Object.fromEntries(
          Object.entries(response.headers).map(([k, v]) => [
            k,
            Array.isArray(v) ? v.join(', ') : (v ?? ''),
          ]),
        );
        resolve({ status: response.statusCode ?? 0, headers: flat, body: response });
      });
      request.on('timeout', () =>
        request.destroy(Object.assign(new TypeError('no answer'), { code: 'ETIMEDOUT' })),
      );
      request.on('error', reject);
      request.end(r.body);
    });
  };
}

/** WebSockets with the same credentials. */
export function networkChannels(credentials: Credentials): ChannelTransport {
  const { headers, ...tls } = credentials;
  return async (r) => {
    const { WebSocket } = await import('ws');
    const protocols = (r.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
    const { 'sec-websocket-protocol': _p, ...plain } = r.headers;
    const socket = new WebSocket(new URL(r.path, r.origin.replace(/^http/, 'ws')), protocols, {
      headers: { ...plain, ...(await headers()) },
      ...tls,
    });
    const queue: Uint8Array[] = [];
    let wake: (() => void) | undefined;
    let closed = false;
    socket.on('message', (data: Buffer) => {
      queue.push(data);
      wake?.();
    });
    socket.on('close', () => {
      closed = true;
      wake?.();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        reject(
          new UpgradeRefused({
            status: response.statusCode ?? 0,
            headers: {},
            body: new Uint8Array(),
          }),
        );
      });
    });
    async function* messages(): AsyncIterable<Uint8Array> {
      for (;;) {
        const next = queue.shift();
        if (next) yield next;
        else if (closed) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    const channel: Channel = {
      protocol: socket.protocol,
      send: (m) => socket.send(m),
      messages: messages(),
      close: () => socket.close(),
    };
    return channel;
  };
}
