/**
 * `kubectl get pods -A` on the twin and on the real kube-apiserver (testbed/control-plane), each with
 * the same pods, in processes of their own. Prints a table; look at the ratios.
 * Run: npm run bench:twin:real [-- PODS]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlPlane } from '../../scripts/control-plane.mjs';
import { networkTransport } from '../../src/adapters/kubernetes/network.ts';
import { readBody, type HttpTransport, type KubeObject } from '../../src/model/index.ts';
import { createApiServer } from '../../src/twin/apiserver/index.ts';
import { RealClock } from '../../src/twin/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import { kubeconfigText, listen, makeCertificates } from '../../src/twin/server/index.ts';
import { startControlPlane } from '../../test/control-plane/processes.ts';
import { namespaces, pod } from './objects.ts';

const KUBECTL = join('node_modules', '.cache', 'peers', 'v36', 'kubectl', 'kubectl');
const COMMANDS = [
  ['get', 'pods', '-A'],
  ['get', 'pods', '-A', '-o', 'name'],
  ['get', '--raw', '/api/v1/pods'],
] as const;
const TIMES = 5;

/** The twin's API server alone, as the real one is; its kubeconfig's path goes to stdout. */
async function serveTwin(folder: string): Promise<void> {
  const server = createApiServer({
    clock: new RealClock(),
    random: seededRandom(1),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
    admission: [],
    authenticate: () => ({ username: 'bench', groups: ['system:masters'] }),
    nodeProxy: {
      logs: () => Buffer.alloc(0),
      exec: () => Promise.reject(new TypeError('nothing runs here')),
    },
  });
  const certificates = await makeCertificates();
  const listening = await listen({ certificates });
  listening.attach(server);
  const kubeconfig = join(folder, 'twin');
  writeFileSync(kubeconfig, kubeconfigText({ server: listening.kubeUrl, ca: certificates.ca, region: 'r', accountId: '0', cluster: 'bench', token: 'bench', speed: 1 })); // prettier-ignore
  process.stdout.write(`${JSON.stringify({ kubeconfig, origin: listening.kubeUrl, ca: certificates.ca })}\n`); // prettier-ignore
}

/** Makes all pods through the API, the same way on both. */
async function fill(transport: HttpTransport, origin: string, pods: number): Promise<number> {
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'bench' };
    const answer = await transport({ method: 'POST', origin, path, headers, body: Buffer.from(JSON.stringify(body)) }); // prettier-ignore
    const text = Buffer.from(await readBody(answer)).toString();
    if (answer.status !== 201) throw new TypeError(`${path}: ${answer.status} ${text}`);
  };
  const from = performance.now();
  for (const namespace of namespaces()) {
    await post('/api/v1/namespaces', namespace);
    await post(`/api/v1/namespaces/${namespace.metadata.name}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }); // prettier-ignore
  }
  const left: KubeObject[] = Array.from({ length: pods }, (_, i) => pod(i, pods / 20));
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop())
      await post(`/api/v1/namespaces/${next.metadata.namespace ?? ''}/pods`, next);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return performance.now() - from;
}

function median(kubeconfig: string, args: readonly string[]): number {
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: tmpdir() };
  const took = Array.from({ length: TIMES }, () => {
    const from = performance.now();
    const ended = spawnSync(KUBECTL, args, { env, maxBuffer: 2 ** 30 });
    if (ended.status !== 0) throw new TypeError(ended.stderr.toString());
    return performance.now() - from;
  });
  return took.sort((a, b) => a - b)[Math.floor(TIMES / 2)] as number;
}

async function compare(pods: number): Promise<void> {
  const found = controlPlane();
  if (!('path' in found)) throw new TypeError(found.reason);
  const folder = mkdtempSync(join(tmpdir(), 'bench-beside-'));
  const twin = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, 'serve', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const control = await startControlPlane({ binary: found.path, parts: 'api-server' });
  try {
    const said = await new Promise<string>((resolve) => twin.stdout.once('data', (d: Buffer) => resolve(d.toString()))); // prettier-ignore
    const { kubeconfig, origin, ca } = JSON.parse(said) as Record<'kubeconfig' | 'origin' | 'ca', string>; // prettier-ignore
    const toTwin = networkTransport({ ca, headers: () => Promise.resolve({ authorization: 'Bearer bench' }) }); // prettier-ignore
    const row = (what: string, t: string, r: string, ratio: string): void => console.log(`${what.padEnd(40)} ${t.padStart(9)} ${r.padStart(14)} ${ratio.padStart(11)}`); // prettier-ignore
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
    row(`${pods} pods, median of ${TIMES}`, 'twin', 'kube-apiserver', 'twin / real');
    const filled = [await fill(toTwin, origin, pods), await fill(control.transport, control.endpoint, pods)] as const; // prettier-ignore
    row('creating them, 16 at a time', seconds(filled[0]), seconds(filled[1]), (filled[0] / filled[1]).toFixed(2)); // prettier-ignore
    for (const args of COMMANDS) {
      const [t, r] = [median(kubeconfig, args), median(control.kubeconfig, args)];
      row(`kubectl ${args.join(' ')}`, seconds(t), seconds(r), (t / r).toFixed(2));
    }
  } finally {
    twin.kill();
    await control.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'serve') await serveTwin(process.argv[3] ?? '');
else await compare(Number(process.argv[2] ?? 10_000));
