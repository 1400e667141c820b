import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { networkTransport } from '../../src/adapters/kubernetes/network.ts';
import { readBody, type HttpTransport } from '../../src/model/index.ts';
import { makeCertificates, type Certificates } from '../../src/twin/server/index.ts';

export interface ControlPlane {
  /** `https://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly certificates: Certificates;
  /** Of an administrator. */
  readonly kubeconfig: string;
  readonly token: string;
  readonly transport: HttpTransport;
  /** The end of a component's log: etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
  readonly logOf: (component: string) => string;
  readonly stop: () => Promise<void>;
}

const START_MS = 90_000;
/** Somewhere in the cluster's VPC: a loopback address is not allowed in Endpoints. */
const ADVERTISED = '10.6.64.2';

/** etcd, kube-apiserver, kube-controller-manager and kube-scheduler on free ports of the loopback. */
export async function startControlPlane(o: {
  readonly binary: string;
  /** `api-server`: nothing that changes objects by itself; `scheduler`: that and kube-scheduler. */
  readonly parts?: 'all' | 'api-server' | 'scheduler';
  /** Names a Unix socket in the given folder on which the cluster's inside is reached. */
  readonly clusterNetwork?: (folder: string, certificates: Certificates) => Promise<string>;
}): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'control-plane-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of [...children].reverse()) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const file = (name: string): string => join(folder, name);
    const put = async (name: string, content: string): Promise<string> => {
      await writeFile(file(name), content, { mode: 0o600 });
      return file(name);
    };
    const start = (component: string, args: Record<string, string>): void => {
      const log = openSync(file(`${component}.log`), 'a');
      const flags = Object.entries(args).map(([k, v]) => `--${k}=${v}`);
      children.push(spawn(o.binary, [component, ...flags], { stdio: ['ignore', log, log] }));
      closeSync(log);
    };
    const [etcd = 0, peer = 0, api = 0, controllers = 0, scheduler = 0] = await freePorts(5);
    const token = randomBytes(16).toString('hex');
    const certificates = await makeCertificates();
    const ca = await put('ca.pem', certificates.ca);
    const endpoint = `https://127.0.0.1:${api}`;
    const kubeconfig = await put('kubeconfig', kubeconfigText(endpoint, certificates.ca, token));
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const signing = await put('sa.key', keys.privateKey);

    start('etcd', {
      'data-dir': file('etcd'),
      'listen-client-url': `http://127.0.0.1:${etcd}`,
      'listen-peer-url': `http://127.0.0.1:${peer}`,
    });
    start('kube-apiserver', {
      'etcd-servers': `http://127.0.0.1:${etcd}`,
      'bind-address': '127.0.0.1',
      'secure-port': String(api),
      'advertise-address': ADVERTISED,
      'cert-dir': folder,
      'tls-cert-file': await put('tls.pem', certificates.cert),
      'tls-private-key-file': await put('tls.key', certificates.key),
      'token-auth-file': await put(
        'tokens.csv',
        `${token},kubernetes-admin,admin,"system:masters"\n`,
      ),
      'authorization-mode': 'RBAC',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-signing-key-file': signing,
      'service-account-key-file': await put('sa.pub', keys.publicKey),
      'service-cluster-ip-range': '172.20.0.0/16',
      'allow-privileged': 'true',
      ...(o.clusterNetwork
        ? {
            'egress-selector-config-file': await put(
              'egress.yaml',
              egress(await o.clusterNetwork(folder, certificates)),
            ),
          }
        : {}),
      'kubelet-preferred-address-types': 'InternalIP',
      // WebSockets of exec go through to kubelet as they are, in place of SPDY.
      'feature-gates': 'TranslateStreamCloseWebsocketRequests=false',
    });
    const transport = networkTransport({
      ca: certificates.ca,
      headers: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    });
    const logOf = (component: string): string => {
      const lines = readFileSync(file(`${component}.log`), 'utf8')
        .trimEnd()
        .split('\n');
      return lines.slice(-40).join('\n');
    };
    await ready(transport, endpoint, () => {
      if (children.some((c) => c.exitCode !== null))
        throw new Error(`a component ended:\n${logOf('etcd')}\n${logOf('kube-apiserver')}`);
    });
    const running = { endpoint, certificates, kubeconfig, token, transport, logOf, stop };
    if (o.parts === 'api-server') return running;
    const client = {
      kubeconfig,
      'leader-elect': 'false',
      'bind-address': '127.0.0.1',
      'authentication-skip-lookup': 'true',
    };
    if (o.parts !== 'scheduler')
      start('kube-controller-manager', {
        ...client,
        'secure-port': String(controllers),
        'service-account-private-key-file': signing,
        'root-ca-file': ca,
        'kube-api-qps': '500',
        'kube-api-burst': '1000',
      });
    start('kube-scheduler', { ...client, 'secure-port': String(scheduler) });
    return running;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ready(transport: HttpTransport, origin: string, alive: () => void): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    alive();
    const request = { method: 'GET', origin, path: '/readyz', headers: {}, body: new Uint8Array() };
    const answer = await transport(request).catch(() => undefined);
    if (answer) await readBody(answer);
    if (answer?.status === 200) return;
    if (Date.now() > until) throw new Error(`kube-apiserver was not ready after ${START_MS} ms`);
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) server.close();
  return ports;
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.once('exit', () => done());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });

const egress = (udsName: string): string =>
  stringify({
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [
      {
        name: 'cluster',
        connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName } } },
      },
    ],
  });

const kubeconfigText = (server: string, ca: string, token: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'Migration-EKS',
    clusters: [
      {
        name: 'Migration-EKS',
        cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'Migration-EKS', context: { cluster: 'Migration-EKS', user: 'admin' } }],
  });
