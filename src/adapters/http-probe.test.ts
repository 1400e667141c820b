import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askOnce, HttpProbe } from './http-probe.ts';

let server: Server | undefined;
afterEach(() => new Promise<void>((done) => void (server ? server.close(() => done()) : done())));

/** Answers each request as `answer` says by its number; 0: never. */
async function serve(answer: (nth: number) => number): Promise<URL> {
  let asked = 0;
  const made = createServer((_request, response) => {
    asked += 1;
    const status = answer(asked);
    if (status === 0) return;
    response.writeHead(status).end('seen');
  });
  server = made;
  await new Promise<void>((ready) => made.listen(0, '127.0.0.1', ready));
  return new URL(`http://127.0.0.1:${(made.address() as AddressInfo).port}/healthz?token=secret`);
}

/** Asks until `done` says so. */
async function probing(url: URL, done: (probe: HttpProbe) => boolean) {
  const turns: (string | undefined)[] = [];
  const probe = new HttpProbe({ urls: [url], everyMs: 20, timeoutMs: 200, onTurn: (_, why) => turns.push(why) }).start(); // prettier-ignore
  while (!done(probe)) await new Promise((r) => setTimeout(r, 10));
  await probe.stop();
  const [seen] = probe.report();
  if (!seen) throw new TypeError('nothing was asked');
  return { seen, turns };
}
const asked = (n: number) => (probe: HttpProbe) => (probe.report()[0]?.asked ?? 0) >= n;

describe('an http probe', () => {
  it('counts nothing where everything is answered, a 404 and a redirection too', async () => {
    const url = await serve((n) => [200, 404, 302][n % 3] ?? 200);
    const { seen, turns } = await probing(url, asked(6));
    expect(seen).toMatchObject({ failed: 0, longestGapSeconds: 0, firstFailedAt: null });
    expect(turns).toEqual([]);
  });

  it('counts what fails for a while, how long, and says when it begins and ends', async () => {
    const url = await serve((n) => (n >= 3 && n <= 5 ? 503 : 200));
    const { seen, turns } = await probing(url, asked(9));
    expect(seen.failed).toBe(3);
    expect(seen.longestGapSeconds).toBeGreaterThan(0.02);
    expect(seen.firstFailedAt).not.toBeNull();
    expect(turns).toEqual(['HTTP 503', undefined]);
  });

  it('shows no query of a URL', async () => {
    const { seen } = await probing(await serve(() => 200), asked(1));
    expect(seen.through).toMatch(/\/healthz$/);
  });

  it('takes an answer that does not come, and nobody at the port, for failures', async () => {
    const silent = await serve(() => 0);
    expect(await askOnce(silent, 100)).toBe('no answer in 100 ms');
    server?.closeAllConnections();
    await new Promise<void>((closed) => server?.close(() => closed()));
    expect(await askOnce(silent, 1_000)).toBe('ECONNREFUSED');
  });
});
