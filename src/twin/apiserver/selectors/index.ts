import type { KubeObject } from '../../../model/index.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { parseFieldSelector, type ObjectTest } from './fields.ts';
import { labelsOf, parseLabelSelector } from './labels.ts';

export * from './fields.ts';
export * from './labels.ts';

export interface SelectorTexts {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** One test of both selectors; `undefined` when everything is selected. */
export function objectTest(
  query: SelectorTexts,
  definition: ResourceDefinition,
): ObjectTest | undefined {
  const tests: ObjectTest[] = [];
  if (query.labelSelector) {
    const test = parseLabelSelector(query.labelSelector);
    tests.push((object: KubeObject) => test(labelsOf(object)));
  }
  if (query.fieldSelector) tests.push(parseFieldSelector(query.fieldSelector, definition));
  const [first, second] = tests;
  if (!first) return undefined;
  return second ? (object) => first(object) && second(object) : first;
}
