import { createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { PushStream } from '../apiserver/http/push-stream.ts';
import { serve } from './bridge.ts';

const LIMIT = 1024 * 1024;
const LINE = Buffer.from(`${'x'.repeat(64 * 1024)}\n`);
let server: Server;
let sleeper: Socket | undefined;

afterEach(async () => {
  sleeper?.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Every request is a watch of its own; `/slow` belongs to the one that never reads. */
async function watched(): Promise<{ port: number; streams: Map<string, PushStream> }> {
  const streams = new Map<string, PushStream>();
  server = createServer();
  serve(server, {
    handle: ({ path }) => {
      const stream = new PushStream(() => undefined, { limitBytes: LIMIT });
      streams.set(path, stream);
      return Promise.resolve({ status: 200, headers: {}, body: stream, cut: stream.cut });
    },
    connect: () => Promise.reject(new TypeError('not here')),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, streams };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('cuts a watcher that never reads, keeps little for it, and serves the others on', async () => {
  const { port, streams } = await watched();
  let received = 0;
  get({ port, path: '/fast' }, (response) => {
    response.on('data', (chunk: Buffer) => (received += chunk.length)).on('error', () => undefined);
  }).on('error', () => undefined);
  const slow = connect(port, '127.0.0.1');
  sleeper = slow;
  slow.pause();
  slow.on('error', () => undefined);
  slow.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => streams.size === 2);

  const cut = streams.get('/slow')?.cut;
  let pushed = 0;
  // Far more than the kernel's buffers and the limit together hold.
  for (let i = 0; i < 1_000 && cut?.aborted !== true; i += 1) {
    for (const stream of streams.values()) stream.push(LINE);
    pushed += LINE.length;
    await until(() => received === pushed);
  }
  expect(cut?.aborted).toBe(true);
  expect(streams.get('/fast')?.cut.aborted).toBe(false);
  expect(received).toBe(pushed);

  // Its connection is closed, so that nothing of it stays in the server.
  const connections = (): Promise<number> =>
    new Promise((resolve, reject) =>
      server.getConnections((error, n) => (error ? reject(error) : resolve(n))),
    );
  let open = await connections();
  for (let i = 0; i < 200 && open > 1; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    open = await connections();
  }
  expect(open).toBe(1);
});
