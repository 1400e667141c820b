import { readBody, type HttpResponse, type KubeObject } from '../../model/index.ts';
import { VirtualClock } from '../clock/index.ts';
import { seededRandom } from '../runtime/index.ts';
import {
  createApiServer,
  finishedSession,
  type ApiServer,
  type ApiServerOptions,
} from './index.ts';

/** For tests: a server with a client that speaks JSON, and objects that nobody can mutate. */
export interface ServerFixture {
  readonly server: ApiServer;
  readonly clock: VirtualClock;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  patch(type: PatchType, path: string, body: unknown): Promise<Answer>;
  stream(path: string, signal?: AbortSignal): Promise<AsyncIterator<WatchLine>>;
}
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // Test code reads answers freely.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}
export interface WatchLine {
  readonly type: string;
  readonly object: KubeObject;
}
type PatchType = 'json-patch' | 'merge-patch' | 'strategic-merge-patch' | 'apply';

const MEDIA: Readonly<Record<PatchType, string>> = {
  'json-patch': 'application/json-patch+json',
  'merge-patch': 'application/merge-patch+json',
  'strategic-merge-patch': 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export function aServer(overrides: Partial<ApiServerOptions> = {}): ServerFixture {
  const clock = new VirtualClock();
  const server = createApiServer({
    clock,
    random: seededRandom(7),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.2-eks-0000000' },
    admission: [],
    authenticate: (authorization) =>
      authorization === 'Bearer nobody'
        ? undefined
        : authorization === 'Bearer jane'
          ? { username: 'jane', groups: [] }
          : { username: 'admin', groups: ['system:masters'] },
    nodeProxy: {
      logs: (_pod, { container }) => Buffer.from(`log of ${container}\n`),
      exec: async (_pod, { command }) =>
        finishedSession({
          stdout: `${command.join(' ')}\n`,
          exitCode: command[0] === 'false' ? 1 : 0,
        }),
    },
    ...overrides,
  });
  for (const gvk of FROZEN) server.api.watch(gvk, '1', ({ object }) => deepFreeze(object));

  const request = (
    method: string,
    path: string,
    rest: {
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<HttpResponse> =>
    server.handle({
      method,
      path,
      origin: 'https://twin',
      headers: { 'content-type': 'application/json', 'user-agent': 'tester/1', ...rest.headers },
      body: rest.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(rest.body)),
      signal: rest.signal,
    });
  const send: ServerFixture['send'] = async (method, path, body, headers = {}) => {
    const response = await request(method, path, { body, headers });
    const text = Buffer.from(await readBody(response)).toString();
    const isJson = (response.headers['content-type'] ?? '').startsWith('application/json');
    return { ...response, body: isJson ? (JSON.parse(text) as unknown) : text };
  };
  return {
    server,
    clock,
    send,
    patch: (type, path, body) => send('PATCH', path, body, { 'content-type': MEDIA[type] }),
    async stream(path, signal) {
      const response = await request('GET', path, { signal });
      return lines(response.body as AsyncIterable<Uint8Array>);
    },
  };
}

const FROZEN = [
  'v1/Pod', 'v1/ConfigMap', 'v1/Service', 'v1/Namespace', 'v1/Node', 'apps/v1/Deployment',
  'policy/v1/PodDisruptionBudget', 'batch/v1/Job',
]; // prettier-ignore

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchLine, void> {
  for await (const chunk of body)
    for (const line of Buffer.from(chunk).toString().split('\n'))
      if (line !== '') yield JSON.parse(line) as WatchLine;
}

export const aPod = (name: string, spoil: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.29' }], ...spoil },
});

export const aDeployment = (name: string, spec: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
    },
    ...spec,
  },
});

export const aConfigMap = (name: string, data: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
export const PODS = '/api/v1/namespaces/default/pods';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
