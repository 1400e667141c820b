import type { HttpResponse, KubeObject } from '../../../model/index.ts';
import { at, numberAt, textAt } from '../draft.ts';
import { createObject } from '../operations/create.ts';
import { deleteObject, type DeleteOptions } from '../operations/delete.ts';
import { getObject, listObjects, type ListOptions } from '../operations/read.ts';
import { updateObject } from '../operations/update.ts';
import { badRequest } from '../status-error.ts';
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
import { renderList } from './render.ts';
import { jsonResponse } from './respond.ts';
import { watchResponse } from './watch-stream.ts';

export const get = (call: ResourceCall): HttpResponse =>
  answer(call, getObject(call.kernel, targetOf(call)));

export function list(call: ResourceCall): HttpResponse {
  const { kernel, definition, info } = call;
  const { query } = info;
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
  const object = await updateObject(
    call.kernel,
    writeCall(call),
    targetOf(call),
    requiredBody(call),
  );
  return answer(call, object);
}

export async function remove(call: ResourceCall): Promise<HttpResponse> {
  const { kernel, definition } = call;
  const options = deleteOptionsOf(call);
  const outcome = await deleteObject(kernel, writeCall(call), targetOf(call), options);
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
  const found = listObjects(kernel, place, selectorsOf(call.info.query));
  const write = writeCall(call);
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

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;

/** From the body, or from the query of clients that send none. */
export function deleteOptionsOf(call: ResourceCall, body: unknown = bodyOf(call)): DeleteOptions {
  const { query } = call.info;
  const policy = textAt(body, 'propagationPolicy') ?? query.get('propagationPolicy') ?? undefined;
  const orphan = at(body, 'orphanDependents') ?? query.get('orphanDependents');
  const propagation =
    policy === undefined || policy === ''
      ? orphan === true || orphan === 'true'
        ? 'Orphan'
        : undefined
      : POLICIES.find((p) => p === policy);
  if (policy && !propagation)
    throw badRequest(
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "${policy}": supported values: "Background", "Foreground", "Orphan"`,
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

function numberParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const n = Number(text);
  if (!Number.isInteger(n)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return n;
}

export const optional = <K extends string, V>(
  key: K,
  value: V | undefined,
): Record<K, V> | Record<never, never> => (value === undefined ? {} : { [key]: value });
