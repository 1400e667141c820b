import {
  UpgradeRefused,
  type Channel,
  type HttpRequest,
  type HttpResponse,
} from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import { passedOn } from '../aggregation.ts';
import { impersonated } from '../authorization/impersonation.ts';
import { authorize, authorizePath } from '../authorization/rbac.ts';
import { discoveryResponse } from '../discovery/index.ts';
import type { Kernel } from '../kernel.ts';
import { forbidden, forbiddenPath, pathNotFound, unauthorized } from '../status-error.ts';
import { connectPod } from '../subresources/connect.ts';
import { warningHeaders, type ResourceCall } from './call.ts';
import { checkPlace, dispatch, verbOf } from './dispatch.ts';
import { negotiate } from './negotiate.ts';
import { BadUrl, requestInfo, type RequestInfo, type ResourcePath } from './request-info.ts';
import { failureResponse, textResponse } from './respond.ts';

export interface HttpApi {
  handle(request: HttpRequest): Promise<HttpResponse>;
  connect(request: HttpRequest): Promise<Channel>;
}

/** Who comes without a token, and only then: a token that nobody has is refused. */
const ANONYMOUS: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

export function createHttpApi(kernel: Kernel): HttpApi {
  const userOf = ({ headers }: HttpRequest): UserInfo => {
    const { authorization } = headers;
    const caller = kernel.authenticate(authorization);
    if (!caller && /^bearer /i.test(authorization ?? '')) throw unauthorized();
    return impersonated(kernel, caller ?? ANONYMOUS, headers);
  };
  /** In the order of a real server: who, whether they may, and only then whether it exists. */
  const open = (
    request: HttpRequest,
    upgrade?: 'create',
  ): HttpResponse | Promise<HttpResponse> | ResourceCall => {
    const info = requestInfo(request);
    const user = userOf(request);
    const path = info.resource;
    const verb = upgrade ?? verbOf(info);
    if (path) checkAccess(kernel, user, path, verb);
    else checkPathAccess(kernel, user, info);
    const definition = path && kernel.registry.find(path.group, path.version, path.resource);
    if (!path || !definition)
      return (
        passedOn(kernel, request, info) ??
        discoveryResponse(kernel, request, info) ??
        nothingAt(info)
      );
    if (!upgrade) checkPlace(definition, path, request.method);
    const rendering = negotiate(request.headers['accept'], verb);
    return { kernel, request, info, path, definition, user, rendering, warnings: [] };
  };
  /** Below a group that is served, what is missing is told as a Status; elsewhere in plain text. */
  const nothingAt = ({ parts }: RequestInfo): HttpResponse => {
    const [root, group = ''] = parts;
    const isServed = root === 'api' || (root === 'apis' && (parts.length === 1 || [...kernel.registry.all()].some((d) => d.group === group))); // prettier-ignore
    if (isServed) throw pathNotFound();
    return textResponse(404, '404 page not found\n');
  };
  return {
    async handle(request) {
      let warnings: readonly string[] = [];
      try {
        const opened = open(request);
        if (isAnswer(opened)) return await opened;
        ({ warnings } = opened);
        return await dispatch(opened, verbOf(opened.info));
      } catch (error) {
        if (error instanceof BadUrl) return textResponse(400, '400 Bad Request');
        // What was noticed on the way is told even when the request fails in the end.
        const { headers, ...rest } = failureResponse(error);
        return { ...rest, headers: { ...headers, ...warningHeaders(warnings) } };
      }
    },
    async connect(request) {
      try {
        const opened = open(request, 'create');
        if (isAnswer(opened)) throw new UpgradeRefused(await opened);
        return await connectPod(opened);
      } catch (error) {
        if (error instanceof UpgradeRefused) throw error;
        throw new UpgradeRefused(failureResponse(error));
      }
    },
  };
}

const isAnswer = (
  opened: HttpResponse | Promise<HttpResponse> | ResourceCall,
): opened is HttpResponse | Promise<HttpResponse> =>
  opened instanceof Promise || 'status' in opened;

function checkAccess(kernel: Kernel, user: UserInfo, path: ResourcePath, verb: string): void {
  const { resource, subresource, name, group } = path;
  // A namespace lies in itself: who may read a namespace's objects may be let see it, too.
  const namespace = group === '' && resource === 'namespaces' ? name : path.namespace;
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
    { group, resource },
    name ?? '',
    `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
  );
}

function checkPathAccess(kernel: Kernel, user: UserInfo, { path, method }: RequestInfo): void {
  const verb = method.toLowerCase();
  if (!authorizePath(kernel, user, { verb, path }).allowed)
    throw forbiddenPath(user.username, verb, path);
}
