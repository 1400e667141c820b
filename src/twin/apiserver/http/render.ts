import { stringify as yamlOf } from 'yaml';
import type { HttpResponse, KubeObject } from '../../../model/index.ts';
import { internalPackage } from '../operations/metadata.ts';
import type { ListResult } from '../operations/read.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';
import { wrongForm } from '../status-error.ts';
import { tableOf } from '../tables/index.ts';
import type { Rendering } from './negotiate.ts';
import { JSON_TYPE } from './respond.ts';

const bodies = new WeakMap<KubeObject, string>();

/** `"metadata":…}`: all but kind and apiVersion, written once for each version of an object. */
function tailOf(object: KubeObject): string {
  let tail = bodies.get(object);
  if (tail === undefined) {
    const { kind: _k, apiVersion: _v, ...rest } = object;
    tail = JSON.stringify(rest).slice(1);
    bodies.set(object, tail);
  }
  return tail;
}

/** One object as JSON, in the key order of a real server. */
export const jsonOf = (object: KubeObject): string =>
  `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${tailOf(object)}`;

export const partialOf = (object: KubeObject): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

export interface RenderOptions {
  readonly rendering: Rendering;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `None`, `Metadata` (the default) or `Object`: what a Table carries of each object. */
  readonly includeObject?: string | undefined;
  readonly nowMs: number;
}

export function renderObject(
  definition: ResourceDefinition,
  object: KubeObject,
  options: RenderOptions,
): HttpResponse {
  switch (options.rendering.as) {
    case 'Table':
      return send(
        options,
        JSON.stringify(tableOf(definition, [object], { ...options, single: object })),
      );
    case 'PartialObjectMetadataList':
      throw wrongForm(options.rendering.as, false, goType(definition, definition.kind));
    case 'PartialObjectMetadata':
      return send(options, jsonOf(partialOf(object)));
    case 'object':
      return send(options, jsonOf(object));
  }
}

/** What Go's server calls the object that it holds. */
const goType = (definition: ResourceDefinition, kind: string): string =>
  definition.custom
    ? `*unstructured.Unstructured${kind === definition.listKind ? 'List' : ''}`
    : `*${internalPackage(definition)}.${kind}`;

export function renderList(
  definition: ResourceDefinition,
  list: ListResult,
  options: RenderOptions,
): HttpResponse {
  const metadata = {
    resourceVersion: list.resourceVersion,
    ...(list.continue === undefined ? {} : { continue: list.continue }),
    ...(list.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: list.remainingItemCount }),
  };
  const { as } = options.rendering;
  if (as === 'Table')
    return send(options, JSON.stringify({ ...tableOf(definition, list.items, options), metadata }));
  if (as === 'PartialObjectMetadata')
    throw wrongForm(as, true, goType(definition, definition.listKind));
  const partial = as !== 'object';
  const kind = partial ? 'PartialObjectMetadataList' : definition.listKind;
  const apiVersion = partial ? 'meta.k8s.io/v1' : apiVersionOf(definition);
  // Items of built-in kinds carry no kind of their own; custom ones do.
  const item = partial
    ? (o: KubeObject): string => jsonOf(partialOf(o))
    : definition.custom
      ? jsonOf
      : (o: KubeObject): string => `{${tailOf(o)}`;
  return send(
    options,
    `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":${JSON.stringify(metadata)},"items":[${list.items.map(item).join(',')}]}`,
  );
}

export function send(
  options: Pick<RenderOptions, 'rendering' | 'status' | 'headers'>,
  json: string,
): HttpResponse {
  const yaml = options.rendering.format === 'yaml';
  return {
    status: options.status ?? 200,
    headers: { 'content-type': yaml ? 'application/yaml' : JSON_TYPE, ...options.headers },
    body: Buffer.from(yaml ? yamlOf(JSON.parse(json)) : `${json}\n`),
  };
}
