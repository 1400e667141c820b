import type { HttpResponse } from '../../../model/index.ts';
import { promisedApis, type ExtensionResource } from '../aggregation.ts';
import { jsonResponse } from '../http/respond.ts';
import type { Kernel } from '../kernel.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { definitionsOf, groups } from './legacy.ts';

type Version = 'v2' | 'v2beta1';

/** The newest aggregated form that the client accepts. */
export function wantsAggregated(accept: string | undefined): Version | undefined {
  if (!accept?.includes('as=APIGroupDiscoveryList')) return undefined;
  return /v=v2(;|,|$)/.test(accept)
    ? 'v2'
    : /v=v2beta1(;|,|$)/.test(accept)
      ? 'v2beta1'
      : undefined;
}

/** All groups, versions and resources in one answer. */
export function aggregatedDiscovery(kernel: Kernel, core: boolean, form: Version): HttpResponse {
  const { registry } = kernel;
  const listed = core
    ? [{ name: '', versions: [{ version: 'v1' }] }]
    : groups(registry).map(({ name, versions }) => ({ name, versions }));
  const others = core ? [] : promisedApis(kernel);
  const own = listed.map(({ name, versions }) => ({
    metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
    versions: versions.map(({ version }) => ({
      version,
      resources: definitionsOf(registry, name, version).map(entryOf),
      freshness: 'Current',
    })),
  }));
  const promised = others.map(({ group, version, server }) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: [
      server
        ? { version, resources: server.resources.map((r) => passedEntry(group, version, r)), freshness: 'Current' }
        : { version, freshness: 'Stale' },
    ],
  })); // prettier-ignore
  const items = [...own, ...promised];
  const seen = others.map((p) => `${p.version}.${p.group}:${p.server ? 1 : 0}`).join(',');
  return jsonResponse(
    200,
    {
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${form}`,
      metadata: {},
      items,
    },
    {
      'content-type': `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`,
      etag: `"${registry.generation}${seen === '' ? '' : `-${seen}`}"`,
      vary: 'Accept',
    },
  );
}

const passedEntry = (group: string, version: string, r: ExtensionResource): unknown => ({
  resource: r.name,
  responseKind: { group, version, kind: r.kind },
  scope: r.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: '',
  verbs: r.verbs,
});

function entryOf(d: ResourceDefinition): unknown {
  const kindOf = (k: {
    group?: string | undefined;
    version?: string | undefined;
    kind: string;
  }) => ({
    group: k.group ?? d.group,
    version: k.version ?? d.version,
    kind: k.kind,
  });
  return {
    resource: d.resource,
    responseKind: kindOf(d),
    scope: d.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: d.singular,
    verbs: d.verbs,
    ...(d.shortNames.length > 0 ? { shortNames: d.shortNames } : {}),
    ...(d.categories.length > 0 ? { categories: d.categories } : {}),
    ...(d.subresources.length === 0
      ? {}
      : {
          subresources: d.subresources.map((s) => ({
            subresource: s.name,
            responseKind: kindOf(s),
            verbs: s.verbs,
          })),
        }),
  };
}
