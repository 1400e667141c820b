import type { HttpResponse, Pod } from '../../../model/index.ts';
import { at, textAt } from '../draft.ts';
import type { ResourceCall } from '../http/call.ts';
import { requiredBody, targetOf, writeCall } from '../http/call.ts';
import { patch } from '../http/patching.ts';
import { jsonResponse } from '../http/respond.ts';
import { deleteOptionsOf, deletingCall, get, update } from '../http/verbs.ts';
import { badRequest, methodNotAllowed, pathNotFound } from '../status-error.ts';
import { getObject } from '../operations/read.ts';
import { bindPod } from './binding.ts';
import { hostOf } from './connect.ts';
import { evictPod } from './eviction.ts';
import { podLog } from './log.ts';
import { scale } from './scale.ts';
import { serviceAccountToken } from './token.ts';

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

/** What stands behind `/NAME/SUBRESOURCE`. */
export async function subresource(call: ResourceCall, verb: string): Promise<HttpResponse> {
  const name = call.path.subresource;
  const known = call.definition.subresources.find((s) => s.name === name);
  if (!known) throw pathNotFound();
  if (!known.verbs.includes(verb)) throw methodNotAllowed();
  switch (name) {
    case 'scale':
      return scale(call, verb);
    case 'binding':
      return binding(call);
    case 'eviction':
      return eviction(call);
    case 'log':
      return podLog(call);
    case 'token':
      return serviceAccountToken(call);
    case 'exec':
    case 'attach':
    case 'portforward':
      hostOf(getObject(call.kernel, targetOf(call)) as Pod);
      throw badRequest('Upgrade request required');
    case 'proxy':
      throw badRequest('proxying into the cluster network is not part of this API server');
    default:
      if (verb === 'get') return get(call);
      return verb === 'patch' ? patch(call) : update(call);
  }
}

async function binding(call: ResourceCall): Promise<HttpResponse> {
  const body = requiredBody(call);
  const kind = textAt(body, 'target', 'kind') ?? '';
  if (kind !== '' && kind !== 'Node')
    throw badRequest(
      `Binding "${call.path.name ?? ''}" is invalid: target.kind: Unsupported value: "${kind}": supported values: "Node", "<empty>"`,
    );
  const annotations = at(body, 'metadata', 'annotations') as Record<string, string> | undefined;
  await bindPod(call.kernel, writeCall(call), targetOf(call), {
    nodeName: textAt(body, 'target', 'name') ?? '',
    uid: textAt(body, 'metadata', 'uid'),
    ...(annotations ? { annotations } : {}),
  });
  return jsonResponse(201, { ...SUCCESS, code: 201 });
}

async function eviction(call: ResourceCall): Promise<HttpResponse> {
  const body = requiredBody(call);
  const apiVersion = textAt(body, 'apiVersion');
  if (textAt(body, 'kind') !== 'Eviction' || !/^policy\/v1(beta1)?$/.test(apiVersion ?? ''))
    throw badRequest(
      `no kind "${textAt(body, 'kind') ?? ''}" is registered for version "${apiVersion ?? ''}"`,
    );
  const name = textAt(body, 'metadata', 'name') ?? '';
  if (name !== call.path.name)
    throw badRequest('name in URL does not match name in Eviction object');
  const options = at(body, 'deleteOptions') ?? {};
  const write = deletingCall(call, options);
  await evictPod(call.kernel, write, targetOf(call), deleteOptionsOf(call, options));
  return jsonResponse(201, { ...SUCCESS, code: 201 });
}
