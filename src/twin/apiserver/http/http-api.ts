import {
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
} from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import { discoveryResponse } from '../discovery/index.ts';
import type { Kernel } from '../kernel.ts';
import { methodNotAllowed, unauthorized } from '../status-error.ts';
import { connectPod } from '../subresources/connect.ts';
import type { ResourceCall } from './call.ts';
import { renderingOf } from './call.ts';
import { dispatch, verbOf } from './dispatch.ts';
import { requestInfo } from './request-info.ts';
import { failureResponse, textResponse } from './respond.ts';

export interface HttpApi {
  handle(request: HttpRequest): Promise<HttpResponse>;
  connect(request: HttpRequest): Promise<Channel>;
}

export interface HttpOptions {
  readonly authenticate: (authorization: string | undefined) => UserInfo | undefined;
}

/** Open to everyone, as on a real cluster (`system:public-info-viewer`). */
const PUBLIC = /^\/(version|healthz|livez|readyz)(\/|$)/;

export function createHttpApi(kernel: Kernel, options: HttpOptions): HttpApi {
  const open = (request: HttpRequest): HttpResponse | ResourceCall => {
    const info = requestInfo(request);
    const user = options.authenticate(request.headers['authorization']);
    if (!user && !PUBLIC.test(info.path)) throw unauthorized();
    const path = info.resource;
    const definition = path && kernel.registry.find(path.group, path.version, path.resource);
    if (!path || !definition || !user) {
      if (request.method !== 'GET' && request.method !== 'HEAD' && !path) throw methodNotAllowed();
      return discoveryResponse(kernel, request, info) ?? textResponse(404, '404 page not found\n');
    }
    const rendering = renderingOf(request);
    return { kernel, request, info, path, definition, user, rendering, warnings: [] };
  };
  return {
    async handle(request) {
      try {
        const opened = open(request);
        if ('status' in opened) return opened;
        return await dispatch(opened, verbOf(opened));
      } catch (error) {
        return failureResponse(error);
      }
    },
    async connect(request) {
      try {
        const opened = open(request);
        if ('status' in opened) throw new UpgradeRefused(opened);
        return await connectPod(opened);
      } catch (error) {
        if (error instanceof UpgradeRefused) throw error;
        throw new UpgradeRefused(failureResponse(error));
      }
    },
  };
}
