/** Go template actions as charts write them; a plain `{{ }}` in a string of a rendered object is none. */
const ACTION =
  /\{\{-?\s*(?:\.Values|\.Release|\.Chart|\.Capabilities|\.Files|\$|if\b|else\b|end\b|range\b|with\b|include\b|template\b|define\b|toYaml\b|tpl\b|default\b|required\b)/;

/** Whether a text that is no Kubernetes object is a chart's template, still to be rendered. */
export const isUnrenderedTemplate = (text: string): boolean => ACTION.test(text);
