import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';

/** Between a version as asked for and the one that is stored; each way on a private copy. */
export interface Converter {
  readonly toStored: (draft: Draft) => Draft;
  readonly fromStored: (object: KubeObject) => KubeObject;
}

const CONVERTERS: Readonly<Record<string, Converter>> = {};

export function toStored(definition: ResourceDefinition, draft: Draft): Draft {
  if (apiVersionOf(definition) === definition.storedAs) return draft;
  const convert = CONVERTERS[`${apiVersionOf(definition)}/${definition.kind}`];
  return { ...(convert ? convert.toStored(draft) : draft), apiVersion: definition.storedAs };
}

const converted = new WeakMap<KubeObject, Map<string, KubeObject>>();

/** Stored objects never change, so each conversion is made once. */
export function fromStored(definition: ResourceDefinition, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(definition);
  if (apiVersion === object.apiVersion) return object;
  let versions = converted.get(object);
  if (!versions) converted.set(object, (versions = new Map()));
  let result = versions.get(apiVersion);
  if (!result) {
    const convert = CONVERTERS[`${apiVersion}/${definition.kind}`];
    result = { ...(convert ? convert.fromStored(object) : object), apiVersion };
    versions.set(apiVersion, result);
  }
  return result;
}
