import type { HttpResponse, KubeObject } from '../../../model/index.ts';
import { at, numberAt, textAt } from '../draft.ts';
import type { Call } from '../kernel.ts';
import { createObject } from '../operations/create.ts';
import { deleteObject, type DeleteOptions } from '../operations/delete.ts';
import { badVersion, getObject, listObjects, type ListOptions } from '../operations/read.ts';
import { updateObject } from '../operations/update.ts';
import { badRequest, unforeseen } from '../status-error.ts';
import {
  answer,
  bodyOf,
  requiredBody,
  selectorsOf,
  targetOf,
  warningHeaders,
  writeCall,
  type ResourceCall,
} from './call.ts';
import { checkListOptions, isTrue, numberParameter, propagationOf } from './options.ts';
import { renderList } from './render.ts';
import { jsonResponse } from './respond.ts';
import { watchResponse } from './watch-stream.ts';

export function get(call: ResourceCall): HttpResponse {
  const object = getObject(call.kernel, targetOf(call));
  const version = call.info.query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) throw unforeseen(badVersion(version));
  return answer(call, object);
}

export function list(call: ResourceCall): HttpResponse {
  const { kernel, definition, info } = call;
  const { query } = info;
  checkListOptions(query, false);
  numberParameter(query, 'timeoutSeconds');
  const options: ListOptions = {
    ...selectorsOf(query),
    ...optional('limit', numberParameter(query, 'limit')),
    ...optional('continue', query.get('continue') || undefined),
    ...optional('resourceVersion', query.get('resourceVersion') || undefined),
    ...optional('resourceVersionMatch', query.get('resourceVersionMatch') || undefined),
  };
  const place = { definition, namespace: call.path.namespace };
  return renderList(definition, listObjects(kernel, place, options), {
    rendering: call.rendering,
    headers: warningHeaders(call.warnings),
    includeObject: query.get('includeObject') ?? undefined,
    nowMs: kernel.clock.now(),
  });
}

export function watch(call: ResourceCall): HttpResponse {
  const { kernel, definition, info, path } = call;
  const selectors = selectorsOf(info.query);
  if (path.name !== undefined)
    Object.assign(selectors, { fieldSelector: `metadata.name=${path.name}` });
  return watchResponse(
    kernel,
    { definition, namespace: path.namespace },
    { query: info.query, rendering: call.rendering, signal: call.request.signal, ...selectors },
  );
}

export async function create(call: ResourceCall): Promise<HttpResponse> {
  const { kernel, definition, path } = call;
  const place = { definition, namespace: path.namespace };
  const object = await createObject(kernel, writeCall(call), place, requiredBody(call));
  return answer(call, object, 201);
}

export async function update(call: ResourceCall): Promise<HttpResponse> {
  const target = targetOf(call);
  const body = requiredBody(call);
  if (textAt(body, 'kind') === call.definition.kind && !textAt(body, 'metadata', 'name'))
    throw badRequest(
      `the name of the object (${target.name} based on URL) was undeterminable: name must be provided`,
    );
  return answer(call, await updateObject(call.kernel, writeCall(call), target, body));
}

export async function remove(call: ResourceCall): Promise<HttpResponse> {
  const { kernel, definition } = call;
  const options = deleteOptionsOf(call);
  const write = deletingCall(call);
  const outcome = await deleteObject(kernel, write, targetOf(call), options);
  if (outcome.kind === 'marked' || RETURNS_OBJECT.has(definition.collection))
    return answer(call, outcome.object);
  return jsonResponse(
    200,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: outcome.object.metadata.name,
        ...(definition.group === '' ? {} : { group: definition.group }),
        kind: definition.resource,
        uid: outcome.object.metadata.uid,
      },
    },
    warningHeaders(call.warnings),
  );
}

/** Kinds whose deletion answers with the object that went. */
const RETURNS_OBJECT = new Set([
  '/pods',
  '/persistentvolumeclaims',
  '/persistentvolumes',
  '/podtemplates',
  '/resourcequotas',
  '/serviceaccounts',
  '/services',
]);

export async function removeAll(call: ResourceCall): Promise<HttpResponse> {
  const { kernel, definition, path } = call;
  const options = deleteOptionsOf(call);
  const place = { definition, namespace: path.namespace };
  checkListOptions(call.info.query, false);
  const found = listObjects(kernel, place, selectorsOf(call.info.query));
  const write = deletingCall(call);
  const gone: KubeObject[] = [];
  for (const object of found.items) {
    const { namespace, name } = object.metadata;
    try {
      const outcome = await deleteObject(kernel, write, { definition, namespace, name }, options);
      gone.push(outcome.object);
    } catch (error) {
      if ((error as { code?: number }).code !== 404) throw error;
    }
  }
  return renderList(
    definition,
    { items: gone, resourceVersion: String(kernel.store.revision) },
    {
      rendering: call.rendering,
      headers: warningHeaders(call.warnings),
      nowMs: kernel.clock.now(),
    },
  );
}

/** A deletion may be asked to be a trial by its body, too. */
export function deletingCall(call: ResourceCall, body: unknown = bodyOf(call)): Call {
  const write = writeCall(call);
  const asked = at(body, 'dryRun');
  return { ...write, dryRun: write.dryRun || (Array.isArray(asked) && asked.includes('All')) };
}

/** From the body, or from the query of clients that send none. */
export function deleteOptionsOf(call: ResourceCall, body: unknown = bodyOf(call)): DeleteOptions {
  const { query } = call.info;
  const kind = textAt(body, 'kind') ?? 'DeleteOptions';
  if (kind !== 'DeleteOptions')
    throw badRequest(`no kind "${kind}" is registered for version "${textAt(body, 'apiVersion') ?? ''}"`); // prettier-ignore
  const asked = query.get('orphanDependents');
  const orphan = at(body, 'orphanDependents') ?? (asked === null ? undefined : isTrue(asked));
  const propagation = propagationOf(
    textAt(body, 'propagationPolicy') ?? query.get('propagationPolicy') ?? '',
    typeof orphan === 'boolean' ? orphan : undefined,
  );
  if (propagation === undefined && ORPHANS_BY_DEFAULT.has(call.definition.collection)) {
    call.warnings.push(
      `child pods are preserved by default when ${call.definition.resource} are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning`,
    );
    return deleteOptions(body, query, 'Orphan');
  }
  return deleteOptions(body, query, propagation);
}

/** Kinds from before cascading deletion. */
const ORPHANS_BY_DEFAULT = new Set(['batch/jobs', '/replicationcontrollers']);

function deleteOptions(
  body: unknown,
  query: URLSearchParams,
  propagation: DeleteOptions['propagation'],
): DeleteOptions {
  return {
    ...optional('propagation', propagation),
    ...optional(
      'gracePeriodSeconds',
      numberAt(body, 'gracePeriodSeconds') ?? numberParameter(query, 'gracePeriodSeconds'),
    ),
    ...optional('uid', textAt(body, 'preconditions', 'uid')),
    ...optional('resourceVersion', textAt(body, 'preconditions', 'resourceVersion')),
  };
}

export const optional = <K extends string, V>(
  key: K,
  value: V | undefined,
): Record<K, V> | Record<never, never> => (value === undefined ? {} : { [key]: value });
