import type { HttpRequest, HttpResponse } from '../../../model/index.ts';
import type { RequestInfo } from '../http/request-info.ts';
import { jsonResponse, textResponse } from '../http/respond.ts';
import type { Kernel } from '../kernel.ts';
import { openApiResponse } from '../openapi/index.ts';
import { aggregatedDiscovery, wantsAggregated } from './aggregated.ts';
import { groupList, groupOf, resourceList } from './legacy.ts';

/** Everything that is not a resource; `undefined` when there is nothing at the path. */
export function discoveryResponse(
  kernel: Kernel,
  request: HttpRequest,
  info: RequestInfo,
): HttpResponse | undefined {
  const parts = info.path.split('/').filter((p) => p !== '');
  const [root, second, third] = parts;
  switch (root) {
    case 'version':
      return jsonResponse(200, versionBody(kernel));
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
  if (parts.length === 1) {
    const aggregated = wantsAggregated(request.headers['accept']);
    if (aggregated) return aggregatedDiscovery(kernel, core, aggregated);
    return core
      ? jsonResponse(200, {
          kind: 'APIVersions',
          versions: ['v1'],
          serverAddressByClientCIDRs: [
            { clientCIDR: '0.0.0.0/0', serverAddress: request.origin.replace(/^https?:\/\//, '') },
          ],
        })
      : jsonResponse(200, groupList(kernel.registry));
  }
  if (core)
    return parts.length === 2 && second === 'v1'
      ? jsonResponse(200, resourceList(kernel.registry, '', 'v1'))
      : undefined;
  if (parts.length === 2) {
    const group = groupOf(kernel.registry, second ?? '');
    return group && jsonResponse(200, { kind: 'APIGroup', apiVersion: 'v1', ...group });
  }
  if (parts.length !== 3) return undefined;
  const list = resourceList(kernel.registry, second ?? '', third ?? '');
  return list.resources.length === 0 ? undefined : jsonResponse(200, list);
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
