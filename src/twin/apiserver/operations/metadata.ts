import type { KubeObject } from '../../../model/index.ts';
import { ensure, isDraft, listOf, textAt, type Draft } from '../draft.ts';
import { nameSuffix, timestamp, uuid, type Kernel } from '../kernel.ts';
import { apiVersionOf } from '../registry/index.ts';
import { kindType } from '../schema/types.ts';
import { badRequest } from '../status-error.ts';
import type { Place } from './read.ts';

/** Generated names leave room for the suffix within 63 characters. */
const MAX_GENERATED_BASE = 58;

/** `apps/v1` → `v1`: Go's name for what came over the wire. */
const goPackage = (apiVersion: string): string => apiVersion.split('/').at(-1) ?? '';

/** Go's name for what the server works on: `core`, `apps`, `rbac`. */
export const internalPackage = ({ group }: { readonly group: string }): string =>
  group === '' ? 'core' : (group.split('.')[0] ?? '').replace(/^rbac.*/, 'rbac');

/** Checks that the body is of the resource at the URL, and fills in what the URL says. */
export function adoptBody(place: Place, body: unknown): Draft {
  const { definition } = place;
  if (!isDraft(body)) throw badRequest('the object provided is unrecognized (must be an object)');
  const apiVersion = apiVersionOf(definition);
  if (body['apiVersion'] === undefined) body['apiVersion'] = apiVersion;
  if (body['kind'] === undefined) body['kind'] = definition.kind;
  const version = String(body['apiVersion']);
  const kind = String(body['kind']);
  const undecodable = `${kind} in version "${version.split('/').at(-1) ?? ''}" cannot be handled as a ${definition.kind}`;
  if (kindType(version, kind) === undefined && !definition.custom)
    throw badRequest(`${undecodable}: no kind "${kind}" is registered for version "${version}"`);
  if (kind !== definition.kind)
    throw badRequest(
      `${undecodable}: converting (${goPackage(version)}.${kind}) to (${internalPackage(definition)}.${definition.kind}): unknown conversion`,
    );
  if (body['apiVersion'] !== apiVersion)
    throw badRequest(
      `the API version in the data (${String(body['apiVersion'])}) does not match the expected API version (${apiVersion})`,
    );
  const given = body['metadata'];
  if (given !== undefined && given !== null && !isDraft(given))
    throw badRequest(
      `${undecodable}: json: cannot unmarshal ${Array.isArray(given) ? 'array' : typeof given} into Go struct field ${kind}.metadata of type v1.ObjectMeta`,
    );
  const metadata = ensure(body, 'metadata');
  if (!definition.namespaced) delete metadata['namespace'];
  else {
    const given = metadata['namespace'];
    if (given === undefined || given === '') metadata['namespace'] = place.namespace;
    else if (place.namespace !== undefined && given !== place.namespace)
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
  }
  for (const key of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields'])
    if (metadata[key] === null) delete metadata[key];
  return body;
}

/** Identity of a new object. */
export function bearMetadata(kernel: Kernel, place: Place, draft: Draft): void {
  const metadata = ensure(draft, 'metadata');
  delete metadata['deletionTimestamp'];
  delete metadata['deletionGracePeriodSeconds'];
  delete metadata['resourceVersion'];
  delete metadata['selfLink'];
  metadata['uid'] = uuid(kernel.random);
  metadata['creationTimestamp'] = timestamp(kernel.clock.now());
  if (place.definition.hasGeneration) metadata['generation'] = 1;
  else delete metadata['generation'];
}

/** A name from `generateName`, when no name is given. */
export function giveName(kernel: Kernel, metadata: Draft): boolean {
  const base = textAt(metadata, 'generateName');
  if (textAt(metadata, 'name') || !base) return false;
  metadata['name'] = `${base.slice(0, MAX_GENERATED_BASE)}${nameSuffix(kernel.random)}`;
  return true;
}

/** What no update may change: taken from the version in the store. */
export function carryIdentity(draft: Draft, old: KubeObject): void {
  const metadata = ensure(draft, 'metadata');
  for (const key of [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'generateName',
    'resourceVersion',
  ] as const) {
    const value = old.metadata[key];
    if (value === undefined) delete metadata[key];
    else metadata[key] = value;
  }
  delete metadata['selfLink'];
}

export const finalizersOf = (object: KubeObject): readonly string[] =>
  object.metadata.finalizers ?? [];

/** Owner references without duplicates matter to garbage collection; empty lists are dropped. */
export function tidyMetadata(draft: Draft): void {
  const metadata = ensure(draft, 'metadata');
  for (const key of ['finalizers', 'ownerReferences', 'managedFields'])
    if (Array.isArray(metadata[key]) && (metadata[key] as unknown[]).length === 0)
      delete metadata[key];
  for (const key of ['labels', 'annotations']) {
    const map = metadata[key];
    if (isDraft(map) && Object.keys(map).length === 0) delete metadata[key];
  }
  for (const owner of listOf(metadata, 'ownerReferences'))
    if (owner['controller'] === null) delete owner['controller'];
}
