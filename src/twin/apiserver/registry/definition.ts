import type { GroupResource } from '../status-error.ts';

export const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;

/** One resource in one version: what discovery says of it and how it is kept. */
export interface ResourceDefinition extends GroupResource {
  readonly group: string;
  readonly version: string;
  /** The plural: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceDefinition[];
  /** Versions of one thing share a collection: `autoscaling/horizontalpodautoscalers`. */
  readonly collection: string;
  /** The apiVersion in which objects lie in the store. */
  readonly storedAs: string;
  /** `metadata.generation` counts changes of everything but metadata and status. */
  readonly hasGeneration: boolean;
  /** Answered from the request alone: reviews. */
  readonly virtual: boolean;
  /** Present when a CustomResourceDefinition brought it. */
  readonly custom?: CustomDetails;
}

export interface SubresourceDefinition {
  readonly name: string;
  readonly kind: string;
  /** Group and version of the kind, where they differ from the resource's. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface CustomDetails {
  readonly definitionName: string;
  /** JSON paths as the CRD gives them, when it declares the scale subresource. */
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
  readonly printerColumns: readonly {
    readonly name: string;
    readonly type: string;
    readonly jsonPath: string;
    readonly priority?: number;
    readonly description?: string;
    readonly format?: string;
  }[];
  /** The OpenAPI v3 schema of this version, as given. */
  readonly schema?: unknown;
}

export const apiVersionOf = (d: { readonly group: string; readonly version: string }): string =>
  d.group === '' ? d.version : `${d.group}/${d.version}`;

export const hasStatus = (d: ResourceDefinition): boolean =>
  d.subresources.some((s) => s.name === 'status');

interface Options {
  readonly short?: string;
  readonly categories?: readonly string[];
  readonly cluster?: boolean;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly SubresourceDefinition[];
  readonly singular?: string;
  readonly generation?: boolean;
  readonly virtual?: boolean;
  readonly collection?: string;
  readonly storedAs?: string;
  readonly listKind?: string;
}

export function define(
  apiVersion: string,
  resource: string,
  kind: string,
  options: Options = {},
): ResourceDefinition {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  return {
    group,
    version,
    resource,
    kind,
    listKind: options.listKind ?? `${kind}List`,
    singular: options.singular ?? kind.toLowerCase(),
    namespaced: options.cluster !== true,
    shortNames: options.short?.split(' ') ?? [],
    categories: options.categories ?? [],
    verbs: options.verbs ?? ALL_VERBS,
    subresources: options.subresources ?? [],
    collection: options.collection ?? `${group}/${resource}`,
    storedAs: options.storedAs ?? apiVersion,
    hasGeneration: options.generation === true,
    virtual: options.virtual === true,
  };
}

export const status = (kind: string): SubresourceDefinition => ({
  name: 'status',
  kind,
  verbs: ['get', 'patch', 'update'],
});

export const SCALE: SubresourceDefinition = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};

/** `.spec.replicas` in steps. */
export const stepsOf = (jsonPath: string): string[] => jsonPath.split('.').filter((s) => s !== '');

/** Where an object of this kind keeps the size that its scale subresource changes. */
export const sizePathOf = (definition: ResourceDefinition): string[] =>
  stepsOf(definition.custom?.scale?.specReplicasPath ?? '.spec.replicas');
