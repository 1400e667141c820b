import type { HttpRequest } from '../../../model/index.ts';

/** What a URL asks for, before it is known whether that exists. */
export interface RequestInfo {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Absent for /version, discovery and the like. */
  readonly resource?: ResourcePath;
}

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace?: string;
  readonly resource: string;
  readonly name?: string;
  readonly subresource?: string;
  /** The deprecated `/watch/` prefix. */
  readonly watch: boolean;
}

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

export function requestInfo(request: Pick<HttpRequest, 'method' | 'path'>): RequestInfo {
  const cut = request.path.indexOf('?');
  const path = cut < 0 ? request.path : request.path.slice(0, cut);
  const query = new URLSearchParams(cut < 0 ? '' : request.path.slice(cut + 1));
  const resource = resourcePath(path);
  return { method: request.method, path, query, ...(resource ? { resource } : {}) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function resourcePath(path: string): ResourcePath | undefined {
  const parts = path
    .split('/')
    .filter((p) => p !== '')
    .map(decode);
  let group: string;
  let version: string | undefined;
  let rest: string[];
  if (parts[0] === 'api') {
    group = '';
    version = parts[1];
    rest = parts.slice(2);
  } else if (parts[0] === 'apis') {
    group = parts[1] ?? '';
    version = parts[2];
    rest = parts.slice(3);
  } else return undefined;
  if (version === undefined || rest.length === 0) return undefined;
  const watch = rest[0] === 'watch';
  if (watch) rest = rest.slice(1);
  const base = { group, version, watch };
  const namespaced =
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(rest.length === 3 && group === '' && NAMESPACE_SUBRESOURCES.has(rest[2] as string));
  const namespace = namespaced ? rest[1] : undefined;
  const [resource, name, subresource, ...extra] = namespaced ? rest.slice(2) : rest;
  // Only proxies carry a path of their own behind the subresource, and none is served.
  if (resource === undefined || extra.length > 0) return undefined;
  return {
    ...base,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}
