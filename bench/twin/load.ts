/**
 * The twin under load: 10,000 pods on 500 nodes with 100 watchers over HTTPS, one of which never
 * reads. Prints a table; times are of this machine, ratios are what to look at.
 * Run: npm run bench:twin [-- PODS]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiServer, finishedSession } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import { kubeconfigText, listen, makeCertificates } from '../../src/twin/server/index.ts';
import { namespaces, node, pod } from './objects.ts';

const PODS = Number(process.argv[2] ?? 10_000);
const NODES = PODS / 20;
const WATCHERS = 100;
const CHANGES = 1_000;
const KUBECTL = join('node_modules', '.cache', 'peers', 'v36', 'kubectl', 'kubectl');

const rows: (readonly [string, string])[] = [];
const row = (what: string, value: string): void => {
  rows.push([what, value]);
  console.log(`${what.padEnd(64)} ${value}`);
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const rss = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

const clock = new RealClock();
const server = createApiServer({
  clock,
  random: seededRandom(1),
  version: { major: '1', minor: '35', gitVersion: 'v1.35.2-eks-bench' },
  admission: [],
  authenticate: () => ({ username: 'bench', groups: ['system:masters'] }),
  nodeProxy: {
    logs: () => Buffer.alloc(0),
    exec: () => Promise.resolve(finishedSession({ exitCode: 0 })),
  },
});
const certificates = await makeCertificates();
const listening = await listen({ certificates });
listening.attach(server);

const before = rss();
const began = performance.now();
await server.load([
  ...namespaces(),
  ...Array.from({ length: NODES }, (_, i) => node(i)),
  ...Array.from({ length: PODS }, (_, i) => pod(i, NODES)),
]); // prettier-ignore
row(`${PODS} pods and ${NODES} nodes loaded`, seconds(performance.now() - began));
const loaded = rss();
row('memory (RSS) that they take', mebibytes(loaded - before));

const { kubeUrl } = listening;
const agent = new Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 200 });
const fetchAll = (path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    request(`${kubeUrl}${path}`, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
const timed = async (what: string, work: () => Promise<string>): Promise<number> => {
  const from = performance.now();
  const note = await work();
  const took = performance.now() - from;
  row(what, `${seconds(took)}${note === '' ? '' : `  (${note})`}`);
  return took;
};

await timed('GET all pods, first time (each is written as JSON once)', async () =>
  mebibytes((await fetchAll('/api/v1/pods')).length),
);
const floor = await timed('GET all pods, again: the floor', async () =>
  mebibytes((await fetchAll('/api/v1/pods')).length),
);
await timed('GET all pods in pages of 500', async () => {
  const path = '/api/v1/pods?limit=500';
  let pages = 0;
  for (let next: string | undefined = ''; next !== undefined; pages += 1) {
    const list = JSON.parse((await fetchAll(`${path}${next === '' ? '' : `&continue=${next}`}`)).toString()) as { metadata: { continue?: string } };
    next = list.metadata.continue;
  }
  return `${pages} pages, parsed`;
}); // prettier-ignore

if (existsSync(KUBECTL)) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-twin-'));
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText({ server: kubeUrl, ca: certificates.ca, region: 'r', accountId: '0', cluster: 'bench', token: 'bench', speed: 1 })); // prettier-ignore
  for (const args of [['get', 'pods', '-A'], ['get', 'pods', '-A', '-o', 'name'], ['get', '--raw', '/api/v1/pods']] as const) {
    // In a process of its own: ours has to answer meanwhile.
    const took = await timed(`kubectl ${args.join(' ')}`, () => runKubectl(args, kubeconfig));
    row(`  … times the floor`, (took / floor).toFixed(1));
  } // prettier-ignore
  rmSync(dir, { recursive: true, force: true });
} else row('kubectl', 'not here: node scripts/peers.mjs');

async function runKubectl(args: readonly string[], kubeconfig: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(KUBECTL, args, {
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: tmpdir() },
    });
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
    child.on('close', (code) => (code === 0 ? resolve(mebibytes(bytes)) : reject(new TypeError(`kubectl ended with ${code}`)))); // prettier-ignore
  });
}

// Watchers: all but one read; the last never does.
let heard = 0;
const version = (JSON.parse((await fetchAll('/api/v1/pods?limit=1')).toString()) as { metadata: { resourceVersion: string } }).metadata.resourceVersion; // prettier-ignore
interface Watcher {
  readonly end: () => void;
  /** Reads at last what there is, and answers how many events that were. */
  readonly wake: () => Promise<number>;
}
const lines = (chunk: Buffer): number => chunk.toString().split('\n').length - 1;
const watch = (reads: boolean): Promise<Watcher> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${kubeUrl}/api/v1/pods?watch=1&resourceVersion=${version}`,
      { agent },
      (response) => {
        if (reads) response.on('data', (chunk: Buffer) => (heard += lines(chunk)));
        else response.pause();
        // A stream that was cut ends with an error, once what had arrived is read.
        response.on('error', () => undefined);
        resolve({
          end: () => sent.destroy(),
          wake: () =>
            new Promise((done) => {
              let got = 0;
              response.on('data', (chunk: Buffer) => (got += lines(chunk)));
              response.on('close', () => done(got));
              setTimeout(() => done(got), 5_000);
            }),
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
const readers = await Promise.all(Array.from({ length: WATCHERS - 1 }, () => watch(true)));
const sleeper = await watch(false);
const watched = rss();
row(`memory that ${WATCHERS} watchers take`, mebibytes(watched - loaded));

const change = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    const n = i % PODS;
    await server.api.mergePatch(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: `team-${n % 50}`,
        name: `pod-${String(n).padStart(6, '0')}`,
      },
      { metadata: { annotations: { changed: `${i} ${performance.now()}` } } },
    );
    // As requests from outside would come: with a turn of the event loop between them.
    await new Promise(setImmediate);
  }
};
const heardBy = async (count: number): Promise<string> => {
  const all = count * (WATCHERS - 1);
  for (const end = performance.now() + 120_000; heard < all && performance.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return `${heard} of ${all} events`;
};
await timed(`${CHANGES} changes, heard by ${WATCHERS - 1} watchers`, async () => {
  await change(CHANGES);
  return heardBy(CHANGES);
});
await timed(`${5 * CHANGES} more, while one watcher never reads`, async () => {
  await change(5 * CHANGES);
  return heardBy(6 * CHANGES);
});
row('memory after it', mebibytes(rss() - loaded));
const got = await sleeper.wake();
row(
  'the watcher that never read',
  got < 6 * CHANGES ? `was cut after ${got} of ${6 * CHANGES} events` : 'was NOT cut',
);
for (const reader of readers) reader.end();
sleeper.end();
await listening.close();
process.exit(0);
