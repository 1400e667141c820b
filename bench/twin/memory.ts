/**
 * What the twin's API server keeps in memory: for each pod, for each watcher, and of the past. In one
 * process without sockets, so that it is the server's own. Prints a table.
 * Run: npm run bench:twin:memory [-- PODS]
 */
import { setMaxListeners } from 'node:events';
import { createApiServer } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import { namespaces, node, pod } from './objects.ts';

const PODS = Number(process.argv[2] ?? 10_000);
const WATCHERS = 100;
/** Twice what is kept of each kind for watches that come back. */
const CHANGES = 16_000;

const server = createApiServer({
  clock: new RealClock(),
  random: seededRandom(1),
  version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
  admission: [],
  authenticate: () => ({ username: 'bench', groups: ['system:masters'] }),
  nodeProxy: { logs: () => Buffer.alloc(0), exec: () => Promise.reject(new TypeError('nothing runs here')) },
}); // prettier-ignore
// A hundred listeners wait for it.
const watching = new AbortController();
setMaxListeners(0, watching.signal);
const get = (path: string) =>
  server.handle({ method: 'GET', origin: 'https://x', path, headers: {}, body: new Uint8Array(), signal: watching.signal }); // prettier-ignore

/** Heap and buffers that are in use once everything that can go has gone. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    await new Promise(setImmediate);
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
const row = (what: string, value: string): void => console.log(`${what.padEnd(56)} ${value}`);
const each = (bytes: number, of: number): string => `${(bytes / of / 1024).toFixed(1)} KiB each`;

const empty = await held();
await server.load([...namespaces(), ...Array.from({ length: PODS / 20 }, (_, i) => node(i)), ...Array.from({ length: PODS }, (_, i) => pod(i, PODS / 20))]); // prettier-ignore
const loaded = await held();
row(`${PODS} pods`, each(loaded - empty, PODS));
await get('/api/v1/pods');
const read = await held();
row('  … with the JSON that is kept once they were read', each(read - empty, PODS));

const streams = await Promise.all(Array.from({ length: WATCHERS }, () => get('/api/v1/pods?watch=1&resourceVersion=0'))); // prettier-ignore
const opened = await held();
row(`${WATCHERS} watchers that have not begun to read`, each(opened - read, WATCHERS));
const readers = streams.map(async ({ body }) => {
  if (!(body instanceof Uint8Array)) for await (const chunk of body) void chunk;
});
await new Promise((resolve) => setTimeout(resolve, 2_000));
row(`${WATCHERS} watchers that read`, each((await held()) - read, WATCHERS));
watching.abort();
await Promise.all(readers);
const left = await held();
row(
  '  … and once they are gone (events that all shared)',
  `${Math.round((left - read) / 2 ** 20)} MiB in all`,
);

// One watcher reads on, so that each version is written down as JSON, too.
const reader = await server.handle({ method: 'GET', origin: 'https://x', path: '/api/v1/pods?watch=1', headers: {}, body: new Uint8Array() }); // prettier-ignore
void (async () => {
  if (!(reader.body instanceof Uint8Array)) for await (const chunk of reader.body) void chunk;
})();
for (const times of [1, 2, 3]) {
  for (let i = 0; i < CHANGES; i += 1) {
    const n = i % PODS;
    await server.api.mergePatch(
      { apiVersion: 'v1', kind: 'Pod', namespace: `team-${n % 50}`, name: `pod-${String(n).padStart(6, '0')}` },
      { metadata: { annotations: { changed: `${times} ${i}` } } },
    ); // prettier-ignore
    if (i % 10 === 0) await new Promise(setImmediate);
  }
  const past = (await held()) - left;
  row(
    `the past, after ${times * CHANGES} changes that one read`,
    `${Math.round(past / 2 ** 20)} MiB`,
  );
}
process.exit(0);
