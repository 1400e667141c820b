import { apiVersionOf, type Registry, type ResourceDefinition } from '../registry/index.ts';

export interface GroupEntry {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
  readonly preferredVersion: { readonly groupVersion: string; readonly version: string };
}

/** Named groups in listing order, each with its versions, the preferred first. */
export function groups(registry: Registry): GroupEntry[] {
  const byName = new Map<string, { groupVersion: string; version: string }[]>();
  for (const { group, version } of registry.groupVersions()) {
    if (group === '') continue;
    const versions = byName.get(group) ?? [];
    if (versions.length === 0) byName.set(group, versions);
    versions.push({ groupVersion: `${group}/${version}`, version });
  }
  return [...byName].map(([name, versions]) => ({
    name,
    versions,
    preferredVersion: versions[0] as { groupVersion: string; version: string },
  }));
}

export const groupList = (registry: Registry, others: readonly GroupEntry[]): unknown => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: [...groups(registry), ...others],
});

export const groupOf = (registry: Registry, name: string): GroupEntry | undefined =>
  groups(registry).find((g) => g.name === name);

export const definitionsOf = (
  registry: Registry,
  group: string,
  version: string,
): ResourceDefinition[] =>
  [...registry.all()]
    .filter((d) => d.group === group && d.version === version)
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));

/** `/api/v1` and `/apis/GROUP/VERSION`. */
export function resourceList(
  registry: Registry,
  group: string,
  version: string,
): { readonly resources: readonly unknown[] } {
  const definitions = definitionsOf(registry, group, version);
  return Object.assign(
    { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf({ group, version }) },
    { resources: definitions.flatMap(entriesOf) },
  );
}

function entriesOf(d: ResourceDefinition): unknown[] {
  return [
    {
      name: d.resource,
      singularName: d.singular,
      namespaced: d.namespaced,
      kind: d.kind,
      verbs: d.verbs,
      ...(d.shortNames.length > 0 ? { shortNames: d.shortNames } : {}),
      ...(d.categories.length > 0 ? { categories: d.categories } : {}),
      ...(d.virtual ? {} : { storageVersionHash: versionHash(d.collection) }),
    },
    ...d.subresources.map((s) => ({
      name: `${d.resource}/${s.name}`,
      singularName: '',
      namespaced: d.namespaced,
      ...(s.group === undefined ? {} : { group: s.group }),
      ...(s.version === undefined ? {} : { version: s.version }),
      kind: s.kind,
      verbs: s.verbs,
    })),
  ];
}

/** Opaque to clients: equal for versions that share their storage. */
function versionHash(collection: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const c of collection) {
    a = Math.imul(a ^ c.charCodeAt(0), 0x01000193) >>> 0;
    b = Math.imul(b + c.charCodeAt(0), 0x85ebca6b) >>> 0;
  }
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(a, 0);
  bytes.writeUInt32BE(b, 4);
  return bytes.toString('base64');
}
