import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import { horizontalPodAutoscalerV1 } from './autoscaling.ts';
import type { Converter } from './converter.ts';
import { eventV1 } from './events.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';

const CONVERTERS: Readonly<Record<string, Converter>> = {
  'autoscaling/v1/HorizontalPodAutoscaler': horizontalPodAutoscalerV1,
  'events.k8s.io/v1/Event': eventV1,
};

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
