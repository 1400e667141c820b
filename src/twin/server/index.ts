/** HTTPS and WebSocket in front of a twin, for the lab: what kubectl, helm, aws and our own adapters talk to. */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';
import { LAB_EXTENSION } from '../../model/index.ts';
import type { Twin } from '../index.ts';
import { serve, type Handler } from './bridge.ts';
import type { Certificates } from './certificates.ts';
import { awsDoor, kubernetesDoor } from './doors.ts';

export { serve, type Handler } from './bridge.ts';
export { openClusterNetwork, type Listener } from './cluster-network.ts';
export { makeCertificates, type Certificates } from './certificates.ts';
export { makeCredentials, type LabCredentials } from './credentials.ts';

export interface TwinServer {
  /** `https://127.0.0.1:PORT`: the Kubernetes API. */
  readonly kubeUrl: string;
  /** `http://127.0.0.1:PORT`: every AWS service, for `AWS_ENDPOINT_URL`. */
  readonly awsUrl: string;
  /** Lets a twin answer; until then requests get 503. */
  readonly attach: (twin: Pick<Twin, 'handle' | 'connect'>) => void;
  /** Breaks every connection; new ones are taken. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
}

const STARTING: Handler = {
  handle: () =>
    Promise.resolve({
      status: 503,
      headers: { 'content-type': 'text/plain', 'retry-after': '1' },
      body: Buffer.from('The lab is starting.\n'),
    }),
  connect: () => Promise.reject(new TypeError('the lab is starting')),
};

/** Opens both ports on the loopback; 0 takes a free one. */
export async function listen(options: {
  readonly certificates: Certificates;
  readonly kubePort?: number;
  readonly awsPort?: number;
}): Promise<TwinServer> {
  let behind: Handler = STARTING;
  const handler: Handler = {
    handle: (r) => behind.handle(r),
    connect: (r) => behind.connect(r),
  };
  const { cert, key } = options.certificates;
  const kube = createHttpsServer({ cert, key }) as unknown as Server;
  const aws = createHttpServer();
  serve(kube, kubernetesDoor(handler));
  serve(aws, awsDoor(handler));
  for (const server of [kube, aws]) {
    // Clients keep connections for minutes; a server that hangs up first makes them retry needlessly.
    server.keepAliveTimeout = 65_000;
  }
  const kubePort = await open(kube, options.kubePort ?? 0);
  const awsPort = await open(aws, options.awsPort ?? 0);
  return {
    kubeUrl: `https://127.0.0.1:${kubePort}`,
    awsUrl: `http://127.0.0.1:${awsPort}`,
    attach: (twin) => (behind = twin),
    hangUp: () => {
      for (const server of [kube, aws]) server.closeAllConnections();
    },
    close: async () => {
      await Promise.all([kube, aws].map(shut));
    },
  };
}

const open = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** A kubeconfig as `aws eks update-kubeconfig` would write it, with the administrator's token of one lab. */
export function kubeconfigText(o: {
  readonly server: string;
  readonly ca: string;
  readonly region: string;
  readonly accountId: string;
  readonly cluster: string;
  readonly token: string;
  /** How many times faster waits pass there: who reads it may shorten its own. */
  readonly speed: number;
}): string {
  const arn = `arn:aws:eks:${o.region}:${o.accountId}:cluster/${o.cluster}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': arn,
    clusters: [
      {
        name: arn,
        cluster: {
          server: o.server,
          'certificate-authority-data': Buffer.from(o.ca).toString('base64'),
          extensions: [{ name: LAB_EXTENSION, extension: { speed: o.speed } }],
        },
      },
    ],
    users: [{ name: arn, user: { token: o.token } }],
    contexts: [{ name: arn, context: { cluster: arn, user: arn } }],
  });
}
