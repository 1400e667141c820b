import type { Draft } from '../draft.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';
import { schemaNameOf, type Dialect } from './schemas.ts';

const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
];

const queryParameter = (name: string, dialect: Dialect, type = 'string'): Draft =>
  dialect === 'v2'
    ? { name, in: 'query', type, uniqueItems: true }
    : { name, in: 'query', schema: { type, uniqueItems: true } };

/** The parameters that clients look for before they use them. */
const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'];
const ACTIONS: Readonly<Record<string, readonly [method: string, parameters: readonly string[]]>> =
  {
    get: ['get', []],
    update: ['put', WRITE],
    patch: ['patch', [...WRITE, 'force']],
    delete: ['delete', ['dryRun', 'gracePeriodSeconds', 'propagationPolicy']],
  };
const COLLECTION: typeof ACTIONS = {
  list: ['get', ['allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch', 'sendInitialEvents', 'timeoutSeconds', 'watch']],
  create: ['post', WRITE],
  deletecollection: ['delete', ['dryRun', 'fieldSelector', 'labelSelector']],
}; // prettier-ignore

/** The paths of one resource, with its subresources. */
export function pathsOf(d: ResourceDefinition, dialect: Dialect): Draft {
  const root = d.group === '' ? '/api/v1' : `/apis/${apiVersionOf(d)}`;
  const base = d.namespaced
    ? `${root}/namespaces/{namespace}/${d.resource}`
    : `${root}/${d.resource}`;
  const paths: Draft = {
    [base]: item(d, COLLECTION, d.verbs, dialect),
  };
  if (d.verbs.includes('get')) paths[`${base}/{name}`] = item(d, ACTIONS, d.verbs, dialect);
  if (d.namespaced && d.verbs.includes('list'))
    paths[`${root}/${d.resource}`] = item(d, COLLECTION, ['list'], dialect);
  for (const s of d.subresources) {
    const verbs = s.verbs.includes('create') ? ['create'] : s.verbs;
    paths[`${base}/{name}/${s.name}`] = item(
      d,
      { ...ACTIONS, create: ['post', WRITE] },
      verbs,
      dialect,
    );
  }
  return paths;
}

function item(
  d: ResourceDefinition,
  actions: typeof ACTIONS,
  verbs: readonly string[],
  dialect: Dialect,
): Draft {
  const result: Draft = {};
  for (const [verb, [method, parameters]] of Object.entries(actions)) {
    if (!verbs.includes(verb)) continue;
    result[method] = operation(d, verb, parameters, dialect);
  }
  return result;
}

function operation(
  d: ResourceDefinition,
  verb: string,
  parameters: readonly string[],
  dialect: Dialect,
): Draft {
  const ref = `${dialect === 'v2' ? '#/definitions/' : '#/components/schemas/'}${schemaNameOf(d)}`;
  const schema = { $ref: ref };
  const patchTypes = d.custom
    ? PATCH_TYPES
    : [...PATCH_TYPES, 'application/strategic-merge-patch+json'];
  const content = (types: readonly string[]): Draft =>
    Object.fromEntries(types.map((type) => [type, { schema }]));
  const isPatch = verb === 'patch';
  const hasBody = ['create', 'update', 'patch'].includes(verb);
  return {
    operationId: `${verb}_${d.group}_${d.version}_${d.resource}`,
    parameters: [
      ...parameters.map((name) => queryParameter(name, dialect)),
      ...(dialect === 'v2' && hasBody
        ? [{ name: 'body', in: 'body', required: true, schema }]
        : []),
    ],
    ...(dialect === 'v2'
      ? {
          consumes: isPatch ? patchTypes : ['*/*'],
          produces: ['application/json', 'application/yaml'],
        }
      : hasBody
        ? { requestBody: { content: content(isPatch ? patchTypes : ['*/*']) } }
        : {}),
    responses: {
      '200':
        dialect === 'v2'
          ? { description: 'OK', schema }
          : { description: 'OK', content: content(['application/json', 'application/yaml']) },
    },
    'x-kubernetes-action': verb === 'update' ? 'put' : verb === 'create' ? 'post' : verb,
    'x-kubernetes-group-version-kind': { group: d.group, version: d.version, kind: d.kind },
  };
}
