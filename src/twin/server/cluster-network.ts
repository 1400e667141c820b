import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { serve, type Handler } from './bridge.ts';
import type { Certificates } from './certificates.ts';

/** Who stands at an address inside of the cluster; undefined when nobody listens there. */
export type Listener = (address: {
  readonly host: string;
  readonly port: number;
}) => Promise<Handler | undefined>;

/**
 * The cluster's network as an API server outside of it sees it: one HTTP CONNECT proxy on a Unix
 * socket, which leads to kubelets and Services by their addresses in the VPC. A kube-apiserver uses
 * it by its egress selector, as managed control planes do.
 * @source https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/ (read 2026-11-24)
 */
export async function openClusterNetwork(o: {
  readonly socketPath: string;
  readonly certificates: Certificates;
  readonly listener: Listener;
}): Promise<{ readonly close: () => Promise<void> }> {
  const { cert, key } = o.certificates;
  /** One TLS server a handler; it never listens, connections are handed to it. */
  const fronts = new Map<Handler, Server>();
  const frontOf = (handler: Handler): Server => {
    let front = fronts.get(handler);
    if (!front) {
      fronts.set(handler, (front = createHttpsServer({ cert, key }) as unknown as Server));
      serve(front, handler);
    }
    return front;
  };
  const open = new Set<Socket>();
  const proxy = createHttpServer();
  proxy.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const { hostname, port } = new URL(`https://${request.url ?? ''}`);
    o.listener({ host: hostname, port: Number(port === '' ? 443 : port) }).then(
      (handler) => {
        if (!handler) {
          socket.end('HTTP/1.1 502 Nobody listens there\r\n\r\n');
          return;
        }
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        if (head.length > 0) socket.unshift(head);
        frontOf(handler).emit('connection', socket);
      },
      () => socket.end('HTTP/1.1 500 No answer\r\n\r\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(o.socketPath, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
