import type { HttpRequest, HttpResponse } from '../../model/index.ts';
import { hasReadyEndpoint } from '../runtime/index.ts';
import type { GroupEntry } from './discovery/legacy.ts';
import type { RequestInfo } from './http/request-info.ts';
import { textResponse } from './http/respond.ts';
import type { Kernel } from './kernel.ts';
import { listObjects } from './operations/read.ts';

/** A server that an APIService points to, such as metrics-server. */
export interface ExtensionServer {
  readonly resources: readonly ExtensionResource[];
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
}
export interface ExtensionResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}
/** Who serves an API of this name (`metrics.k8s.io/v1beta1`) in this cluster, where its Service leads. */
export type Extensions = (groupVersion: string) => ExtensionServer | undefined;
interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/** An API that an APIService promises; `server` while its Service has a ready endpoint. */
interface Promised {
  readonly group: string;
  readonly version: string;
  readonly server: ExtensionServer | undefined;
}

/**
 * The APIs that the cluster's APIServices promise and that this server does not serve itself.
 * @source https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ (read 2026-11-25)
 */
export function promisedApis(kernel: Kernel): readonly Promised[] {
  const definition = kernel.registry.find('apiregistration.k8s.io', 'v1', 'apiservices');
  if (!definition) return [];
  return listObjects(kernel, { definition }).items.flatMap((object) => {
    const { group, version, service } = object['spec'] as {
      readonly group: string;
      readonly version: string;
      readonly service?: ServiceName;
    };
    if (!service) return [];
    const listens = hasEndpoint(kernel, service)
      ? kernel.extensions(`${group}/${version}`)
      : undefined;
    return [{ group, version, server: listens }];
  });
}

function hasEndpoint(kernel: Kernel, { namespace, name }: ServiceName): boolean {
  const definition = kernel.registry.find('discovery.k8s.io', 'v1', 'endpointslices');
  if (!definition) return false;
  const labelSelector = `kubernetes.io/service-name=${name}`;
  return listObjects(kernel, { definition, namespace }, { labelSelector }).items.some(
    hasReadyEndpoint,
  );
}

/** The answer of who serves what a path asks for; undefined where no APIService promises it. */
export function passedOn(
  kernel: Kernel,
  request: HttpRequest,
  { parts }: RequestInfo,
): Promise<HttpResponse> | undefined {
  const [root, group, version] = parts;
  if (root !== 'apis' || version === undefined) return undefined;
  const promised = promisedApis(kernel).find((p) => p.group === group && p.version === version);
  if (!promised) return undefined;
  return (
    promised.server?.handle(request) ?? Promise.resolve(textResponse(503, 'service unavailable\n'))
  );
}

/** Its groups for `/apis`, after the server's own. */
export const promisedGroups = (kernel: Kernel): readonly GroupEntry[] =>
  promisedApis(kernel).map(({ group, version }) => {
    const entry = { groupVersion: `${group}/${version}`, version };
    return { name: group, versions: [entry], preferredVersion: entry };
  });
