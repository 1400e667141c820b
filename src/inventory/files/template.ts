import { isFields } from './document.ts';

/** Go template actions as charts write them; a plain `{{ }}` in a string of a rendered object is none. */
const ACTION =
  /\{\{-?\s*(?:\.Values|\.Release|\.Chart|\.Capabilities|\.Files|\$|if\b|else\b|end\b|range\b|with\b|include\b|template\b|define\b|toYaml\b|tpl\b|default\b|required\b)/;

/** Whether a text that is no Kubernetes object is a chart's template, still to be rendered. */
export const isUnrenderedTemplate = (text: string): boolean => ACTION.test(text);

/** `{{ … }}` of charts, `${…}` of Flux and envsubst, `$(…)` of old overlays: none is legal in a name. */
const VARIABLE = /\{\{|\$\{|\$\(/;
const holdsVariable = (value: unknown): boolean =>
  typeof value === 'string' && VARIABLE.test(value);

/**
 * Whether an object that parses is still a template: a variable stands where Kubernetes would
 * refuse it, in the kind, a name or an image. Arguments and annotations may well hold braces.
 */
export function isUnrenderedObject(object: Readonly<Record<string, unknown>>): boolean {
  const { metadata, kind, apiVersion } = object;
  if (holdsVariable(kind) || holdsVariable(apiVersion)) return true;
  if (
    isFields(metadata) &&
    (holdsVariable(metadata['name']) || holdsVariable(metadata['namespace']))
  )
    return true;
  return imagesHoldVariables(object['spec']);
}

function imagesHoldVariables(spec: unknown): boolean {
  if (!isFields(spec)) return false;
  for (const list of [spec['containers'], spec['initContainers']])
    if (Array.isArray(list) && list.some((c: unknown) => isFields(c) && holdsVariable(c['image'])))
      return true;
  for (const key of ['template', 'jobTemplate', 'spec'])
    if (isFields(spec[key]) && imagesHoldVariables(key === 'spec' ? spec[key] : spec[key]['spec']))
      return true;
  return false;
}
