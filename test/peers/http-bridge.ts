import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { UpgradeRefused, type HttpRequest } from '../../src/model/index.ts';
import type { ApiServer } from '../../src/twin/apiserver/index.ts';

export interface Bridge {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Plain HTTP on the loopback in front of the API server, so that real clients can be pointed at it. */
export async function bridge(api: Pick<ApiServer, 'handle' | 'connect'>): Promise<Bridge> {
  const origin = 'http://127.0.0.1';
  const headersOf = (raw: NodeJS.Dict<string | string[]>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(raw).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : (v ?? '')]),
    );
  const server: Server = createServer((incoming, outgoing) => {
    const work = async (): Promise<void> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
      const abort = new AbortController();
      outgoing.on('close', () => abort.abort());
      const response = await api.handle({
        method: incoming.method ?? 'GET',
        origin,
        path: incoming.url ?? '/',
        headers: headersOf(incoming.headers),
        body: Buffer.concat(chunks),
        signal: abort.signal,
      });
      outgoing.writeHead(response.status, response.headers);
      if (response.body instanceof Uint8Array) {
        outgoing.end(response.body);
        return;
      }
      outgoing.flushHeaders();
      for await (const chunk of response.body) outgoing.write(chunk);
      outgoing.end();
    };
    work().catch((error: unknown) => outgoing.destroy(error as Error));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) =>
      [...offered].find((p) => p === 'v5.channel.k8s.io' || p === 'v4.channel.k8s.io') ?? false,
  });
  server.on('upgrade', (incoming, socket, head) => {
    const request: HttpRequest = {
      method: 'GET',
      origin,
      path: incoming.url ?? '/',
      headers: headersOf(incoming.headers),
      body: new Uint8Array(),
    };
    api.connect(request).then(
      (channel) =>
        sockets.handleUpgrade(incoming, socket, head, (ws) => {
          ws.on('message', (data) => channel.send(data as Buffer));
          ws.on('close', () => channel.close());
          const pump = async (): Promise<void> => {
            for await (const message of channel.messages) ws.send(message);
            ws.close(1000);
          };
          void pump();
        }),
      (error: unknown) => {
        const refused = error instanceof UpgradeRefused ? error.response : undefined;
        const body = refused?.body instanceof Uint8Array ? refused.body : Buffer.from('');
        socket.end(
          `HTTP/1.1 ${refused?.status ?? 500} Refused\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${Buffer.from(body).toString()}`,
        );
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${origin}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
