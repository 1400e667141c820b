import type { HttpResponse } from '../../../model/index.ts';
import { review } from '../authorization/reviews.ts';
import { methodNotAllowed } from '../status-error.ts';
import { subresource } from '../subresources/index.ts';
import type { ResourceCall } from './call.ts';
import { patch } from './patching.ts';
import { create, get, list, remove, removeAll, update, watch } from './verbs.ts';

/** The API verb of a request, as authorization and discovery name it. */
export function verbOf(call: Pick<ResourceCall, 'info' | 'path' | 'request'>): string {
  const { path, info } = call;
  const named = path.name !== undefined;
  switch (call.request.method) {
    case 'GET':
    case 'HEAD':
      if (path.watch || (isTrue(info.query.get('watch')) && path.subresource === undefined))
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
      return call.request.method.toLowerCase();
  }
}

const isTrue = (text: string | null): boolean => text === 'true' || text === '1' || text === '';

export async function dispatch(call: ResourceCall, verb: string): Promise<HttpResponse> {
  const { definition, path } = call;
  if (path.subresource !== undefined) return subresource(call, verb);
  const allowed = definition.verbs.includes(verb) && (verb !== 'create' || path.name === undefined);
  if (!allowed) throw methodNotAllowed();
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
