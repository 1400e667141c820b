import {
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
  type Pod,
} from '../../model/index.ts';
import { execChannel, type NodeProxy } from '../apiserver/index.ts';
import { ApiStatusError, type KubeApi } from '../runtime/index.ts';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** What stands behind kubelet's port. */
export interface KubeletApi {
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly connect: (request: HttpRequest) => Promise<Channel>;
}

/**
 * Kubelet's HTTPS endpoint as a real API server calls it: `/containerLogs/NS/POD/CONTAINER` and a
 * WebSocket on `/exec/NS/POD/CONTAINER` and `/attach/NS/POD/CONTAINER`. One for all nodes: the pod tells where it runs.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/server/server.go (read 2026-11-24)
 */
export function kubeletApi(o: {
  readonly api: () => KubeApi;
  readonly nodes: NodeProxy;
}): KubeletApi {
  const find = async (path: string, verb: string): Promise<{ pod: Pod; container: string }> => {
    const [, said, namespace, name, container] = path.split('/').map(decodeURIComponent);
    const pod =
      said === verb && name !== undefined && container !== undefined
        ? await o.api().get('v1/Pod', namespace, name)
        : undefined;
    if (!pod || container === undefined)
      throw new ApiStatusError({ code: 404, reason: 'NotFound', message: `pod does not exist` });
    return { pod: pod as Pod, container };
  };
  return {
    async handle(request) {
      const url = new URL(request.path, 'https://kubelet');
      try {
        const { pod, container } = await find(url.pathname, 'containerLogs');
        const number = (name: string): number | undefined => {
          const text = url.searchParams.get(name);
          return text === null || text === '' ? undefined : Number(text);
        };
        const flag = (name: string): boolean => url.searchParams.get(name) === 'true';
        const tailLines = number('tailLines');
        const sinceSeconds = number('sinceSeconds');
        const limitBytes = number('limitBytes');
        const sinceTime = url.searchParams.get('sinceTime');
        const body = await o.nodes.logs(pod, {
          container,
          follow: flag('follow'),
          previous: flag('previous'),
          timestamps: flag('timestamps'),
          ...(tailLines === undefined ? {} : { tailLines }),
          ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
          ...(limitBytes === undefined ? {} : { limitBytes }),
          ...(sinceTime === null ? {} : { sinceTime }),
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        });
        return { status: 200, headers: { 'content-type': 'text/plain' }, body };
      } catch (error) {
        return refusal(error);
      }
    },
    async connect(request) {
      const url = new URL(request.path, 'https://kubelet');
      const offered = (request.headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .map((p) => p.trim());
      try {
        const protocol = PROTOCOLS.find((p) => offered.includes(p));
        if (protocol === undefined)
          throw new ApiStatusError({ code: 400, reason: '', message: 'no protocol in common' });
        const isAttach = url.pathname.startsWith('/attach/');
        const { pod, container } = await find(url.pathname, isAttach ? 'attach' : 'exec');
        const flag = (name: string): boolean =>
          ['1', 'true'].includes(url.searchParams.get(name) ?? '');
        // Kubelet's own names: the API server has renamed stdin, stdout and stderr.
        const exec = {
          container,
          command: url.searchParams.getAll('command'),
          stdin: flag('input'),
          stdout: flag('output'),
          stderr: flag('error'),
          tty: flag('tty'),
        };
        const session = isAttach ? o.nodes.attach?.(pod, exec) : o.nodes.exec(pod, exec);
        if (!session)
          throw new ApiStatusError({
            code: 400,
            reason: '',
            message: 'attaching is not supported',
          });
        return execChannel(protocol, exec, await session);
      } catch (error) {
        throw new UpgradeRefused(refusal(error));
      }
    },
  };
}

function refusal(error: unknown): HttpResponse {
  const known = error instanceof ApiStatusError;
  return {
    status: known ? error.code : 500,
    headers: { 'content-type': 'text/plain' },
    body: Buffer.from(error instanceof Error ? error.message : String(error)),
  };
}
