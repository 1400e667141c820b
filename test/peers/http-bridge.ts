import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve, type Handler } from '../../src/twin/server/bridge.ts';

export interface Bridge {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Plain HTTP on the loopback in front of a request function, so that real clients can be pointed at it. */
export async function bridge(handler: Handler): Promise<Bridge> {
  const server = createServer();
  serve(server, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
