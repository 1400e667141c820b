import type { HttpRequest, HttpResponse } from '../../../model/index.ts';
import type { RequestInfo } from '../http/request-info.ts';
import { DISCOVERY_TYPES, negotiateDocument } from '../http/negotiate.ts';
import { JSON_TYPE, jsonResponse, textResponse } from '../http/respond.ts';
import { promisedGroups } from '../aggregation.ts';
import type { Kernel } from '../kernel.ts';
import { methodNotAllowed, pathNotFound } from '../status-error.ts';
import { openApiResponse } from '../openapi/index.ts';
import { aggregatedDiscovery, wantsAggregated } from './aggregated.ts';
import { groupList, groupOf, resourceList } from './legacy.ts';

/** Everything that is not a resource; `undefined` when there is nothing at the path. */
export function discoveryResponse(
  kernel: Kernel,
  request: HttpRequest,
  info: RequestInfo,
): HttpResponse | undefined {
  const { parts } = info;
  const [root] = parts;
  const accept = request.headers['accept'];
  switch (root) {
    case 'version':
      if (parts.length > 1) throw pathNotFound();
      onlyRead(request);
      negotiateDocument(accept, ['application/json']);
      return {
        ...textResponse(200, JSON.stringify(versionBody(kernel), null, 2)),
        headers: { 'content-type': JSON_TYPE },
      };
    case 'healthz':
    case 'livez':
    case 'readyz':
      return healthResponse(info, parts);
    case 'openapi':
      return openApiResponse(kernel, request, parts);
    case 'api':
    case 'apis':
      break;
    default:
      return undefined;
  }
  const core = root === 'api';
  const aggregated = parts.length === 1 ? wantsAggregated(accept) : undefined;
  if (aggregated) return aggregatedDiscovery(kernel, core, aggregated);
  const found = document(kernel, info.parts, request);
  if (found === undefined) return undefined;
  onlyRead(request);
  negotiateDocument(accept, DISCOVERY_TYPES);
  return jsonResponse(200, found);
}

/** Lists of groups, versions and resources. */
function document(kernel: Kernel, parts: readonly string[], request: HttpRequest): unknown {
  const [root, second, third] = parts;
  const core = root === 'api';
  if (parts.length === 1)
    return core
      ? {
          kind: 'APIVersions',
          versions: ['v1'],
          serverAddressByClientCIDRs: [
            { clientCIDR: '0.0.0.0/0', serverAddress: request.origin.replace(/^https?:\/\//, '') },
          ],
        }
      : groupList(kernel.registry, promisedGroups(kernel));
  if (core)
    return parts.length === 2 && second === 'v1'
      ? resourceList(kernel.registry, '', 'v1')
      : undefined;
  if (parts.length === 2) {
    const group =
      groupOf(kernel.registry, second ?? '') ??
      promisedGroups(kernel).find((g) => g.name === second);
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...group };
  }
  if (parts.length !== 3) return undefined;
  const list = resourceList(kernel.registry, second ?? '', third ?? '');
  return list.resources.length === 0 ? undefined : list;
}

function onlyRead({ method }: HttpRequest): void {
  if (method !== 'GET') throw methodNotAllowed();
}

const CHECKS = ['ping', 'log', 'etcd', 'informer-sync', 'poststarthook/rbac/bootstrap-roles'];

/** `/readyz`, `/readyz?verbose`, `/readyz/etcd`. A twin that answers at all is well. */
function healthResponse(info: RequestInfo, parts: readonly string[]): HttpResponse | undefined {
  const [kind = '', ...check] = parts;
  if (check.length > 0)
    return CHECKS.includes(check.join('/')) ? textResponse(200, 'ok') : undefined;
  if (!info.query.has('verbose')) return textResponse(200, 'ok');
  const lines = CHECKS.map((name) => `[+]${name} ok\n`).join('');
  return textResponse(200, `${lines}${kind} check passed\n`);
}

function versionBody(kernel: Kernel): Record<string, string> {
  const { major, minor, gitVersion } = kernel.version;
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.25.5',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
