import type { HttpRequest, HttpResponse } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import { apiVersionOf, type Registry } from '../registry/index.ts';
import { notAcceptable } from '../status-error.ts';
import { openApiProtobuf, PROTOBUF_TYPE } from './protobuf.ts';
import { pathsOf } from './paths.ts';
import { allSchemas, type Dialect } from './schemas.ts';

interface Documents {
  readonly generation: number;
  readonly byPath: Map<string, Buffer>;
}
const cache = new WeakMap<Registry, Documents>();

/** `/openapi/v2`, `/openapi/v3` and `/openapi/v3/…`; `undefined` for paths that are not there. */
export function openApiResponse(
  kernel: Kernel,
  request: HttpRequest,
  parts: readonly string[],
): HttpResponse | undefined {
  const { registry } = kernel;
  let documents = cache.get(registry);
  if (documents?.generation !== registry.generation)
    cache.set(registry, (documents = { generation: registry.generation, byPath: new Map() }));
  const accept = request.headers['accept'] ?? '';
  const protobuf = /protobuf/.test(accept) && !/json|\*\/\*/.test(accept);
  if (protobuf && parts[1] !== 'v2') throw notAcceptable(['application/json']);
  const path = `${parts.join('/')}${protobuf ? '.pb' : ''}`;
  let body = documents.byPath.get(path);
  if (!body) {
    const made = build(kernel, parts);
    if (made === undefined) return undefined;
    body = protobuf ? openApiProtobuf(made) : Buffer.from(JSON.stringify(made));
    documents.byPath.set(path, body);
  }
  return {
    status: 200,
    headers: {
      'content-type': protobuf ? PROTOBUF_TYPE : 'application/json',
      etag: `"${registry.generation}-${path}"`,
    },
    body,
  };
}

const info = (kernel: Kernel): Draft => ({
  title: 'Kubernetes',
  version: kernel.version.gitVersion,
});

function build(kernel: Kernel, parts: readonly string[]): Draft | undefined {
  const { registry } = kernel;
  const [, dialect, ...rest] = parts;
  if (dialect === 'v2' && rest.length === 0)
    return {
      swagger: '2.0',
      info: info(kernel),
      paths: collect(registry, 'v2', () => true),
      definitions: allSchemas(registry, 'v2'),
    };
  if (dialect !== 'v3') return undefined;
  if (rest.length === 0)
    return {
      paths: Object.fromEntries(
        registry.groupVersions().map(({ group, version }) => {
          const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
          return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${registry.generation}` }];
        }),
      ),
    };
  const wanted = rest[0] === 'api' ? rest.slice(1) : rest[0] === 'apis' ? rest.slice(1) : [];
  const paths = collect(registry, 'v3', (apiVersion) => apiVersion === wanted.join('/'));
  if (Object.keys(paths).length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: info(kernel),
    paths,
    components: { schemas: reachable(allSchemas(registry, 'v3'), paths) },
  };
}

function collect(
  registry: Registry,
  dialect: Dialect,
  test: (apiVersion: string) => boolean,
): Draft {
  const paths: Draft = {};
  for (const d of registry.all())
    if (test(apiVersionOf(d))) Object.assign(paths, pathsOf(d, dialect));
  return paths;
}

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g;

/** Only the schemas that the paths lead to: a group's document stays small. */
function reachable(schemas: Draft, from: unknown): Draft {
  const result: Draft = {};
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(REFERENCE)) {
      if (name === undefined || name in result || schemas[name] === undefined) continue;
      result[name] = schemas[name];
      visit(schemas[name]);
    }
  };
  visit(from);
  return result;
}
