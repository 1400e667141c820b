import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import {
  readBody,
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
} from '../../model/index.ts';

/** What stands behind a listening socket. */
export interface Handler {
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly connect: (request: HttpRequest) => Promise<Channel>;
}

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Puts a request function behind a Node server: plain requests, streams, and WebSockets. */
export function serve(server: Server, handler: Handler): void {
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(handler, incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered].find((p) => PROTOCOLS.includes(p)) ?? false,
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    handler.connect(requestOf(incoming, new Uint8Array())).then(
      (channel) =>
        sockets.handleUpgrade(incoming, socket, head, (ws) => {
          ws.on('message', (data) => channel.send(data as Buffer));
          ws.on('close', () => channel.close());
          ws.on('error', () => channel.close());
          const pump = async (): Promise<void> => {
            for await (const message of channel.messages)
              await new Promise<void>((resolve, reject) =>
                ws.send(message, (error) => (error ? reject(error) : resolve())),
              );
            ws.close(1000);
          };
          pump().catch(() => ws.terminate());
        }),
      (error: unknown) => void refuse(socket, error),
    );
  });
}

async function answer(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BODY_BYTES) return tooLarge(outgoing);
    chunks.push(chunk as Uint8Array);
  }
  const abort = new AbortController();
  outgoing.on('close', () => abort.abort());
  const response = await handler.handle(requestOf(incoming, Buffer.concat(chunks), abort.signal));
  outgoing.writeHead(response.status, response.headers);
  if (response.body instanceof Uint8Array) {
    outgoing.end(response.body);
    return;
  }
  outgoing.flushHeaders();
  // A reader that the server has given up may never take what lies in its socket.
  response.cut?.addEventListener('abort', () => outgoing.destroy(), { once: true });
  for await (const chunk of response.body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
}

/**
 * What the API server takes at most; more is refused before it is read to its end, and the connection
 * closed. @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiserver/pkg/server/config.go (MaxRequestBodyBytes; known, not read again)
 */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

function tooLarge(outgoing: ServerResponse): void {
  const text = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Request entity too large: limit is ${MAX_BODY_BYTES}`,
    reason: 'RequestEntityTooLarge',
    code: 413,
  });
  outgoing.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(text, () => outgoing.destroy());
}

/** Until the client has read on, or is gone: what it does not read must not pile up here. */
const drained = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done).off('close', done);
      resolve();
    };
    outgoing.on('drain', done).on('close', done);
  });

function requestOf(incoming: IncomingMessage, body: Uint8Array, signal?: AbortSignal): HttpRequest {
  return {
    method: incoming.method ?? 'GET',
    origin: `http://${incoming.headers.host ?? '127.0.0.1'}`,
    path: incoming.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([k, v]) => [
        k,
        Array.isArray(v) ? v.join(', ') : (v ?? ''),
      ]),
    ),
    body,
    signal,
  };
}

/** An upgrade that the handler refuses is answered as HTTP, so that clients read the Status. */
async function refuse(socket: Duplex, error: unknown): Promise<void> {
  const response = error instanceof UpgradeRefused ? error.response : undefined;
  const body = response ? Buffer.from(await readBody(response)) : Buffer.alloc(0);
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${response?.status ?? 500} Refused\r\ncontent-type: ${response?.headers['content-type'] ?? 'text/plain'}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`,
      ),
      body,
    ]),
  );
}
