import type { HttpRequest } from '../../../model/index.ts';

/** What a URL asks for, before it is known whether that exists. */
export interface RequestInfo {
  readonly method: string;
  /** Decoded, as everything that routes and authorizes sees it. */
  readonly path: string;
  /** The path's segments, without the one that a slash at the end would leave. */
  readonly parts: readonly string[];
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

/**
 * The path is decoded before it is taken apart, as Go's server does: a coded slash separates, too.
 * @throws BadUrl when the path's coding is none.
 */
export function requestInfo(request: Pick<HttpRequest, 'method' | 'path'>): RequestInfo {
  const cut = request.path.indexOf('?');
  const path = decoded(cut < 0 ? request.path : request.path.slice(0, cut));
  const query = new URLSearchParams(cut < 0 ? '' : request.path.slice(cut + 1));
  const parts = path.replace(/\/$/, '').split('/').slice(1);
  const resource = parts.includes('') ? undefined : resourcePath(parts);
  return { method: request.method, path, parts, query, ...(resource ? { resource } : {}) };
}

/** Refused below the API, in plain text. */
export class BadUrl extends Error {}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new BadUrl('the path is not percent-encoded');
  }
}

function resourcePath(parts: readonly string[]): ResourcePath | undefined {
  let group: string;
  let version: string | undefined;
  let rest: readonly string[];
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
