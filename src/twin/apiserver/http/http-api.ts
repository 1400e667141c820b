import {
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
} from '../../../model/index.ts';
import { impersonated } from '../authorization/impersonation.ts';
import { authorize } from '../authorization/rbac.ts';
import { discoveryResponse } from '../discovery/index.ts';
import type { Kernel } from '../kernel.ts';
import { forbidden, methodNotAllowed, unauthorized } from '../status-error.ts';
import { connectPod } from '../subresources/connect.ts';
import type { ResourceCall } from './call.ts';
import { renderingOf, warningHeaders } from './call.ts';
import { dispatch, verbOf } from './dispatch.ts';
import { requestInfo } from './request-info.ts';
import { failureResponse, textResponse } from './respond.ts';

export interface HttpApi {
  handle(request: HttpRequest): Promise<HttpResponse>;
  connect(request: HttpRequest): Promise<Channel>;
}

/** Open to everyone, as on a real cluster (`system:public-info-viewer`). */
const PUBLIC = /^\/(version|healthz|livez|readyz)(\/|$)/;

export function createHttpApi(kernel: Kernel): HttpApi {
  const open = (request: HttpRequest): HttpResponse | ResourceCall => {
    const info = requestInfo(request);
    const caller = kernel.authenticate(request.headers['authorization']);
    if (!caller && !PUBLIC.test(info.path)) throw unauthorized();
    const user = caller && impersonated(kernel, caller, request.headers);
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
      let warnings: readonly string[] = [];
      try {
        const opened = open(request);
        if ('status' in opened) return opened;
        ({ warnings } = opened);
        const verb = verbOf(opened);
        checkAccess(opened, verb);
        return await dispatch(opened, verb);
      } catch (error) {
        // What was noticed on the way is told even when the request fails in the end.
        const { headers, ...rest } = failureResponse(error);
        return { ...rest, headers: { ...headers, ...warningHeaders(warnings) } };
      }
    },
    async connect(request) {
      try {
        const opened = open(request);
        if ('status' in opened) throw new UpgradeRefused(opened);
        checkAccess(opened, 'create');
        return await connectPod(opened);
      } catch (error) {
        if (error instanceof UpgradeRefused) throw error;
        throw new UpgradeRefused(failureResponse(error));
      }
    },
  };
}

function checkAccess(call: ResourceCall, verb: string): void {
  const { path, definition, user, kernel } = call;
  const { resource, subresource, namespace, name, group } = path;
  const attributes = {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
  if (authorize(kernel, user, attributes).allowed) return;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where =
    namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  throw forbidden(
    definition,
    name ?? '',
    `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
  );
}
