import type { HttpResponse } from '../../../model/index.ts';
import { review } from '../authorization/reviews.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { methodNotAllowed, pathNotFound } from '../status-error.ts';
import { subresource } from '../subresources/index.ts';
import type { ResourceCall } from './call.ts';
import { isTrue } from './options.ts';
import { patch } from './patching.ts';
import type { RequestInfo, ResourcePath } from './request-info.ts';
import { create, get, list, remove, removeAll, update, watch } from './verbs.ts';

/** The API verb of a request for a resource, as authorization and discovery name it. */
export function verbOf({ resource: path, method, query }: RequestInfo): string {
  const named = path?.name !== undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (path?.watch || (isTrue(query.get('watch')) && path?.subresource === undefined))
        return 'watch';
      return named ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}

/**
 * Whether something is served at such a path at all: objects of namespaces are only read across
 * them, and everything else lies either in a namespace or in none.
 * @throws 404 for a path that is none, 405 for one that is read only
 */
export function checkPlace(
  definition: ResourceDefinition,
  { namespace, name, subresource: part }: ResourcePath,
  method: string,
): void {
  const isReading = method === 'GET';
  const isNamed = name !== undefined;
  if (!definition.namespaced && namespace !== undefined) throw pathNotFound();
  if (definition.namespaced && namespace === undefined) {
    if (isNamed) throw pathNotFound();
    if (!isReading) throw methodNotAllowed();
  }
  if (definition.virtual && isNamed) throw pathNotFound();
  // Go's router has no HEAD where it has GET.
  if (method === 'HEAD') throw methodNotAllowed();
  if (part === undefined && isNamed === (method === 'POST') && !isReading && method !== 'DELETE')
    throw methodNotAllowed();
}

export async function dispatch(call: ResourceCall, verb: string): Promise<HttpResponse> {
  const { definition, path } = call;
  if (path.subresource !== undefined) return subresource(call, verb);
  if (!definition.verbs.includes(verb)) throw methodNotAllowed();
  switch (verb) {
    case 'get':
      return get(call);
    case 'list':
      return list(call);
    case 'watch':
      return watch(call);
    case 'create':
      return definition.virtual ? review(call) : create(call);
    case 'update':
      return update(call);
    case 'patch':
      return patch(call);
    case 'delete':
      return remove(call);
    case 'deletecollection':
      return removeAll(call);
    default:
      throw methodNotAllowed();
  }
}
